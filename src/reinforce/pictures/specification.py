"""A chart as the Vega-Lite specification that is drawn, and the program that draws it."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

import altair as alt
import vl_convert

from reinforce.errors import InvalidParameterError

if TYPE_CHECKING:
    from collections.abc import Iterator

_DRAW = "window.drawPicture = vegaEmbed;"


def specification(chart: object, *, field: str = "chart") -> dict[str, Any]:
    """
    Return the Vega-Lite specification of an Altair chart.

    Raises:
        InvalidParameterError: *chart* is none, or would load something from elsewhere when it is drawn.
    """
    if not isinstance(chart, alt.TopLevelMixin):
        way = ": its plot() is one" if callable(getattr(chart, "plot", None)) else ""
        raise InvalidParameterError(field, f"must be an Altair chart, not {type(chart).__name__}{way}", value=chart)
    spec: dict[str, Any] = chart.to_dict()
    for url in _addresses(spec):
        raise InvalidParameterError(field, f"must carry its data, not load it from {url!r}", value=url)
    return spec


def _addresses(part: object) -> Iterator[str]:
    """Yield what a specification would load: the addresses of its data and of its images."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "data" and isinstance(value, dict) and "url" in value:
                yield str(value["url"])
            if name == "mark" and "image" in (value, value.get("type") if isinstance(value, dict) else None):
                yield "image"
            if name not in {"datasets", "values"}:
                yield from _addresses(value)
    elif isinstance(part, list):
        for value in part:
            yield from _addresses(value)


@cache
def _vega_lite() -> str | None:
    """Return the version of Vega-Lite that Altair writes for, or ``None`` for the newest where it is not there."""
    wanted = alt.SCHEMA_VERSION.removeprefix("v").rpartition(".")[0]
    return wanted if wanted in vl_convert.get_vegalite_versions() else None


@cache
def program() -> str:
    """Return the JavaScript that draws, with all that it needs: ``drawPicture(element, spec, options)``."""
    return vl_convert.javascript_bundle(_DRAW, vl_version=_vega_lite())


def svg(spec: dict[str, Any]) -> str:
    """Return a specification drawn as SVG, with its description as the image's accessible name."""
    drawn = vl_convert.vegalite_to_svg(spec, vl_version=_vega_lite(), allowed_base_urls=[])
    words = escape(str(spec.get("description", "")))
    return drawn.replace("<svg ", f'<svg role="img" aria-label="{words}" ', 1) if words else drawn


def png(spec: dict[str, Any], *, scale: float) -> bytes:
    """Return a specification drawn as PNG, with *scale* pixels of the file for one of the chart."""
    return vl_convert.vegalite_to_png(spec, vl_version=_vega_lite(), scale=scale, allowed_base_urls=[])
