"""Charts in notebooks as images, so that a page made of a notebook needs no network and no program."""

from __future__ import annotations

import re
from base64 import b64encode
from html import escape
from typing import Any

import altair as alt

from reinforce.pictures.specification import svg

_NAME = "reinforce-images"
_WIDTH = re.compile(r'\bwidth="([\d.]+)"')
_LEAST = 480
"""Pixels: on a narrower screen a wide picture scrolls, as its letters would be too small."""


def show_as_images() -> None:
    """
    From now on, have Altair charts show themselves in this notebook as images, drawn as SVG.

    Without it, a page made of the notebook loads the program that draws from another place. An image stays sharp at
    every size, and has the chart's description as its text for those who cannot see it; it shows no values under the
    pointer. ``altair.renderers.enable("default")`` goes back.
    """
    alt.renderers.register(_NAME, _image)
    alt.renderers.enable(_NAME)


def _image(spec: dict[str, Any], **_: Any) -> dict[str, str]:  # noqa: ANN401 - options of Altair's other renderers
    """Return a specification as the picture that a notebook shows, in an element of its own that scrolls."""
    drawn = svg(spec)
    found = _WIDTH.search(drawn, 0, drawn.find(">") + 1)  # the first element is the picture
    least = min(_LEAST, float(found[1])) if found else _LEAST
    words = escape(str(spec.get("description", "")))
    style = f"max-width: 100%; min-width: {least:g}px; height: auto"
    image = f'<img src="data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}" alt="{words}" style="{style}">'
    return {"text/html": f'<div style="overflow-x: auto">{image}</div>'}
