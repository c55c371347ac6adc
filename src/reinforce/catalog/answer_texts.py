"""How typed texts are compared: what a keyboard, a copy or capitals change in a text is no part of the answer."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_MOST_MARKS = 30
"""How many marks can stand on one sign; ordering more of them is work that grows with their square (as in UAX 15)."""

_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\u20e3\U000e0001\U000e0100-\U000e01ef\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u0640"
)
"""
Signs without a shape of their own, the Arabic tatweel, a stretch, and the frame of a key; tags, which tell flags
apart, stay.
"""

_ALIKE = {
    "'": "\u2018\u2019\u201a\u201b\u02bb\u02bc\u02b9\u2032\u2039\u203a\u00b4\u0060\uff07\u05f3\ua78c",
    '"': "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02\u05f4\u301d\u301e\u301f",
    "-": "\u2010-\u2015\u2212\u2043\u02d7\u05be\u058a\u1806\ufe58\ufe63\uff0d\ufe31\ufe32",
    "~": "\u301c\uff5e",
    ",": "\u060c",
    ";": "\u061b",
    "?": "\u061f",
    "%": "\u066a",
    "/": "\u2215",
    "\u3099": "\u309b",  # the Japanese voicing marks, typed after their sign
    "\u309a": "\u309c",
    "\u0643": "\u06a9",  # the kaf and the yeh of Persian keyboards
    "\u064a": "\u06cc",
}
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
)
"""Marks that can be left out: accents, niqqud, harakat. A vowel sign of Hindi or Thai, a dakuten are no such marks."""

_OF_THEIR_OWN = frozenset("йїўѓќ")
"""Letters that only look as if they had a mark."""

_BARE = {"æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i", "ȷ": "j", "ŋ": "n", "ə": "e", "ٱ": "ا"}
_DOTLESS = frozenset({"az", "crh", "gag", "kaa", "kk", "tr", "tt"})
"""Languages in which the capital of i is İ, and that of ı is I."""

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SPELLINGS = {
    "fa": (("ى", "ي"),),
    "ur": (("ى", "ي"),),
    "lt": tuple((f"{letter}\u0307", letter) for letter in ("i", "j", "į")),
    "ro": (("ş", "ș"), ("ţ", "ț")),
    "th": (("เเ", "แ"), *((f"\u0e4d{tone}", f"{tone}\u0e4d") for tone in "\u0e48\u0e49\u0e4a\u0e4b")),
    "vi": (
        ("ð", "đ"),
        *(
            (unicodedata.normalize("NFC", f"{first}{tone}{last}"), unicodedata.normalize("NFC", f"{first}{last}{tone}"))
            for first, last in ("oa", "oe", "uy")
            for tone in _TONES
        ),
    ),
}
"""By language what is written in two ways, of which keyboards or schools take either: one, and the one that counts."""

_UNSPACED = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x31FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF))
_FULL_STOPS = ".\u3002\u0964\u06d4\u0589\u1362\u104b\u17d4"
"""Of Latin and most other scripts, of Han, Devanagari, Urdu, Armenian, Ethiopic, Burmese and Khmer."""
_RARE_HAN = "\U00020000"
"""Scripts that put no space between words: Thai, Lao, Burmese, Khmer, Chinese, Japanese."""


def _ranges(signs: str) -> list[int]:
    """Return the code points of *signs*, in which a hyphen between two stands for all between them."""
    found: list[int] = []
    at = 0
    while at < len(signs):
        last = signs[at + 2] if signs[at + 1 : at + 2] == "-" else signs[at]
        found.extend(range(ord(signs[at]), ord(last) + 1))
        at += 3 if signs[at + 1 : at + 2] == "-" else 1
    return found


_SHAPELESS: dict[int, None] = dict.fromkeys(_ranges(_INVISIBLE))
_UNIFIED: dict[int, str | None] = {
    **_SHAPELESS,
    **{code: one for one, signs in _ALIKE.items() for code in _ranges(signs)},
}
_LEFT_OUT = frozenset(map(chr, _ranges(_MARKS)))


def visible(text: str) -> str:
    """Return *text* as a reader sees it, who does not tell apart how it is composed, or what has no shape."""
    seen = text.translate(_SHAPELESS)
    return " ".join((seen if seen.isascii() else unicodedata.normalize("NFC", _with_few_marks(seen))).split())


def plain_text(text: str) -> str:
    """
    Return *text* with one spelling for what looks alike, in capitals as they are: quotes, hyphens, spaces, digits.

    What has no shape is left out. A raised figure gets ``^`` before it, a lowered one beside a digit ``_``, and a
    fraction is kept apart from what is before it, so that none of them joins another number.

    >>> plain_text("10²"), plain_text("1½"), plain_text("H₂O"), plain_text("１２٣")
    ('10^2', '1 1⁄2', 'H2O', '123')
    """
    plain = text.translate(_UNIFIED)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", _spelled(_with_few_marks(plain))).translate(_UNIFIED)
        plain = "".join(_digit(sign) for sign in unicodedata.normalize("NFKC", plain))
    return " ".join(plain.split())


def remove_end(plain: str) -> str:
    """
    Return a plain text without the full stop at its end, which phones put there for two spaces.

    >>> remove_end("paris."), remove_end("3.50"), remove_end("...")
    ('paris', '3.50', '...')
    """
    if not plain.endswith(tuple(_FULL_STOPS)) or plain[-2:-1] in _FULL_STOPS:
        return plain
    return plain[:-1].rstrip()


def normalised(text: str, *, language: str = "en", ignore_diacritics: bool = False) -> str:
    """
    Return *text* as answers in *language* are compared: plain, without capitals, and without diacritics if asked.

    >>> normalised("  Größe  X "), normalised("Öre", ignore_diacritics=True)
    ('grösse x', 'ore')
    >>> normalised("İZMİR", language="tr"), normalised("IRMAK", language="tr")
    ('izmir', 'ırmak')
    """
    tongue = language.partition("-")[0].lower()
    plain = plain_text(text)
    if tongue in _DOTLESS:
        plain = plain.replace("İ", "i").replace("I", "ı")
    if plain.isascii():
        return plain.casefold()
    # folding can undo a normal form, so that one is made after it as well as before
    folded = unicodedata.normalize("NFKC", plain.casefold()).replace("⁄", "/")
    for other, one in _SPELLINGS.get(tongue, ()):
        folded = unicodedata.normalize("NFC", folded.replace(other, one))
    if ignore_diacritics:
        folded = unicodedata.normalize("NFKC", "".join(_bare(sign) for sign in folded))
    return _joined(" ".join(folded.split()))


def _with_few_marks(text: str) -> str:
    """Return *text* without the marks on a sign that are more than can stand there."""
    kept: list[str] = []
    marks = 0
    for sign in text:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= _MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def _spelled(text: str) -> str:
    """Return *text* with raised, lowered, circled and broken figures kept apart from the digits beside them."""
    if not any(_figure(sign)[0] for sign in text):
        return text
    found: list[str] = []
    before = last = ""
    for sign in text:
        apart, plain = _figure(sign)
        beside = last.isdecimal()
        if apart != before and apart == "^":
            found.append("^")
        elif beside and plain[:1].isdecimal() and (apart != before or apart == " "):
            found.append(apart or before)
        found.append(plain)
        before, last = apart, plain[-1:]
    return "".join(found)


@lru_cache(maxsize=4096)
def _figure(sign: str) -> tuple[str, str]:
    """Return what keeps the figure *sign* apart from digits beside it, and how it is written plainly; else itself."""
    tag, *codes = unicodedata.decomposition(sign).split() or [""]
    plain = "".join(chr(int(code, 16)) for code in codes)
    if tag in {"<super>", "<sub>"} and (plain.translate(_UNIFIED) in tuple("0123456789+-=()") or sign in "ⁿⁱ"):
        return "^" if tag == "<super>" else "_", plain
    if tag in {"<fraction>", "<circle>", "<compat>", "<square>"}:
        return " ", _spelled(plain)
    return "", sign


@lru_cache(maxsize=4096)
def _digit(sign: str) -> str:
    """Return the digit that *sign* is, of whatever script; any other sign as it is."""
    return sign if (value := unicodedata.decimal(sign, None)) is None else str(value)


@lru_cache(maxsize=4096)
def _bare(sign: str) -> str:
    """Return the letter *sign* without its marks, those that are drawn into the letter included."""
    if sign.isascii() or sign in _OF_THEIR_OWN:
        return sign
    kept = "".join(one for one in unicodedata.normalize("NFD", sign) if one not in _LEFT_OUT)
    name = unicodedata.name(kept, "") if len(kept) == 1 else ""
    letter = name.removeprefix("LATIN SMALL LETTER ").partition(" WITH ")[0]
    return letter.lower() if name.startswith("LATIN") and len(letter) == 1 else _BARE.get(kept, kept)


def _joined(text: str) -> str:
    """Return *text* without the spaces beside signs of a script that does not space words."""
    if " " not in text or not any(map(_unspaced, text)):
        return text
    return "".join(
        sign
        for at, sign in enumerate(text)
        if sign != " " or not (_unspaced(text[at - 1]) or _unspaced(text[at + 1]))  # it neither starts nor ends so
    )


def _unspaced(sign: str) -> bool:
    return sign >= "\u0e00" and (any(low <= ord(sign) <= high for low, high in _UNSPACED) or sign >= _RARE_HAN)
