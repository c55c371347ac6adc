"""Units as people type them: a capital more or less is a slip, unless it makes another unit of it."""

from __future__ import annotations

import re

_RAISED = re.compile(r"(?<=[^\W\d_])(\d)")
_BETWEEN = re.compile(r"[\s/*^.\d\u00b7\u22c5-]+")
_PREFIXES = ("da", *"QRYZEPTGMkhdcm\u03bcnpfazyrq")
_NAMED = "m g s A K mol cd Hz N Pa J W C V F \u03a9 S Wb T H lm lx Bq Gy Sv kat t h d min eV b B bit bar cal Wh VA"
_NAMES = frozenset(_NAMED.split())
_MORE = frozenset({*_PREFIXES, "ML"})  # a prefix alone, as M for a million; a megalitre
"""Names in which a capital tells units apart: mW and MW, s and S, Mb and MB. A litre has either letter."""


def remove_unit(plain: str, unit: str) -> str:
    """
    Return a plain text without the plain *unit* before or behind it, whose raised figures may stand without their mark.

    >>> remove_unit("5 KG", "kg"), remove_unit("5 MW", "mW"), remove_unit("5 m^2", "m2")
    ('5', '5 MW', '5')
    """
    for one in dict.fromkeys((unit, unit.replace("^", ""), _RAISED.sub(r"^\1", unit))):
        if one and _same(plain[-len(one) :], one):
            return plain[: -len(one)].strip()
        if one and _same(plain[: len(one)], one):
            return plain[len(one) :].strip()
    return plain


def _same(typed: str, unit: str) -> bool:
    return typed == unit or (typed.casefold() == unit.casefold() and not _is_other(typed))


def _is_other(typed: str) -> bool:
    """Whether a text is in itself well written as a unit, and so meant as it is written."""
    parts = [part for part in _BETWEEN.split(typed) if part]
    return bool(parts) and all(map(_is_named, parts))


def _is_named(part: str) -> bool:
    known = part in _NAMES or part in _MORE
    return known or any(part.startswith(prefix) and part.removeprefix(prefix) in _NAMES for prefix in _PREFIXES)
