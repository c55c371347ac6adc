"""What can be an id inside a pack, or a URI in what is sent about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reinforce.checks import MAX_ID_LENGTH

if TYPE_CHECKING:
    from typing import LiteralString

ID_RULE: LiteralString = "must be lower-case letters, digits and hyphens between them, at most {most}"

PLAIN = "skills"
"""The id of a pack of plain skills, where no other is given; it is a journey too, as each pack is."""

_PLAIN_EXERCISE = "rate:"
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


def is_uri(value: str) -> bool:
    """Whether *value* is a URI with a scheme, as evidence has to be."""
    return _URI.fullmatch(value) is not None and value.isprintable()


def plain_exercise(skill: str) -> str:
    """Return the id of the recall that stands in for exercises of *skill*: no other exercise can have it."""
    return f"{_PLAIN_EXERCISE}{skill}"


def is_plain_exercise(value: str) -> bool:
    """Whether *value* is such an id, of whatever skill."""
    return (
        value.startswith(_PLAIN_EXERCISE) and len(value) <= MAX_ID_LENGTH and is_id(value.removeprefix(_PLAIN_EXERCISE))
    )


def is_id(value: str) -> bool:
    """Whether *value* can be an id inside a pack."""
    return len(value) <= MAX_ID_LENGTH and _ID.fullmatch(value) is not None
