"""A table of questions becomes a pack, or all that is wrong with it is said by row and column."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import polars as pl
import pytest

from reinforce.catalog import (
    MultipleChoice,
    Numeric,
    Pack,
    Recall,
    ShortText,
    SingleChoice,
    pack_from_rows,
    warnings_of,
)
from reinforce.checks import MAX_TEXT_LENGTH
from reinforce.errors import Fault, InvalidPackError, InvalidParameterError

_SHEET = """\
Capability,Skill,Question,Answer,Wrong 1,Wrong 2,Explanation,Facet,Kind
Renewals,Give-get,Which reply is a give-get?,"Yes, with a term.",Let me see.,No.,It names a return.,what,
,give get,Why trade?,The buyer learns.,,,,why,
Renewals,Preise & Werte,5 % of 40000?,2000,,,,how,numeric
,Preise & Werte,What is it called?,give-get | a give-get,,,,,short text
,Preise & Werte,Which are returns?,A term | A reference,Goodwill,,,,multiple_choice
,,,,,,,,
"""


def rows(text: str = _SHEET) -> csv.DictReader[str]:
    """Return the rows of a table, as the standard library reads them."""
    return csv.DictReader(StringIO(text))


def faults(text: str, *, delimiter: str = ",") -> list[Fault]:
    """Return what is wrong with a table."""
    with pytest.raises(InvalidPackError) as refused:
        pack_from_rows(csv.DictReader(StringIO(text), delimiter=delimiter), pack="renewals", file="sheet.csv")
    return list(refused.value.faults)


@pytest.fixture
def pack() -> Pack:
    """Return the pack of the table."""
    return pack_from_rows(rows(), pack="renewals", title="Renewals")


def test_each_row_is_a_question_of_the_kind_that_its_cells_make(pack: Pack) -> None:
    """With wrong answers it is a choice, without them the learner compares, and its own word comes before both."""
    kinds = [type(question) for question in pack.questions]
    assert kinds == [SingleChoice, Recall, Numeric, ShortText, MultipleChoice]
    assert [question.skill for question in pack.questions] == ["give-get"] * 2 + ["preise-werte"] * 3
    assert [(skill.title, skill.capability) for skill in pack.skills] == [
        ("Give-get", "renewals"),
        ("Preise & Werte", "renewals"),
    ]
    choice, _, number, text, several = pack.questions
    assert isinstance(choice, SingleChoice)
    assert [option.text for option in choice.options if option.correct] == ["Yes, with a term."]
    assert isinstance(number, Numeric)
    assert number.answer == 2000
    assert isinstance(text, ShortText)
    assert text.accept == ("give-get", "a give-get")
    assert isinstance(several, MultipleChoice)
    assert {option.text for option in several.options if option.correct} == {"A term", "A reference"}


def test_ids_follow_from_what_is_written(pack: Pack) -> None:
    """Rows in another order make the same questions, and nothing in an id or in the order of options tells."""
    head, *lines = _SHEET.splitlines()
    other = pack_from_rows(rows("\n".join([head, *reversed(lines)])), pack="renewals", title="Renewals")
    assert {question.id: question for question in other.questions} == {one.id: one for one in pack.questions}
    swapped = _SHEET.replace("a give-get?", "GIVE?").replace(
        '"Yes, with a term.",Let me see.', 'Let me see.,"Yes, with a term."'
    )
    before, after = pack.questions[0], pack_from_rows(rows(swapped), pack="renewals").questions[0]
    assert isinstance(before, SingleChoice)
    assert isinstance(after, SingleChoice)
    assert [option.id for option in after.options] == [option.id for option in before.options]


def test_every_fault_names_row_and_column() -> None:
    """All of them at once, with the row as a spreadsheet counts it."""
    found = faults(
        "skill,question,answer,wrong,facet,kind\n"
        ",What?,That.,,,\n"
        "a,What?,That.,,who,\n"
        "a,What?,This.,,,\n"
        "a,Which?,This.,This.,,\n"
        'a,How many?,"1,000",,,numeric\n'
        "a,Whom?,Them.,Us.,,recall\n"
        "a,Whose?,Ours.,,,singel_choice\n"
        "C++,Where?,Here.,,,\n"
        "C,Whence?,There.,,,\n"
    )
    assert [(fault.file, fault.line, fault.path) for fault in found] == [
        ("sheet.csv", 2, "skill"),
        ("sheet.csv", 4, "question"),
        ("sheet.csv", 5, "wrong"),
        ("sheet.csv", 6, "answer"),
        ("sheet.csv", 7, "wrong"),
        ("sheet.csv", 8, "kind"),
        ("sheet.csv", 10, "skill"),
    ]
    assert [fault.reason for fault in found][:3] == [
        "is empty",
        "is the same as in row 3",
        "has 'This.' twice, as the right answer and a wrong one",
    ]
    assert "did you mean 'single_choice'?" in found[5].reason


def test_what_a_pack_refuses_is_told_by_row_and_column_too() -> None:
    """Ids, facets and texts have the limits that they have in a file."""
    found = faults("skill,question,answer,facet,id\na,What?,That.,who,\na,Who?,\u200b,,\na,Where?,Here.,,Q 1\n")
    assert [(fault.line, fault.path) for fault in found] == [(2, "facet"), (3, "answer"), (4, "id")]
    assert found[0].reason == "must be 'what', 'how' or 'why', not the text 'who'"


def test_a_misspelt_column_is_told_with_the_one_that_is_meant() -> None:
    """Nothing is passed over in silence: a column that is not to be read is named as such."""
    found = faults("skill,question,anwser,author\na,What?,That.,Ana\n")
    assert [(fault.line, fault.path) for fault in found] == [(1, "answer"), (1, "anwser"), (1, "author")]
    assert "did you mean 'answer'?" in found[1].reason
    for fault, name in zip(found[1:], ("anwser", "author"), strict=True):
        assert fault.reason.endswith(f"columns={{'{name}': '…'}} says which it is, with None it is left out")
    said = {"anwser": "answer", "author": None}
    assert pack_from_rows(rows("skill,question,anwser,author\na,What?,That.,Ana\n"), pack="p", columns=said).questions


@pytest.mark.parametrize(
    "header",
    ["Frage", "Thema", "Wer", "pregunta", "habilidad", "texte", "compétence", "fachgebiet", "niveau", "kapitel"],
)
def test_no_column_is_guessed_from_a_word_of_another_language(header: str) -> None:
    """A guess that is wrong costs more than none; how a column is named is said in any case."""
    (fault,) = faults(f"skill,question,answer,{header}\na,What?,That.,x\n")
    assert "did you mean" not in fault.reason
    assert f"columns={{'{header}': '…'}} says which it is" in fault.reason


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_a_table_that_was_not_taken_apart_is_told_with_its_separator(separator: str) -> None:
    """Spreadsheets of most of Europe write semicolons, a clipboard tabs: one fault, and what reads it right."""
    text = "Skill,Question,Answer\na,What?,That.\n,,\nb,Which?,These.\n".replace(",", separator)
    (fault,) = faults(text.replace("That.", "That, then, is it."))
    assert fault.line == 1
    assert fault.reason.startswith(f"is one column, and {separator!r} is between its names: ")
    assert f"csv.reader(sheet, delimiter={separator!r})" in fault.reason
    read = csv.DictReader(StringIO(text), delimiter=separator)
    assert [skill.id for skill in pack_from_rows(read, pack="p").skills] == ["a", "b"]
    (fault,) = faults(text.replace(separator, ","), delimiter=separator)
    assert "delimiter=','" in fault.reason


def test_the_mark_at_the_beginning_of_a_file_is_no_part_of_a_name() -> None:
    """A file of a spreadsheet that is read as utf-8, and not as utf-8-sig, is read."""
    assert pack_from_rows(rows('\ufeff"skill",question,answer\na,What?,That.\n'), pack="p").questions


def test_what_is_there_twice_says_where() -> None:
    """Among the wrong answers, or as the right one too."""
    found = faults("skill,question,answer,wrong\na,Q?,A.,B. | B.\na,R?,A.,A. | B.\n")
    assert [fault.reason for fault in found] == [
        "has 'B.' twice, in one question",
        "has 'A.' twice, as the right answer and a wrong one",
    ]


_TWICE = "skill,question,answer,wrong,wrong\na,Which?,That.,This.,These.\na,Who?,He.,She.,\n"


def _wrong(made: Pack) -> list[list[str]]:
    choices = [one for one in made.questions if isinstance(one, SingleChoice)]
    return [sorted(option.text for option in one.options if not option.correct) for one in choices]


def test_columns_of_one_name_are_all_read() -> None:
    """No answer is lost: lists have the cells of both, a frame calls the second otherwise, what lost one is refused."""
    table = list(csv.reader(StringIO(_TWICE)))
    assert _wrong(pack_from_rows(table, pack="p")) == [["These.", "This."], ["She."]]
    (fault,) = faults(_TWICE)
    assert (fault.line, fault.path) == (1, "wrong")
    assert "csv.DictReader keeps the last: csv.reader(sheet) gives all" in fault.reason
    frame = pl.read_csv(StringIO(_TWICE))
    assert _wrong(pack_from_rows(frame, pack="p")) == [["These.", "This."], ["She."]]
    assert _wrong(pack_from_rows(frame.iter_rows(named=True), pack="p")) == [["These.", "This."], ["She."]]
    renamed = [{"skill": "a", "question": "Which?", "answer": "That.", "wrong": "This.", "wrong.1": "These."}]
    assert _wrong(pack_from_rows(renamed, pack="p")) == [["These.", "This."]]
    twice = [*table[0][:2], "question", *table[0][3:]]
    with pytest.raises(InvalidPackError, match="is there twice"):
        pack_from_rows([twice, *table[1:]], pack="p")


def test_what_no_text_may_hold_is_refused_in_any_column() -> None:
    """Half a character, as a damaged file has it, is told by row and column as in a file."""
    found = faults(
        "skill,question,answer,wrong\na\ud800,Q?,A.,B.\nb,Q\ud800?,A.,B.\nb,R?,A\ud800.,B.\nb,S?,A.,B\udfff.\n"
    )
    assert [(fault.line, fault.path) for fault in found] == [
        (2, "skill"),
        (3, "question"),
        (4, "answer"),
        (5, "answer"),
    ]
    assert {fault.reason for fault in found} == {"has half a character in it, which no text can hold"}


def test_one_slip_is_one_fault() -> None:
    """A text that is too long is there; two names of one id are told once, and their questions are not compared."""
    long = "x" * (MAX_TEXT_LENGTH + 1)
    (fault,) = faults(f"skill,question,answer\na,{long},That.\n")
    assert (fault.path, fault.reason) == ("question", f"is longer than {MAX_TEXT_LENGTH:,} characters")
    (fault,) = faults("skill,question,answer\nC++,What?,That.\nC#,What?,This.\nC#,Why?,So.\n")
    assert (fault.line, fault.path) == (3, "skill")


def test_many_columns_that_are_none_of_ours_are_one_fault() -> None:
    """It names some of them, and how many there are."""
    names = [f"column {number}" for number in range(50)]
    (fault,) = faults(f"skill,question,answer,{','.join(names)}\na,What?,That.{',' * 50}\n")
    assert "nor are 49 others such as 'column 1', 'column 2'; columns={'column 0': None, …}" in fault.reason


def test_a_column_that_is_named_and_not_there_is_told() -> None:
    """A slip in columns= is not passed over in silence."""
    with pytest.raises(InvalidPackError) as refused:
        pack_from_rows(rows("skill,question,answer\na,What?,That.\n"), pack="p", columns={"Frage": "question"})
    (fault,) = refused.value.faults
    assert (fault.line, fault.path) == (1, "Frage")
    assert fault.reason == "is named in columns, and the table has 'skill', 'question', 'answer'"
    marked = rows("\ufeffThema,question,answer\na,What?,That.\n")
    assert pack_from_rows(marked, pack="p", columns={"Thema": "skill"}).questions


@pytest.mark.parametrize("written", ["1_000", "nan", "inf", "1,5", "0x10", "\uff11\uff10"])
def test_what_is_no_number_in_a_table_is_told(written: str) -> None:
    """Nobody guesses what was meant."""
    (fault,) = faults(f'skill,question,answer,kind\na,How many?,"{written}",numeric\n')
    assert (fault.line, fault.path) == (2, "answer")


def test_facets_and_kinds_are_taken_in_any_case() -> None:
    """As the names of columns are."""
    (question,) = pack_from_rows(rows("skill,question,answer,facet,kind\na,Q?,A.,Why,Recall\n"), pack="p").questions
    assert (question.facet, question.kind) == ("why", "recall")


def test_a_row_with_too_many_cells_is_told() -> None:
    """A comma without quotes would cut a text otherwise."""
    assert [(fault.line, fault.path) for fault in faults("skill,question,answer\na,What, then?,That.\n")] == [
        (2, "row")
    ]


def test_cells_of_frames_are_read_as_they_look() -> None:
    """What is no value is empty, and a number that spreadsheets keep as 3.0 is 3."""
    pack = pack_from_rows(
        [{"skill": "a", "question": 7.0, "answer": 3.0, "wrong": float("nan"), "explanation": None}], pack="p"
    )
    question = pack.questions[0]
    assert isinstance(question, Recall)
    assert (question.prompt, question.answer, question.explanation) == ("7", "3", "")


def test_warnings_of_a_table_name_its_rows(pack: Pack) -> None:
    """Whoever asks what the pack lacks is told where in the table."""
    assert [(one.file, one.line, one.path) for one in warnings_of(pack) if one.path == "explanation"] == [
        ("<rows>", row, "explanation") for row in (3, 4, 5, 6)
    ]


def test_a_skill_in_two_capabilities_is_told() -> None:
    """A skill belongs to one."""
    found = faults("skill,capability,question,answer\na,x,What?,That.\na,y,Why?,So.\n")
    assert [(fault.line, fault.path) for fault in found] == [(3, "capability")]


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"rows": []}, "rows"),
        ({"rows": ["a"]}, "rows[0]"),
        ({"rows": [["skill"], {"skill": "a"}]}, "rows[1]"),
        ({"rows": [{"skill": "a", "question": "A?", "answer": "B."}, ["a"]]}, "rows[1]"),
        ({"rows": "skill,question,answer"}, "rows"),
        ({"pack": "My Pack"}, "pack"),
        ({"columns": {"Frage": "qestion"}}, "columns"),
        ({"columns": ["question"]}, "columns"),
        ({"file": ""}, "file"),
    ],
)
def test_an_argument_that_is_not_acceptable_is_refused(arguments: dict[str, Any], field: str) -> None:
    """The error names it."""
    with pytest.raises(InvalidParameterError) as refused:
        pack_from_rows(**{"rows": rows(), "pack": "renewals", **arguments})
    assert refused.value.field == field
