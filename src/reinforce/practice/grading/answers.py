"""Whether a response answers its question, kind by kind, and both in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, assert_never

from reinforce import catalog
from reinforce.catalog.answer_numbers import NumberError, read_number, written
from reinforce.catalog.answer_texts import normalised, plain_text, remove_end
from reinforce.errors import InvalidParameterError, shown
from reinforce.journal import Rating
from reinforce.practice.grading import misfits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reinforce.catalog import (
        Cloze,
        MultipleChoice,
        Numeric,
        Ordering,
        Question,
        Recall,
        ShortText,
        SingleChoice,
    )
    from reinforce.practice.grading.attempts import Response

_NOTHING = "nothing was answered"
_OPTION = "the id of an option"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """
    One response beside the right answer.

    Attributes:
        right: whether it is right; for a question that the learner grades, whether they say so.
        response, answer: what was answered and what would have been right, in words.
        remarks: what the pack says about the options chosen, or why the response could not be read.
        rating: the learner's own, for a question that the learner grades.
    """

    right: bool
    response: str
    answer: str
    remarks: tuple[str, ...] = ()
    rating: Rating | None = None


def judge(question: Question, response: Response | None, *, language: str = "en") -> Judged:
    """
    Return whether *response* answers *question*, whose texts and numbers are in *language*.

    Whatever a person may type is judged: a blank answer, in every kind of question, and a number that cannot be read
    are wrong.

    Raises:
        InvalidParameterError: it is not the kind of response that the question asks for; the field is ``response``, and
            the error names the question, its kind, and what may be sent.
    """
    try:
        return _judged(question, None if _is_blank(response) else response, language)
    except InvalidParameterError as error:
        raise misfits.of_question(question, error) from None


def _judged(question: Question, given: Response | None, language: str) -> Judged:
    """Return the same of what was *given*, or ``None``, where the error names no question yet."""
    match question:
        case catalog.SingleChoice():
            judged = _chosen(question, frozenset() if given is None else frozenset((_text(given, _OPTION),)))
        case catalog.MultipleChoice():
            judged = _chosen(question, frozenset() if given is None else _options(given))
        case catalog.ShortText():
            judged = _short_text(question, "" if given is None else _text(given, "a text"), language)
        case catalog.Numeric():
            judged = _numeric(question, "" if given is None else given, language)
        case catalog.Cloze():
            judged = _cloze(question, {} if given is None else given, language)
        case catalog.Ordering():
            judged = _ordering(question, () if given is None else given)
        case catalog.Recall():
            judged = _recall(question, given)
        case _:
            assert_never(question)
    return judged


def is_near(value: float | Fraction, answer: float, *, tolerance: float) -> bool:
    """
    Whether *value* is within *tolerance* of *answer*, the boundary included, as the numbers are written in decimals.

    >>> is_near(0.3, 0.2, tolerance=0.1), 0.3 - 0.2 <= 0.1
    (True, True)
    >>> is_near(0.3, 0.4, tolerance=0.1), 0.4 - 0.3 <= 0.1
    (True, False)
    """
    return abs(exact(value) - exact(answer)) <= exact(tolerance)


@lru_cache(maxsize=1024, typed=True)  # thresholds and tolerances come again and again
def exact(number: float | Fraction) -> Fraction:
    """Return the number that *number* is written as: 0.1 is a tenth, not the nearest binary fraction."""
    return Fraction(str(number))


def check_blanks(question: Question, response: Response | None) -> None:
    """
    Refuse a *response* to a cloze that has some of its blanks and not the others, which a person leaves empty.

    Raises:
        InvalidParameterError: one is not there; the field is its path.
    """
    if isinstance(question, catalog.Cloze) and isinstance(response, Mapping) and response:
        for blank in question.blanks:
            if blank not in response:
                reason = f"is missing; null says that it was left blank (question {question.id!r})"
                raise InvalidParameterError(f"response.{blank}", reason)


def _is_blank(response: object) -> bool:
    """Whether *response* answers nothing: a text of which nothing is seen, or nothing chosen, filled in or placed."""
    if isinstance(response, str):
        return not "!" <= response[:1] <= "~" and not plain_text(response)  # most texts begin with what is seen
    if isinstance(response, Mapping):
        return all(map(_is_blank, response.values()))
    return isinstance(response, tuple | frozenset) and not response


def _text(response: object, wanted: str) -> str:
    if isinstance(response, int | float):  # what looks like a number, some clients send as one
        return written(exact(response))
    if not isinstance(response, str):
        raise _refused(response, wanted)
    return response


def _options(response: object) -> frozenset[str]:
    if not isinstance(response, tuple | frozenset):
        raise _refused(response, "a list of option ids")
    if len(set(response)) < len(response):
        raise _named_twice(response)
    return frozenset(response)


def _chosen(question: SingleChoice | MultipleChoice, chosen: frozenset[str]) -> Judged:
    _all_known(chosen, question, what="option")
    picked = [option for option in question.options if option.id in chosen]
    correct = [option for option in question.options if option.correct]
    return Judged(
        right=picked == correct,
        response=_listed(option.text for option in picked),
        answer=_listed(option.text for option in correct),
        remarks=tuple(option.feedback for option in picked if option.feedback),
    )


def _short_text(question: ShortText, response: str, language: str) -> Judged:
    return Judged(
        right=_accepted(response, question.accept, question=question, language=language),
        response=response,
        answer=question.accept[0],
        remarks=() if response else (_NOTHING,),
    )


def _accepted(response: str, accept: Iterable[str], *, question: ShortText | Cloze, language: str) -> bool:
    """Whether *response* equals a text that is accepted; a full stop more or less says nothing, and blank is wrong."""
    ignore = question.diacritics == "ignore" or (language.startswith("el") and response.isupper())  # as Greeks write
    given = normalised(response, language=language, ignore_diacritics=ignore)
    bare = remove_end(given)
    return bool(given) and any(not {given, bare}.isdisjoint(_compared(text, language, ignore)) for text in accept)


@lru_cache(maxsize=4096)  # what a question accepts is asked for again and again
def _compared(text: str, language: str, ignore_diacritics: bool) -> frozenset[str]:  # noqa: FBT001 - a cache's key
    """Return what equals an accepted *text*; the stop of an ordinal, as ``3.`` in German, belongs to it."""
    compared = normalised(text, language=language, ignore_diacritics=ignore_diacritics)
    bare = remove_end(compared)
    return frozenset({compared} if bare[-1:].isdecimal() else {compared, bare})


def _numeric(question: Numeric, response: object, language: str) -> Judged:
    unit = f" {question.unit}" if question.unit else ""
    around = f" (± {_in_words(question.tolerance, language)})" if question.tolerance else ""
    answer = f"{_in_words(question.answer, language)}{unit}{around}"
    if isinstance(response, str):
        try:
            value = read_number(response, language=language, unit=question.unit)
        except NumberError as error:
            return Judged(right=False, response=response, answer=answer, remarks=(str(error),))
    elif isinstance(response, int | float):
        value = exact(response)
    else:
        raise _refused(response, "a number, or a text that is one")
    return Judged(
        right=is_near(value, question.answer, tolerance=question.tolerance),
        response=f"{written(value, language=language)}{unit}",
        answer=answer,
    )


@lru_cache(maxsize=1024, typed=True)  # what a question asks for comes again and again
def _in_words(number: float, language: str) -> str:
    return written(exact(number), language=language)


def _cloze(question: Cloze, response: object, language: str) -> Judged:
    """Judge the texts for the blanks; one that is left out is blank."""
    if not isinstance(response, Mapping):
        raise _refused(response, "a text for each blank")
    _all_known(response, question, what="blank")
    given = {blank: response.get(blank, "") for blank in question.blanks}
    right = [
        _accepted(given[blank], accept, question=question, language=language)
        for blank, accept in question.blanks.items()
    ]
    first = {blank: accept[0] for blank, accept in question.blanks.items()}
    return Judged(right=all(right), response=_filled(question.text, given), answer=_filled(question.text, first))


def _filled(text: str, blanks: Mapping[str, str]) -> str:
    from reinforce.catalog.questions import cloze_parts  # noqa: PLC0415 - there is a cloze, so it is imported

    return "".join(blanks[part] or "…" if at % 2 else part for at, part in enumerate(cloze_parts(text)))


def _ordering(question: Ordering, response: object) -> Judged:
    """Judge an order; one that lacks items is wrong."""
    texts = {item.id: item.text for item in question.items}
    if not isinstance(response, tuple):
        raise _refused(response, "a list of item ids, in order")
    _all_known(response, question, what="item")
    if len(set(response)) != len(response):
        raise _named_twice(response)
    return Judged(
        right=list(response) == list(texts),
        response=" → ".join(texts[item] for item in response) or "nothing",
        answer=" → ".join(texts.values()),
    )


def _recall(question: Recall, response: object) -> Judged:
    """Take over the rating; one that is left out is no success."""
    if response is None:
        return Judged(right=False, response="nothing", answer=question.answer, remarks=(_NOTHING,))
    rating = Rating.of(response, field="response")
    return Judged(right=rating is not Rating.Again, response=rating.name, answer=question.answer, rating=rating)


def _all_known(given: Iterable[str], question: Question, *, what: str) -> None:
    known = misfits.part_ids(question)
    for name in sorted(given):
        if name not in known:
            raise misfits.unknown_part(name, known, what=what)


def _named_twice(response: Iterable[str]) -> InvalidParameterError:
    twice = next(name for name, count in Counter(response).items() if count > 1)
    return InvalidParameterError("response", f"names {shown(twice)} twice", value=response)


def _refused(response: object, wanted: str) -> InvalidParameterError:
    """Return the error for a response that is not the *wanted* one."""
    given = (
        sorted(response)
        if isinstance(response, frozenset)
        else list(response)
        if isinstance(response, tuple)
        else response
    )
    kind = "a set, which has no order: " if isinstance(response, frozenset) and "order" in wanted else ""
    return InvalidParameterError("response", f"must be {wanted}, not {kind}{shown(given)}", value=response)


def _listed(texts: Iterable[str]) -> str:
    return "; ".join(texts) or "nothing"
