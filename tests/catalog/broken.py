"""The rows of the tables of broken packs."""

from __future__ import annotations

from dataclasses import dataclass

ID = "must be lower-case letters, digits and hyphens between them, at most 200"


@dataclass(frozen=True)
class Broken:
    """
    A pack with faults in it.

    Attributes:
        name: what is wrong with it, in short.
        edits: what is replaced in the bakery's pack; ``#!`` marks a line that a fault is expected on, once for each.
        faults: path and reason of each fault, in the order of lines.
    """

    name: str
    edits: tuple[tuple[str, str], ...]
    faults: tuple[tuple[str, str], ...]


def broken(name: str, *edits: tuple[str, str], faults: list[tuple[str, str]]) -> Broken:
    """Return one row of the table."""
    return Broken(name, edits, tuple(faults))
