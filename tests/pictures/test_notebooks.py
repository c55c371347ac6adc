"""Charts in notebooks: images that stand alone."""

import re
from base64 import b64decode
from collections.abc import Iterator

import altair as alt
import polars as pl
import pytest

from reinforce import pictures

DAYS = pl.DataFrame({"day": [0, 1, 2], "retention": [0.5, 0.9, 0.92], "minutes": [10.0, 5.0, 0.0]})
CELLS = pl.DataFrame({"learner": ["ana"], "skill": ["pricing"], "still_known": [0.9]})


@pytest.fixture(autouse=True)
def _as_images() -> Iterator[None]:
    pictures.show_as_images()
    yield
    alt.renderers.enable("default")


def _shown(chart: pictures.Picture) -> str:
    """Return what a notebook shows."""
    shown = chart._repr_mimebundle_()
    assert isinstance(shown, dict)
    return str(shown["text/html"])


def test_a_chart_shows_itself_without_a_program() -> None:
    """After `show_as_images` a chart is one SVG image in the page: no script, and no address."""
    html = _shown(pictures.over_time(DAYS))
    assert re.search(r"<script|https?:", html) is None
    data = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', html)
    assert data is not None
    assert b"<svg" in b64decode(data[1])


def test_an_image_is_told_in_words() -> None:
    """The image's text for those who cannot see it is the chart's description."""
    chart = pictures.over_time(DAYS, title='5 < 6 & "so"')
    words = chart.to_dict()["description"]
    assert 'alt="5 &lt; 6 &amp; &quot;so&quot;. ' in _shown(chart)
    assert words.startswith("5 < 6")


def test_a_narrow_picture_is_not_enlarged() -> None:
    """The least width of an image is never more than its own."""
    html = _shown(pictures.heat_map(CELLS))
    least = re.search(r"min-width: ([\d.]+)px", html)
    data = re.search(r"base64,([^\"]+)", html)
    assert least is not None
    assert data is not None
    width = re.search(rb'width="([\d.]+)"', b64decode(data[1]))
    assert width is not None
    assert float(least[1]) <= float(width[1])
