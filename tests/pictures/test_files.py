"""Pictures as files: they stand alone, whatever their data says, and can be read without seeing them."""

import re
from pathlib import Path

import altair as alt
import polars as pl
import pytest

from reinforce import InvalidParameterError, pictures
from reinforce.pictures import Figure, Picture
from tests.pictures.reading import Page, read

NASTY = "</script><script>alert('gone')</script><!-- & \"shown\" \u2028"
DAYS = pl.DataFrame({"day": [0, 1], "retention": [0.9, 0.8], "minutes": [5.0, 0.0], "schedule": ["spaced", "spaced"]})


@pytest.fixture(scope="module")
def chart() -> Picture:
    """Return a picture."""
    return pictures.over_time(DAYS)


@pytest.fixture(scope="module")
def report(chart: Picture, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a page of two pictures, one with everything around it, in which all texts are nasty."""
    nasty = pictures.over_time(DAYS.with_columns(schedule=pl.lit(NASTY)), title=NASTY)
    table = pl.DataFrame({NASTY: [NASTY, None], "share": [0.25, 12_345.6]})
    figures = [chart, Figure(chart=nasty, caption=NASTY, table=table)]
    path = tmp_path_factory.mktemp("report") / "report.html"
    return pictures.page(figures, path, title=NASTY, intro=f"One.\n\n{NASTY}")


def test_a_page_loads_nothing(report: Path) -> None:
    """No element names an address, and the page forbids itself to open a connection."""
    page = read(report)
    assert all(not {"src", "href"} & attributes.keys() for _, attributes in page.elements)
    assert {tag for tag, _ in page.elements}.isdisjoint({"link", "img", "iframe", "object", "base"})
    (policy,) = [one["content"] for one in page.all("meta") if "http-equiv" in one]
    assert policy is not None
    assert policy.startswith("default-src 'none';")
    assert "http" not in policy
    assert "@import" not in report.read_text(encoding="utf-8").partition("</style>")[0]


def test_no_text_breaks_out_of_its_place(report: Path) -> None:
    """Data that ends a script, opens a comment or a tag stays data: it comes back as it was."""
    page = read(report)
    assert len(page.scripts) == 4  # two pictures, the program, and what starts it
    assert not any("alert" in text for text in page.scripts[2:])
    _, nasty = page.specs()
    named = {row["series"] for rows in nasty["datasets"].values() for row in rows if "series" in row}
    assert named == {NASTY}
    cells = [text for text in page.texts if text == NASTY]
    assert len(cells) == 6  # title, introduction, heading, caption, the table's head and its cell


def test_the_program_stands_on_a_page_once(report: Path, chart: Picture, tmp_path: Path) -> None:
    """A page of two pictures is hardly longer than a page of one."""
    single = pictures.page([chart], tmp_path / "single.html", title="One")
    assert report.stat().st_size < single.stat().st_size + 20_000


def test_a_page_reads_without_seeing(report: Path) -> None:
    """Each picture is an image with a name in words; the page has a language, one title and headings in order."""
    page = read(report)
    images = [one for one in page.all("div") if one.get("role") == "img"]
    assert len(images) == 2
    assert (images[0]["aria-label"] or "").startswith("Still known, and the workload. On day 1")
    assert page.all("html") == [{"lang": "en"}]
    assert [tag for tag, _ in page.elements if re.fullmatch(r"h\d", tag)] == ["h1", "h2", "h2"]
    assert [one.get("scope") for one in page.all("th")] == ["col", "col"]


def test_headings_stand_on_the_page_and_not_in_the_picture(report: Path) -> None:
    """What is the heading is not said twice, so that it can break into lines."""
    assert [spec.get("title") for spec in read(report).specs()] == [None, None]


def test_a_table_shows_numbers_as_people_write_them(report: Path) -> None:
    """Fractions lose their zeros, large numbers their fractions, and what is unknown is empty."""
    text = report.read_text(encoding="utf-8")
    assert '<td class="number">0.25</td>' in text
    assert '<td class="number">12,346</td>' in text
    assert "<td></td>" in text


def test_a_picture_is_saved_as_html_svg_and_png(chart: Picture, tmp_path: Path) -> None:
    """The ending of the path says in which form; each is what it says, and has the picture's name in words."""
    html, svg, png = (pictures.save(chart, tmp_path / f"chart.{form}") for form in ("html", "svg", "png"))
    page = read(html)
    assert len(list(page.specs())) == 1
    assert [tag for tag, _ in page.elements if re.fullmatch(r"h\d", tag)] == ["h1"]
    drawn = svg.read_text(encoding="utf-8")
    assert drawn.startswith("<svg")
    root = Page(drawn).all("svg")[0]
    assert (root["role"], root["aria-label"]) == ("img", chart.to_dict()["description"])
    assert "<image" not in drawn
    assert png.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_scale_makes_a_png_larger(chart: Picture, tmp_path: Path) -> None:
    """Twice the scale is twice the width."""

    def width(scale: float) -> int:
        return int.from_bytes(pictures.save(chart, tmp_path / "chart.png", scale=scale).read_bytes()[16:20], "big")

    assert width(2) == pytest.approx(2 * width(1), abs=2)


@pytest.mark.parametrize("name", ["chart.pdf", "chart", "chart.HTML"])
def test_another_ending_is_refused(chart: Picture, tmp_path: Path, name: str) -> None:
    """Nothing is written under a name that does not say what it is."""
    with pytest.raises(InvalidParameterError, match=r"path must end in"):
        pictures.save(chart, tmp_path / name)
    with pytest.raises(InvalidParameterError, match=r"path must end in \.html"):
        pictures.page([chart], tmp_path / name, title="None")
    assert not list(tmp_path.iterdir())


def test_what_would_load_its_data_is_refused(tmp_path: Path) -> None:
    """A chart of data that lies elsewhere, or of images, would not stand alone."""
    elsewhere = alt.Chart("https://example.org/data.csv").mark_point().encode(x="a:Q")
    for layered in (elsewhere, alt.layer(elsewhere, elsewhere.mark_line())):
        for path in (tmp_path / "chart.html", tmp_path / "chart.png"):
            with pytest.raises(InvalidParameterError, match=r"must carry its data, not load it from 'https://example"):
                pictures.save(layered, path)
    image = alt.Chart(alt.InlineData(values=[{"a": "https://example.org/a.png"}])).mark_image().encode(url="a:N")
    with pytest.raises(InvalidParameterError, match=r"parts\[0\] must carry"):
        pictures.page([image], tmp_path / "chart.html", title="None")


def test_a_page_needs_parts(tmp_path: Path, chart: Picture) -> None:
    """No part, what is none, and a table too long to unfold are refused with their place."""
    path = tmp_path / "page.html"
    with pytest.raises(InvalidParameterError, match="parts must be at least one"):
        pictures.page([], path, title="None")
    with pytest.raises(InvalidParameterError, match=r"parts\[1\] must be an Altair chart, not int"):
        pictures.page([chart, 7], path, title="None")  # type: ignore[list-item]
    with pytest.raises(InvalidParameterError, match=r"parts\[0\]\.table must have at most 500 rows, not 501"):
        pictures.page([Figure(chart=chart, table=pl.DataFrame({"day": range(501)}))], path, title="None")
    assert not path.exists()
