"""Which column of a table is which of ours: by the names of the two forms, however written, or as the caller says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from reinforce.errors import InvalidParameterError, shown
from reinforce.exchange.review_log import Form, form_of

if TYPE_CHECKING:
    from collections.abc import Sequence

NEEDED = ("learner", "skill", "rating", "at")
READ = (*NEEDED, "id", "day", "duration", "interval", "state", "spell", "carried")
"""What is read of a table of our form; the first four it must have."""

OPTIMIZER = {
    "card_id": "skill",
    "review_rating": "rating",
    "review_time": "at",
    "review_duration": "duration",
    "review_state": "state",
}
"""The columns of the optimizer's form, with our names; the first three it must have."""

_OURS = {
    Form.OURS: {name: name for name in READ},
    Form.FSRS_OPTIMIZER: OPTIMIZER,
}
_NEEDED = {Form.OURS: NEEDED, Form.FSRS_OPTIMIZER: tuple(OPTIMIZER)[:3]}
_SHOWN = 300


def places(
    header: Sequence[str], *, form: Form | str | None, columns: Mapping[str, str] | None
) -> tuple[Form, dict[str, int]]:
    """
    Return the form of a table, and where in its *header* each of our columns stands.

    Args:
        header: the names of its columns; upper case, spaces and hyphens make no difference.
        form: which form it has; told from the header if omitted.
        columns: our names by the table's own, for those that differ.

    Raises:
        InvalidParameterError: a column is missing or stands there twice, or an argument is not acceptable.
    """
    forms = list(Form) if form is None else [form_of(form)]
    said = _said(header, columns)
    for kind in forms:
        found: dict[str, list[int]] = {ours: [place] for place, ours in said.items()}
        for place, name in enumerate(header):
            ours = _OURS[kind].get(_plain(name))
            # A column with one of our names gives way to the one that the caller says is meant.
            if ours is not None and place not in said and ours not in said.values():
                found.setdefault(ours, []).append(place)
        if {_OURS[kind][name] for name in _NEEDED[kind]} <= set(found):
            twice = [header[there[0]] for there in found.values() if len(there) > 1]
            if twice:
                reason = f"must name each column once, and names {', '.join(twice)[:_SHOWN]} more often"
                raise InvalidParameterError("header", reason, value=list(header))
            return kind, {ours: there[0] for ours, there in found.items()}
    names = " or ".join(", ".join(_NEEDED[kind]) for kind in forms)
    shown = ", ".join(header)[:_SHOWN] or "nothing"
    way = "columns={'Student': 'learner', …} says which of a table's columns is which of these"
    raise InvalidParameterError("header", f"must have {names}, not {shown}; {way}", value=list(header))


def _said(header: Sequence[str], columns: Mapping[str, str] | None) -> dict[int, str]:
    """Return our names by the places of the columns that the caller says they are."""
    if columns is None:
        return {}
    given: object = columns
    if not isinstance(given, Mapping):
        reason = f"must be a mapping from the table's names to ours, not {type(given).__name__}"
        raise InvalidParameterError("columns", reason, value=given)
    said = dict[int, str]()
    for theirs, ours in columns.items():
        if ours not in READ or ours in said.values():
            reason = (
                f"must map the table's names to {', '.join(READ)}, each once, and maps {shown(theirs)} to {shown(ours)}"
            )
            raise InvalidParameterError("columns", reason, value=ours)
        found = [place for place, name in enumerate(header) if name == theirs]
        found = found or [place for place, name in enumerate(header) if _plain(name) == _plain(str(theirs))]
        if not found:
            reason = f"names {shown(theirs)}, which is none of {', '.join(header)[:_SHOWN]}"
            raise InvalidParameterError("columns", reason, value=theirs)
        said[found[0]] = ours
    return said


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", name.strip("\ufeff \t\r\n")).casefold()
