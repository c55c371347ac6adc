"""Numbers as people type them, read exactly: with the marks of a language, in any digits, with or without a unit."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from reinforce.catalog.answer_texts import plain_text, remove_end
from reinforce.catalog.answer_units import remove_unit

_MOST_DIGITS = 400
_MOST_EXPONENT = 400
_GROUP = 3
_ARABIC_POINT, _ARABIC_GROUP = "\u066b", "\u066c"
_ALWAYS_GROUPING = (" ", "'", _ARABIC_GROUP)
_TIMES = "\u00d7*\u00b7\u22c5x"

_COMMA_AND_POINT = (
    "ast az bs ca da de dsb el es eu fo fy gl hr hsb ia id is it jgo jv kgp kkj kl ku lb lij lld ln lo lu mgh mk mua "
    "nl nnh ps pt rn ro rw sc seh sg sl sr su tr vi wo yrl ar-dz ar-lb ar-ly ar-ma ar-mr ar-tn en-at en-be en-de en-dk "
    "en-es en-id en-it en-nl en-pl en-ro en-si fr-lu ms-bn ms-id qu-bo sw-cd"
)
_COMMA_AND_SPACE = (
    "af agq bas be bg blo br cs cv dua dyo eo et ewo ff fi fr ht hu hy ie ka kab kea kk ksf ky lt lv nb nmg nn no nr "
    "pl ru sah se shi sk smn sq ss sv tg tk tok ts tt tzm uk uz ve vec yav zgh en-cz en-fi en-fr en-hu en-no en-pt "
    "en-se en-sk en-za es-cr pt-ao pt-ch pt-cv pt-gq pt-gw pt-lu pt-mo pt-mz pt-pt pt-st pt-tl"
)
_POINT_AND_OTHERS = "dje gsw khq mfe nso rm ses tn twq xh de-ch de-li en-ch it-ch"
_POINT_AND_COMMA = "es-419 es-br es-bz es-cu es-do es-gt es-hn es-mx es-ni es-pa es-pe es-pr es-sv es-us"


class Marks(NamedTuple):
    """The mark before decimals, and the one between thousands; where that is a space or an apostrophe, no text."""

    decimal: str
    grouping: str


_MARKS: dict[str, Marks] = {
    **dict.fromkeys(_COMMA_AND_POINT.split(), Marks(",", ".")),
    **dict.fromkeys(_COMMA_AND_SPACE.split(), Marks(",", "")),
    **dict.fromkeys(_POINT_AND_OTHERS.split(), Marks(".", "")),
    **dict.fromkeys(_POINT_AND_COMMA.split(), Marks(".", ",")),
}
"""By language, and by language and region, what CLDR says; all others write 1,234.5."""

_SLASH_BEFORE_DECIMALS = frozenset({"fa"})


class NumberError(ValueError):
    """A text is no number; the message says why, and what would be."""


@lru_cache(maxsize=256)
def marks(language: str) -> Marks:
    """
    Return the marks in numbers of *language*, a tag of BCP 47.

    >>> marks("de"), marks("de-CH"), marks("en-GB")
    (Marks(decimal=',', grouping='.'), Marks(decimal='.', grouping=''), Marks(decimal='.', grouping=','))
    """
    tongue, *others = language.lower().split("-")
    region = next((part for part in others if len(part) == 2 or part.isdigit()), "")  # noqa: PLR2004 - as tags have it
    return _MARKS.get(f"{tongue}-{region}") or _MARKS.get(tongue) or Marks(".", ",")


def read_number(text: str, *, language: str = "en", unit: str = "") -> Fraction:
    """
    Return the number that *text* is, exactly.

    Taken are digits of any script; thousands in groups, also of India; decimals after the mark of *language*, or after
    the other one where it cannot stand between thousands; ``1.5e3`` and ``1.5 × 10³``; fractions such as 3/4 and 1½;
    and the *unit* before or behind it, in other capitals too where these make no other unit of it. A full stop at the
    end says nothing.

    Raises:
        NumberError: it is anything else; the message names what is taken.

    >>> read_number("1.234,5 kg", language="de", unit="kg"), read_number("१,२३,४५६"), read_number("½")
    (Fraction(2469, 2), Fraction(123456, 1), Fraction(1, 2))
    """
    plain = plain_text(text)
    if not plain:
        raise NumberError("nothing was answered")
    if _is_figures(plain):
        return Fraction(int(plain))
    named = plain_text(unit)
    value = _signed(remove_unit(plain, named), unit=named, language=language)
    if value is None and (stopped := remove_end(plain)) != plain:
        value = _signed(remove_unit(stopped, named), unit=named, language=language)
    if value is None:
        raise NumberError(f"cannot be read as a number: {_taken(language, unit)}")
    return value


def written(number: Fraction, *, language: str = "en") -> str:
    """
    Return *number* as it is written in *language*: in decimals, or as a fraction where these would not end.

    >>> written(Fraction(25, 2), language="de"), written(Fraction(12)), written(Fraction(1, 3))
    ('12,5', '12', '1/3')
    """
    if number.denominator == 1:
        return str(number.numerator)
    rest, places = number.denominator, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    for factor in (2, 5):
        while rest % factor == 0:
            rest, places = rest // factor, places + 1
    if rest != 1:
        return f"{number.numerator}/{number.denominator}"
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    whole, part = (digits[:-places], digits[-places:].rstrip("0")) if places else (digits, "")
    return f"{'-' if number < 0 else ''}{whole}{marks(language).decimal if part else ''}{part}"


def joins(unit: str, *, language: str = "en") -> bool:
    """Whether *unit*, behind a number or before it, could be taken for a part of it."""
    plain = plain_text(unit)
    signed = (_signed(f"1{plain}1", unit="", language=language), _signed(f"1{plain}", unit="", language=language))
    return bool(plain) and (signed != (None, None) or _signed(f"{plain}1", unit="", language=language) is not None)


def _taken(language: str, unit: str) -> str:
    """Return in words what is taken for a number."""
    decimal, grouping = marks(language)
    thousands = f"1{grouping or ' '}234{decimal}5"
    with_unit = f", with or without {unit}" if unit else ", without a unit"
    return f"write it such as {thousands}, 1234{decimal}5, -0{decimal}5, 2{decimal}5e6 or 3/4{with_unit}"


def _signed(plain: str, *, unit: str, language: str) -> Fraction | None:
    """Return the number that *plain* is, in front of which may be a sign, and behind that the *unit*; else nothing."""
    negative = plain.startswith("-")
    if negative or plain.startswith("+"):
        plain = remove_unit(plain[1:].strip(), unit)
    value = _fraction(plain, language)
    value = _power(plain, language) if value is None else value
    return -value if negative and value is not None else value


def _fraction(plain: str, language: str) -> Fraction | None:
    """Return the number that *plain* is if it is a fraction, perhaps behind a whole number."""
    slash = "/" not in plain or language.partition("-")[0].lower() in _SLASH_BEFORE_DECIMALS
    upper, _, lower = plain.partition("\u2044" if slash else "/")
    whole, _, above = upper.strip().rpartition(" ")
    figures = (whole or "0", above, lower.strip())
    if not all(map(_is_figures, figures)) or not int(figures[2]):
        return None
    return int(figures[0]) + Fraction(int(above), int(figures[2]))


def _power(plain: str, language: str) -> Fraction | None:
    """Return the number that *plain* is, with a power of ten behind it or without."""
    body, exponent = plain, ""
    if "10^" in plain:
        body, _, exponent = plain.partition("10^")
        body = body.rstrip()
        if body and body[-1] not in _TIMES:
            return None
        body = body[:-1].rstrip() or "1"
    elif "e" in (lower := plain.lower()):
        body, _, exponent = lower.partition("e")
    digits = exponent[1:] if exponent.startswith(("-", "+")) else exponent
    if body != plain and not (_is_figures(digits) and int(digits) <= _MOST_EXPONENT):
        return None
    value = _decimal(body, language)
    return value * Fraction(10) ** int(exponent) if exponent and value is not None else value


def _decimal(body: str, language: str) -> Fraction | None:
    """Return the number that *body* is, with marks between thousands and before decimals or without."""
    if language.partition("-")[0].lower() in _SLASH_BEFORE_DECIMALS:
        body = body.replace("/", _ARABIC_POINT)
    mark = _decimal_mark(body, language)
    if mark is None or (mark and body.count(mark) > 1):
        return None
    whole, _, part = body.partition(mark) if mark else (body, "", "")
    grouping = [one for one in (".", ",", *_ALWAYS_GROUPING) if one in whole]
    if len(grouping) > 1 or (grouping and not _grouped(whole.split(grouping[0]))):
        return None
    digits = (whole.replace(grouping[0], "") if grouping else whole) + part
    return Fraction(int(digits), 10 ** len(part)) if _is_figures(digits) else None


def _decimal_mark(body: str, language: str) -> str | None:
    """Return the mark in *body* that decimals follow; no text if there are none, nothing if it cannot be told."""
    if _ARABIC_POINT in body:
        return _ARABIC_POINT
    found = sorted((one for one in ".," if one in body), key=body.rfind)
    if len(found) > 1:
        return found[-1]
    if not found or body.count(found[0]) > 1:
        return ""
    decimal, grouping = marks(language)
    if found[0] == decimal or not _grouped(body.split(found[0])) or any(one in body for one in _ALWAYS_GROUPING):
        return found[0]
    return "" if found[0] == grouping else None


def _grouped(groups: list[str]) -> bool:
    """Whether these digits are the thousands of a number, in groups of three or, before the last three, of two."""
    first, *inner, last = groups
    if len(last) != _GROUP or not 1 <= len(first) <= _GROUP or first.startswith("0"):
        return False
    return all(len(one) == _GROUP for one in inner) or (len(first) < _GROUP and all(len(one) == 2 for one in inner))  # noqa: PLR2004


def _is_figures(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
