"""Reading packs: whole or not at all, and everything that is wrong is said at once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from reinforce import checks
from reinforce.catalog.element_checks import inside
from reinforce.catalog.hints import Hints
from reinforce.catalog.model import Pack
from reinforce.catalog.pack_checks import among
from reinforce.catalog.partial_pack import PartialPack, read_partial_pack
from reinforce.catalog.source import NO_FILE, Flaw, Origin, path_text, read_yaml
from reinforce.errors import Fault, InvalidPackError, InvalidParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reinforce.catalog.source import Source

_TABLES = {".csv", ".tsv", ".tab", ".xlsx", ".xls", ".ods"}
"""How the names of files end in which tables stand."""
_TABLE = "is a table, and a pack is written in YAML: reinforce.catalog.pack_from_rows makes one of the rows of a table"
_MOST_BYTES = 80_000_000


def read_pack(source: str | os.PathLike[str] | Pack) -> Pack:
    """
    Return the pack that *source* is: a path (a text never is one), YAML text, or a pack, which is checked.

    Raises:
        InvalidPackError: the pack has faults, all of which it lists, or the file is not text in UTF-8.
        NotFoundError: there is no such file.
    """
    if isinstance(source, Pack):
        origin = source.origin or Origin(NO_FILE, {})
        _refuse(_flaws(PartialPack.of(source), source.language, Hints()), origin)
        return source
    if isinstance(source, str):
        return parse_pack(source)
    if isinstance(source, os.PathLike):
        file = os.fsdecode(source)
        return parse_pack(_text(file), file=file)
    raise InvalidParameterError("source", _no_source(source), value=source)


def _no_source(given: object) -> str:
    reads = ": Pack.from_json reads what is JSON" if isinstance(given, Mapping) else ""
    return f"must be a path, text or a Pack, not {type(given).__name__}{reads}"


def parse_pack(text: str, *, file: str = NO_FILE) -> Pack:
    r"""
    Return the pack that the YAML *text* holds; faults name *file*.

    Raises:
        InvalidPackError: the pack has faults, all of which it lists.

    >>> parse_pack("pack: p\nskills: [{title: Pricing}]\nqestions: []")
    Traceback (most recent call last):
    reinforce.errors.InvalidPackError: the pack has 2 faults:
      <pack>:2: skills[0].id: is missing: lower-case letters, digits and hyphens, by which it is told from others
      <pack>:3: qestions: is not a field of a pack; did you mean 'questions'?
    """
    checks.of_kind("file", file, str)
    return pack_of(read_yaml(checks.of_kind("text", text, str).removeprefix("\ufeff"), file=file))


def pack_of(source: Source) -> Pack:
    """Return the pack that *source* is, whole, or raise InvalidPackError with all its faults."""
    draft, fields, flaws = read_partial_pack(source)
    more = _flaws(draft, fields.get("language", "en"), source.origin.hints)
    _refuse([*source.flaws, *flaws, *more], source.origin)
    sections: dict[str, Any] = {
        section.name: section.elements
        for section in (draft.capabilities, draft.skills, draft.questions, draft.drills, draft.journeys)
        if section.elements
    }
    pack = Pack(**fields, **sections)
    object.__setattr__(pack, "_origin", source.origin)
    return pack


def _flaws(draft: PartialPack, language: str, hints: Hints) -> Iterator[Flaw]:
    for section in (draft.capabilities, draft.skills, draft.questions, draft.drills, draft.journeys):
        for path, element in section:
            yield from (
                Flaw((*path, *flaw.path), flaw.reason) for flaw in inside(element, language=language, hints=hints)
            )
    yield from among(draft, hints=hints)


def _refuse(flaws: Iterable[Flaw], origin: Origin) -> None:
    if faults := {origin.fault(flaw) for flaw in flaws}:
        raise InvalidPackError(faults)


def _text(file: str) -> str:
    def fault(reason: str, line: int = 1) -> InvalidPackError:
        return InvalidPackError([Fault(file, line, path_text(()), reason)])

    try:
        with FilePath(file).open("rb") as opened:
            data = opened.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise fault(f"is longer than {_MOST_BYTES:,} bytes, which no pack need be")
        if FilePath(file).suffix.lower() in _TABLES:
            raise fault(f"{_TABLE} (docs/how-to/spreadsheet)")
        return data.decode("utf-8")
    except FileNotFoundError as error:
        raise checks.missing("pack file", file, _neighbours(FilePath(file))) from error
    except IsADirectoryError as error:
        raise fault("is a folder, not a file") from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise fault(f"is not text in UTF-8: byte {data[error.start]:#04x}", line) from error
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        raise fault(f"cannot be read: {getattr(error, 'strerror', None) or error}") from error


def _neighbours(path: FilePath) -> list[str]:
    """Return the YAML files beside *path*, from which it may differ by a slip of the pen."""
    try:
        return [str(other) for other in path.parent.iterdir() if other.suffix in {".yaml", ".yml"}]
    except OSError:
        return []
