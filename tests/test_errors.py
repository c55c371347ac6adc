"""The errors: one tree, drawn where they are defined, with what a caller needs as attributes."""

import copy
import pickle
import re
from datetime import UTC, datetime, timedelta

import pytest

from reinforce import errors
from reinforce.errors import (
    ClockSkewError,
    ConflictError,
    ConnectionLostError,
    ErasedError,
    Fault,
    ForkedError,
    HostError,
    InvalidPackError,
    InvalidParameterError,
    NotFoundError,
    ReinforceError,
    SchemaVersionError,
    StaleError,
    StoreClosedError,
    StoreError,
    StoreUnavailableError,
    UnregisteredModelError,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
EXAMPLES = [
    ReinforceError("something"),
    InvalidParameterError("seed", "must be a number", value="7"),
    HostError("stakes", "must be known", value="odd"),
    InvalidPackError([Fault("a.yaml", 3, "skills[0].id", "is missing")]),
    NotFoundError("skill", "roy", near=["roi"]),
    ErasedError("learner", "ana", before=NOW),
    ConflictError("review", "r1", "has another rating"),
    StaleError("card", "roi", "was written by somebody else"),
    UnregisteredModelError("fast-slow", known=["fsrs-6"]),
    ClockSkewError("at", at=NOW + timedelta(hours=1), now=NOW),
    StoreError("no"),
    StoreUnavailableError("locked"),
    ConnectionLostError("broke"),
    ForkedError("forked"),
    StoreClosedError(),
    SchemaVersionError("too new", found="9", known="1"),
]


def _drawn() -> set[tuple[str, ...]]:
    """Return each error in the drawing: its name, the one it hangs from, and the builtins in brackets."""
    found, above = set(), dict[int, str]()
    for match in re.finditer(r"^([ │├└─]*)(\w+Error)(?:\((\w+)\))?", errors.__doc__ or "", re.MULTILINE):
        column, name = len(match[1]), match[2]
        parents = [above[place] for place in sorted(above) if place < column]
        above = {place: other for place, other in above.items() if place < column} | {column: name}
        found.add((name, *parents[-1:], *([match[3]] if match[3] else [])))
    return found


def _defined(kind: type[Exception]) -> set[tuple[str, ...]]:
    """Return the same of the classes, from *kind* down."""
    bases = () if kind is ReinforceError else tuple(base.__name__ for base in kind.__bases__)
    return {(kind.__name__, *bases)}.union(*(_defined(child) for child in kind.__subclasses__()))


def test_the_tree_is_as_drawn() -> None:
    """The drawing in the module's docstring shows every error, under its parent, with the builtin that it also is."""
    assert _drawn() == _defined(ReinforceError)
    assert {type(example).__name__ for example in EXAMPLES} == {name for name, *_ in _drawn()}


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("copied", [copy.copy, lambda error: pickle.loads(pickle.dumps(error))], ids=["copy", "pickle"])  # noqa: S301 - our own
def test_an_error_survives_the_way_to_another_process(error, copied) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - see the parameters
    """A copied or pickled error is of the same class and has the same message and attributes."""
    other = copied(error)
    assert (type(other), str(other), vars(other)) == (type(error), str(error), vars(error))


def test_a_parameter_error_names_the_field_the_reason_and_the_value() -> None:
    """Field and reason make the message; all three are attributes."""
    error = InvalidParameterError("answers[2].response", "must be text", value=7)
    assert (error.field, error.reason, error.value) == ("answers[2].response", "must be text", 7)
    assert str(error) == "answers[2].response must be text"


def test_a_pack_error_lists_all_faults_in_the_order_of_the_file() -> None:
    """Faults come sorted by file and line, and each is written out as editors can follow it."""
    late, early = Fault("a.yaml", 12, "skills[1]", "is odd"), Fault("a.yaml", 3, "pack", "is missing")
    error = InvalidPackError([late, early])
    assert error.faults == (early, late)
    assert str(error) == "the pack has 2 faults:\n  a.yaml:3: pack: is missing\n  a.yaml:12: skills[1]: is odd"
    assert str(InvalidPackError([early])).startswith("the pack has 1 fault:")


def test_a_not_found_error_says_what_was_looked_for_and_what_is_like_it() -> None:
    """Kind, id and near ids are attributes; near ids are offered in words where there are any."""
    error = NotFoundError("skill", "roy", near=["roi", "joy"])
    assert (error.kind, error.id, error.near) == ("skill", "roy", ("roi", "joy"))
    assert str(error) == "there is no skill 'roy'; did you mean 'roi' or 'joy'?"
    assert str(NotFoundError("learner", "ana")) == "there is no learner 'ana': roster.put('ana') adds one"
    assert str(NotFoundError("edition", "7", newest=3)) == "there is no edition 7: the newest is 3"
    assert str(NotFoundError("edition", "7", newest=0)) == "there is no edition 7: there is none yet"


def test_a_conflict_says_what_is_taken_and_what_differs() -> None:
    """Kind, id and reason are attributes and make the message; a stale write is a conflict too."""
    error = StaleError("card", "roi", "was written by somebody else")
    assert (error.kind, error.id, error.reason) == ("card", "roi", "was written by somebody else")
    assert str(error) == "card 'roi' was written by somebody else"


def test_a_skewed_clock_is_named_with_both_instants() -> None:
    """The field, the instant and the engine's own instant are attributes; the message says how far they lie apart."""
    error = ClockSkewError("at", at=NOW + timedelta(hours=1), now=NOW)
    assert (error.field, error.at - error.now) == ("at", timedelta(hours=1))
    assert "1:00:00 after now" in str(error)


def test_a_schema_error_says_which_revision_was_found() -> None:
    """The revision in the database and the one that the library knows are attributes."""
    error = SchemaVersionError("too new", found=None, known="1")
    assert (error.found, error.known, str(error)) == (None, "1", "too new")
