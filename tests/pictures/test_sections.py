"""Pages of texts, lists and tables: what stands on them is what was given, for every reader and width."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from reinforce import InvalidParameterError, pictures
from reinforce.pictures import Bullets, Cell, Link, Section, Table
from tests.pictures.reading import Page, read

if TYPE_CHECKING:
    from pathlib import Path

NASTY = "</td></table><script>alert('gone')</script> & \"quoted\""


@pytest.fixture
def made(tmp_path: Path) -> Page:
    """Return a page with every kind of part but pictures, in which texts are nasty."""
    cells = Table(
        columns=("person", NASTY, "terms"),
        rows=[
            ("Ana", Cell(text="90 %", value=0.9, note=NASTY), Cell(text="50 %", value=0.5)),
            ("Ben", Cell(text="–"), Cell(text="70 %", value=0.7)),
        ],
        caption=NASTY,
    )
    parts = (
        f"One.\n\n{NASTY}",
        Section(
            heading=NASTY, parts=(Bullets(items=[NASTY, ("Ana:", NASTY)]), Section(heading="Inner", parts=(cells,)))
        ),
        Section(heading="Folded", parts=("more",), folded=True),
        Link(text=NASTY, file="second.html"),
    )
    return read(pictures.page(parts, tmp_path / "page.html", title="The same: 74 % against 25 %"))


def test_no_text_breaks_out_of_a_part(made: Page) -> None:
    """Texts that end a cell or begin a script come back as they were, wherever they stand."""
    assert len(made.scripts) == 1  # what folds and unfolds; no picture, so that nothing draws
    assert made.texts.count(NASTY) == 7
    assert f" {NASTY}" in made.texts  # after the bold words of a list


def test_headings_are_in_order(made: Page) -> None:
    """A section inside a section has a heading one level lower, also where it is folded."""
    assert [tag for tag, _ in made.elements if re.fullmatch(r"h\d", tag)] == ["h1", "h2", "h3", "h2"]
    assert len(made.all("details")) == len(made.all("summary")) == 1


def test_a_page_without_pictures_carries_no_program(made: Page) -> None:
    """What draws is large, and is left out where there is nothing to draw."""
    assert sum(map(len, made.scripts)) < 10_000


def test_tables_name_rows_and_columns_for_who_cannot_see_them(made: Page) -> None:
    """Each head says whether it heads a row or a column, and roles stay where rows become blocks."""
    assert [one.get("scope") for one in made.all("th")] == ["col"] * 3 + ["row"] * 2
    assert {one.get("role") for one in made.all("td")} == {"cell"}
    assert [one.get("role") for one in made.all("table")] == ["table"]
    assert [one.get("data-label") for one in made.all("td")] == [NASTY, "terms"] * 2


def test_colours_span_the_values_that_occur_and_add_nothing_to_the_text(made: Page) -> None:
    """The least is darkest and the greatest lightest; a cell without a value has no colour, and every text is there."""
    assert [one.get("class") for one in made.all("td")] == ["shade-0", "shade-4", None, "shade-2"]
    assert {"90\N{NO-BREAK SPACE}%", "50\N{NO-BREAK SPACE}%", "–"} <= set(made.texts)


def test_equal_values_and_a_given_scale_have_their_colours(tmp_path: Path) -> None:
    """Where all values are equal nothing is dark; a scale that is given goes beyond the values of one table."""

    def classes(table: Table) -> list[str | None]:
        page = read(pictures.page([table], tmp_path / "page.html", title="Colours"))
        return [one.get("class") for one in page.all("td")]

    rows = [("a", Cell(text="1", value=0.6)), ("b", Cell(text="2", value=0.6))]
    assert classes(Table(columns=("x", "y"), rows=rows)) == ["shade-0", "shade-0"]
    assert classes(Table(columns=("x", "y"), rows=rows, scale=(0.6, 1.0))) == ["shade-4", "shade-4"]


def test_dark_and_light_cells_can_be_read() -> None:
    """Text on every shade has at least the contrast that WCAG asks of small text, 4.5 to 1."""
    style = pictures_css()
    shades = re.findall(r"\.shade-(\d) \{ background: (#\w{6}); color: (#\w{6}); \}", style)
    assert [number for number, _, _ in shades] == list("01234")
    for _, paper, ink in shades:
        light, dark = sorted((_luminance(paper), _luminance(ink)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_wide_table_of_texts_becomes_blocks_on_a_narrow_screen(tmp_path: Path) -> None:
    """Short columns stay a table; long ones become a block a row; many coloured ones stand upright."""

    def look(table: Table) -> str:
        page = read(pictures.page([table], tmp_path / "page.html", title="Looks"))
        (found,) = [one["class"] or "" for one in page.all("div")]
        return found

    assert look(Table(columns=("who", "due", "planned"), rows=[("Ana", "1", "2")])) == "table plain"
    assert look(Table(columns=("who", "what"), rows=[("Ana", "a text of many words " * 4)])) == "table blocks"
    many = Table(columns=tuple("abcdefgh"), rows=[("Ana", *(Cell(text="1", value=float(at)) for at in range(7)))])
    assert look(many) == "table shaded many"


def test_a_per_cent_sign_stays_with_its_number(made: Page) -> None:
    """No line of a page ends between a number and its per cent sign."""
    (heading,) = [text for text in made.texts if "against" in text and "same" in text][-1:]
    assert heading == "The same: 74\N{NO-BREAK SPACE}% against 25\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize(
    "file", ["https://example.org", "//example.org", "../up.html", "/etc/passwd", "a b", "", "x:y"]
)
def test_a_page_leads_to_its_neighbours_only(file: str) -> None:
    """A link is the name of a file in the same folder, and no address."""
    with pytest.raises(InvalidParameterError, match="file must be the name of a file"):
        Link(text="Elsewhere", file=file)


def test_a_table_that_does_not_fit_is_refused() -> None:
    """A row of another length, no columns at all, and too many rows are refused with their place."""
    with pytest.raises(InvalidParameterError, match=r"rows\[1\] must have 2 cells, as there are columns, not 1"):
        Table(columns=("a", "b"), rows=[("1", "2"), ("1",)])
    with pytest.raises(InvalidParameterError, match="columns must be at least one"):
        Table(columns=(), rows=[])
    with pytest.raises(InvalidParameterError, match="rows must be at most 500, not 501"):
        Table(columns=("a",), rows=[("1",)] * 501)


@pytest.mark.parametrize("items", [7, ["text", 7], [("a", "b", "c")], [()], [("a",)], [("a", None)]], ids=str)
def test_a_list_of_what_is_no_text_is_refused(items: Any) -> None:  # noqa: ANN401 - what it may not be
    """As it is made, with its place, and not when the page is drawn."""
    with pytest.raises(InvalidParameterError, match="items"):
        Bullets(items=items)


def test_what_is_wrong_inside_a_section_is_named_with_its_place(tmp_path: Path) -> None:
    """An error says which part of which section it is about, and nothing is written."""
    nested = Section(heading="Outer", parts=("text", Section(heading="Inner", parts=(7,))))  # type: ignore[arg-type]
    with pytest.raises(InvalidParameterError, match=r"parts\[0\]\.parts\[1\]\.parts\[0\] must be an Altair chart"):
        pictures.page([nested], tmp_path / "page.html", title="Wrong")
    assert not list(tmp_path.iterdir())


def pictures_css() -> str:
    """Return the style of all pages."""
    from importlib import resources

    return (resources.files("reinforce.pictures") / "page.css").read_text(encoding="utf-8")


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour such as ``#ffffff``, as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
