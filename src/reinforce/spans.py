"""Spans of time in words, for messages: in Python as people say them, in JSON in its seconds."""

from __future__ import annotations

import re
from datetime import timedelta

_UNITS = {
    "day": timedelta(days=1),
    "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1),
    "second": timedelta(seconds=1),
}
_SAID = re.compile(rf"(?<![\d.-])(-?\d{{1,18}}(?:\.\d{{1,6}})?) ({'|'.join(_UNITS)})s?\b")


def said(span: timedelta) -> str:
    """
    Return a span of time in the largest unit of which it is a whole number, or in seconds.

    >>> said(timedelta(days=1)), said(timedelta(minutes=-90)), said(timedelta(seconds=1.5))
    ('1 day', '-90 minutes', '1.5 seconds')
    """
    for name, unit in _UNITS.items():
        if not span % unit:
            return _counted(f"{span // unit}", name)
    return _counted(_seconds(span), "second")


def in_seconds(words: str) -> str:
    """
    Return *words* with every span of time in them, as it is `said`, in seconds.

    >>> in_seconds("must be from 0 to 1 day, not -1 day")
    'must be from 0 to 86400 seconds, not -86400 seconds'
    """
    return _SAID.sub(lambda found: _counted(_seconds(float(found[1]) * _UNITS[found[2]]), "second"), words)


def _seconds(span: timedelta) -> str:
    whole, rest = divmod(abs(span), _UNITS["second"])
    fraction = f".{rest.microseconds:06}".rstrip("0") if rest else ""
    return f"{'-' if span < timedelta() else ''}{whole}{fraction}"


def _counted(number: str, unit: str) -> str:
    return f"{number} {unit}{'' if number.lstrip('-') == '1' else 's'}"
