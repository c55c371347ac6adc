"""
YAML read into plain values that know where they stand.

What a word without quotes means follows the core schema of YAML 1.2: ``yes``, ``12:30`` and ``2026-01-05`` are text,
``010`` is ten. PyYAML's own loader would make them a boolean, 750, a date and eight.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from reinforce.catalog.hints import Hints
from reinforce.errors import Fault, InvalidPackError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Path: TypeAlias = tuple[str | int, ...]
"""The way to a value inside a pack: names of fields, and positions in lists counted from 0."""

_Event: TypeAlias = Any
"""An event of PyYAML's parser; its stubs do not know what events carry."""

NO_FILE = "<pack>"
"""The name of a pack that was not read from a file."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST_DEPTH = 50
_MOST_VALUES = 200_000
_MOST_CHARACTERS = 20_000_000
_MOST_DIGITS = 400
_LONGEST_NAME = 200
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|.)", re.DOTALL)
_WHOLE_PAIR = 12

_NULL = re.compile(r"|~|null|Null|NULL")
_BOOL = re.compile(r"true|True|TRUE|false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]{1,300}")
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_SPECIAL = re.compile(r"\.(inf|nan)", re.IGNORECASE)
_UNREADABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TEXT_TAG = "tag:yaml.org,2002:str"
_HINTS = {
    "mapping values are not allowed": "text with a colon in it needs quotes",
    "cannot start any token": "text that starts with a sign needs quotes",
    "a tab character": "lines begin with spaces, not with tabs",
    "Unicode character escape": "an escape of four digits names no half of a character: write the character itself",
}


@dataclass(frozen=True, slots=True)
class _Position:
    """The line of a value, counted from 1, and, for one without quotes, what is written there."""

    line: int
    written: str | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with the value at a path; a fault that need not know its line yet."""

    path: Path
    reason: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """The text that a pack was read from: its name, where each value stands, and what may be said of its slips."""

    file: str
    places: Mapping[Path, _Position]
    hints: Hints = field(default_factory=Hints, compare=False)

    def place(self, path: Path) -> _Position:
        """Return the place of the value at *path*; for a value that is not there, of what it should stand in."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, _Position(1))

    def fault(self, flaw: Flaw) -> Fault:
        """Return *flaw* with the file and line that it is in."""
        return Fault(self.file, flaw.line or self.place(flaw.path).line, path_text(flaw.path), flaw.reason)


@dataclass(frozen=True, slots=True)
class Source:
    """The value of a YAML text, where its parts stand, and what was wrong with it already as YAML."""

    value: object
    origin: Origin
    flaws: tuple[Flaw, ...]


def path_text(path: Path) -> str:
    """
    Return *path* as people write it.

    >>> path_text(("questions", 3, "options"))
    'questions[3].options'
    """
    steps = (f"[{step}]" if isinstance(step, int) else f".{_shown(step)}" for step in path)
    return "".join(steps).removeprefix(".") or "yaml"


def _shown(name: str) -> str:
    """Return the *name* of a field as it can be printed, whatever stands there in a file."""
    return name if len(name) <= _LONGEST_NAME and name.isprintable() else repr(name[:_LONGEST_NAME])


def read_yaml(text: str, *, file: str) -> Source:
    """
    Return what the YAML *text* says.

    Raises:
        InvalidPackError: it is not YAML, or nested or repeated beyond reason; one fault, since the rest is guesswork.
    """
    if len(text) > _MOST_CHARACTERS:
        said = f"is longer than {_MOST_CHARACTERS:,} characters, which no pack need be"
        raise InvalidPackError([Fault(file, 1, path_text(()), said)])
    reader = _Reader(_with_whole_characters(text))
    try:
        value = reader.read()
    except _NotYamlError as error:
        raise InvalidPackError([Fault(file, reader.line(error.index), path_text(()), error.reason)]) from error
    places: dict[Path, _Position] = {}
    for path, place in reader.trail:
        places.setdefault(path, place)  # Of a field that is there twice, the first counts.
    return Source(value, Origin(file, places), tuple(reader.flaws))


class _NotYamlError(Exception):
    """The text cannot be read on from the character at *index*."""

    def __init__(self, index: int, reason: str) -> None:
        super().__init__(reason)
        self.index = index
        self.reason = reason


class _Reader:
    """Builds values from the parser's events, to a limited depth: PyYAML's own composer overflows the stack."""

    def __init__(self, text: str) -> None:
        self.trail: list[tuple[Path, _Position]] = []
        self.flaws: list[Flaw] = []
        self._end = len(text.rstrip())
        self._breaks = [found.start() for found in re.finditer("\n", text)]
        self._anchors: dict[str, tuple[object, int, range]] = {}
        self._events = _events(text)

    def line(self, index: int) -> int:
        """Return the line of the character at *index*, as an editor counts; after the last word, that of the word."""
        return bisect_left(self._breaks, min(index, self._end)) + 1

    def read(self) -> object:
        """Return the value of the only document."""
        next(self._events)
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            raise _NotYamlError(0, "is empty")
        value = self._value(next(self._events), ())
        next(self._events)
        event = next(self._events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise _NotYamlError(event.start_mark.index, "has a second document; a pack is one")
        return value

    def _value(self, event: _Event, path: Path) -> object:
        if len(path) > _MOST_DEPTH:
            raise _NotYamlError(event.start_mark.index, f"is nested more than {_MOST_DEPTH} deep")
        if isinstance(event, yaml.AliasEvent):
            return self._again(event, path)
        start = len(self.trail)
        plain = isinstance(event, yaml.ScalarEvent) and event.implicit[0]
        self.trail.append((path, _Position(self.line(event.start_mark.index), event.value if plain else None)))
        if event.tag and event.tag not in {"!", _TEXT_TAG}:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.flaws.append(Flaw(path, f"has the tag {tag}, for which a pack has no use"))
        value: object
        if isinstance(event, yaml.ScalarEvent):
            value = _scalar(event.value) if plain else event.value
            if isinstance(value, float) and not _kept(event.value, value):
                self.flaws.append(Flaw(path, f"has more digits than are kept: {value!r} would be left of it"))
        elif isinstance(event, yaml.SequenceStartEvent):
            value = [self._value(event, (*path, at)) for at, event in enumerate(self._until(yaml.SequenceEndEvent))]
        else:
            value = self._mapping(path)
        if event.anchor:
            self._anchors[event.anchor] = (value, len(path), range(start, len(self.trail)))
        return value

    def _mapping(self, path: Path) -> dict[str, object]:
        """Return a mapping; its keys are text as written, and the line of a value is that of its key."""
        found: dict[str, object] = {}
        for key in self._until(yaml.MappingEndEvent):
            line = self.line(key.start_mark.index)
            if not isinstance(key, yaml.ScalarEvent):
                raise _NotYamlError(key.start_mark.index, "has a field whose name is not text")
            here = (*path, key.value)
            start = len(self.trail)
            value = self._value(next(self._events), here)
            self.trail[start] = (here, _Position(line, self.trail[start][1].written))
            if key.value in found:
                self.flaws.append(Flaw(here, "is there twice", line))
            found.setdefault(key.value, value)
        return found

    def _again(self, event: _Event, path: Path) -> object:
        """Return the value that an alias repeats; what it consists of gets paths of its own."""
        if event.anchor not in self._anchors:
            raise _NotYamlError(event.start_mark.index, f"repeats *{event.anchor}, which is not there before it")
        value, depth, span = self._anchors[event.anchor]
        if len(self.trail) + len(span) > _MOST_VALUES:
            raise _NotYamlError(event.start_mark.index, f"comes to more than {_MOST_VALUES:,} values")
        self.trail.extend(((*path, *there[depth:]), place) for there, place in self.trail[span.start : span.stop])
        return value

    def _until(self, end: type) -> Iterator[_Event]:
        """Yield events up to one of the type *end*."""
        while not isinstance(event := next(self._events), end):
            yield event


def _events(text: str) -> Iterator[_Event]:
    """Yield the parser's events; what it cannot parse is a `_NotYamlError`."""
    if found := _UNREADABLE.search(text):
        code = f"U+{ord(found.group()):04X}"
        raise _NotYamlError(found.start(), f"has the character {code} in it, which YAML does not allow")
    reached = 0
    event: _Event
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            reached = event.end_mark.index
            yield event
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # The last two are of escapes that name no character.
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        parts = (getattr(error, "problem", None) or str(error), getattr(error, "context", None))
        said = " ".join(part for part in parts if part)
        hint = next((f" ({hint})" for words, hint in _HINTS.items() if words in said), "")
        if hint and mark and text[mark.index : mark.index + 1] == "\t":
            hint = f" ({_HINTS['a tab character']})"
        raise _NotYamlError(mark.index if mark else reached, f"is not YAML: {said}{hint}") from error


