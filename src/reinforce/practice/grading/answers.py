"""Whether a response answers its question, kind by kind, and both in words."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, assert_never

from reinforce.catalog import Cloze, MultipleChoice, Numeric, Ordering, Recall, ShortText, SingleChoice
from reinforce.catalog.questions import PLACEHOLDER
from reinforce.errors import InvalidParameterError
from reinforce.journal import Rating

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reinforce.catalog import Question
    from reinforce.practice.grading.attempts import Response

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """
    One response beside the right answer.

    Attributes:
        right: whether it is right; for a question that the learner grades, whether they say so.
        response, answer: what was answered and what would have been right, in words.
        remarks: what the pack says about the options chosen.
        rating: the learner's own, for a question that the learner grades.
    """

    right: bool
    response: str
    answer: str
    remarks: tuple[str, ...] = ()
    rating: Rating | None = None


def judge(question: Question, response: Response) -> Judged:
    """
    Return whether *response* answers *question*.

    Raises:
        InvalidParameterError: it is not the kind of response that the question asks for; the field is ``response``.
    """
    match question:
        case SingleChoice():
            judged = _chosen(question, frozenset((_text(response),)))
        case MultipleChoice():
            judged = _chosen(question, _options(response))
        case ShortText():
            judged = _short_text(question, _text(response))
        case Numeric():
            judged = _numeric(question, _parse_number(response))
        case Cloze():
            judged = _cloze(question, response)
        case Ordering():
            judged = _ordering(question, response)
        case Recall():
            judged = _recall(question, response)
        case _:
            assert_never(question)
    return judged


def normalised(text: str, *, ignore_diacritics: bool = False) -> str:
    """
    Return *text* as it is compared: NFKC, casefolded, white space collapsed, and without diacritics if asked.

    >>> normalised("  Größe  X "), normalised("Öre", ignore_diacritics=True)
    ('grösse x', 'ore')
    """
    # folding can undo a normal form, so that one is made after it as well as before
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    if ignore_diacritics:
        apart = unicodedata.normalize("NFKD", folded)
        folded = unicodedata.normalize("NFKC", "".join(sign for sign in apart if not unicodedata.combining(sign)))
    return " ".join(folded.split())


def _parse_number(response: object) -> float:
    """
    Return *response* as a number: one already, or as a person types it, with a point before decimals.

    Raises:
        InvalidParameterError: it is neither, or too large.
    """
    if isinstance(response, str):
        if not _NUMBER.fullmatch(response.strip()):
            reason = f"must be a number such as 12.5, with a point before decimals, not {response!r}"
            raise InvalidParameterError("response", reason, value=response)
        response = float(response)
    if not isinstance(response, int | float) or isinstance(response, bool) or not math.isfinite(response):
        raise InvalidParameterError("response", f"must be a finite number, not {response!r}", value=response)
    return response


def is_near(value: float, answer: float, *, tolerance: float) -> bool:
    """
    Whether *value* is within *tolerance* of *answer*, the boundary included, as the numbers are written in decimals.

    >>> is_near(0.3, 0.2, tolerance=0.1), 0.3 - 0.2 <= 0.1
    (True, True)
    >>> is_near(0.3, 0.4, tolerance=0.1), 0.4 - 0.3 <= 0.1
    (True, False)
    """
    return abs(exact(value) - exact(answer)) <= exact(tolerance)


@lru_cache(maxsize=1024, typed=True)  # thresholds and tolerances come again and again
def exact(number: float) -> Fraction:
    """Return the number that *number* is written as: 0.1 is a tenth, not the nearest binary fraction."""
    return Fraction(str(number))


def _text(response: object) -> str:
    if not isinstance(response, str):
        raise _refused(response, "a text")
    return response


def _options(response: object) -> frozenset[str]:
    if not isinstance(response, tuple | frozenset):
        raise _refused(response, "a list of option ids")
    if len(set(response)) < len(response):
        raise InvalidParameterError("response", f"names an option twice: {list(response)}", value=response)
    return frozenset(response)


def _chosen(question: SingleChoice | MultipleChoice, chosen: frozenset[str]) -> Judged:
    _all_known(chosen, {option.id for option in question.options}, what="an option")
    picked = [option for option in question.options if option.id in chosen]
    correct = [option for option in question.options if option.correct]
    return Judged(
        right=picked == correct,
        response=_listed(option.text for option in picked),
        answer=_listed(option.text for option in correct),
        remarks=tuple(option.feedback for option in picked if option.feedback),
    )


def _short_text(question: ShortText, response: str) -> Judged:
    return Judged(
        right=_accepted(response, question.accept, question=question), response=response, answer=question.accept[0]
    )


def _accepted(response: str, accept: Iterable[str], *, question: ShortText | Cloze) -> bool:
    ignore = question.diacritics == "ignore"
    given = normalised(response, ignore_diacritics=ignore)
    return any(given == normalised(text, ignore_diacritics=ignore) for text in accept)


def _numeric(question: Numeric, value: float) -> Judged:
    unit = f" {question.unit}" if question.unit else ""
    around = f" (± {_written(question.tolerance)})" if question.tolerance else ""
    return Judged(
        right=is_near(value, question.answer, tolerance=question.tolerance),
        response=f"{_written(value)}{unit}",
        answer=f"{_written(question.answer)}{unit}{around}",
    )


def _written(number: float) -> str:
    """Return *number* as people write it: 12, not 12.0."""
    return str(int(number)) if float(number).is_integer() else str(number)


def _cloze(question: Cloze, response: object) -> Judged:
    if not isinstance(response, Mapping):
        raise _refused(response, "a text for each blank")
    _all_known(response, question.blanks, what="a blank")
    for blank in question.blanks:
        if blank not in response:
            raise InvalidParameterError(f"response.{blank}", "is missing; an empty text leaves it blank")
    right = all(_accepted(response[blank], accept, question=question) for blank, accept in question.blanks.items())
    first = {blank: accept[0] for blank, accept in question.blanks.items()}
    return Judged(right=right, response=_filled(question.text, response), answer=_filled(question.text, first))


def _filled(text: str, blanks: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: blanks[found[1]] or "…", text)


def _ordering(question: Ordering, response: object) -> Judged:
    texts = {item.id: item.text for item in question.items}
    if not isinstance(response, tuple):
        raise _refused(response, "a list of item ids, in order")
    _all_known(response, texts, what="an item")
    if len(response) != len(texts) or len(set(response)) != len(texts):
        raise InvalidParameterError("response", f"must name each of the {len(texts)} items once", value=response)
    return Judged(
        right=list(response) == list(texts),
        response=" → ".join(texts[item] for item in response),
        answer=" → ".join(texts.values()),
    )


def _recall(question: Recall, response: object) -> Judged:
    rating = Rating.of(response, field="response")
    return Judged(right=rating is not Rating.Again, response=rating.name, answer=question.answer, rating=rating)


def _all_known(given: Iterable[str], known: Iterable[str], *, what: str) -> None:
    ids = list(known)
    for name in sorted(given):
        if name not in ids:
            reason = f"names {name!r}, which is not {what} of the question ({', '.join(ids)})"
            raise InvalidParameterError("response", reason, value=name)


def _refused(response: object, wanted: str) -> InvalidParameterError:
    """Return the error for a response that is no *wanted*."""
    if isinstance(response, str):
        given = "a text"
    elif isinstance(response, int | float):
        given = "a number"
    elif isinstance(response, Mapping):
        given = "a text for each of several names"
    else:
        given = "a set of ids" if isinstance(response, frozenset) else "a list"
    return InvalidParameterError("response", f"must be {wanted}, not {given}", value=response)


def _listed(texts: Iterable[str]) -> str:
    return "; ".join(texts) or "nothing"