def _with_whole_characters(text: str) -> str:
    r"""
    Return *text*, if it is JSON, with the pairs of escapes that JSON writes for one character as that character.

    YAML, of which JSON is a part but for this, takes no escape for a half of one.
    """
    if not text.lstrip().startswith("{") or "\\ud" not in text.lower():
        return text
    try:
        json.loads(text)
    except (ValueError, RecursionError):  # It is YAML, or neither: whoever reads it on says so.
        return text
    return _ESCAPE.sub(lambda found: _whole(found[0]), text)


def _whole(escape: str) -> str:
    """Return the character of a pair of escapes; any other escape as it is."""
    return str(json.loads(f'"{escape}"')) if len(escape) == _WHOLE_PAIR else escape


def _kept(written: str, value: float) -> bool:
    """Whether *value* is the very number that is *written*, as far as it is one that ends."""
    if abs(value) == float("inf") or value != value:  # noqa: PLR0124 - NaN is not itself; both are refused later
        return True
    return len(written) <= _MOST_DIGITS and Decimal(written) == Decimal(repr(value))


def _scalar(text: str) -> object:
    """Return what *text* without quotes stands for."""
    if _NULL.fullmatch(text):
        return None
    if _BOOL.fullmatch(text):
        return text.lower() == "true"
    if _INT.fullmatch(text):
        return int(text)
    return float(_SPECIAL.sub(r"\1", text)) if _FLOAT.fullmatch(text) else text
