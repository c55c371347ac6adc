"""The kinds of fields that the elements of a pack are made of, and what is demanded of each."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    WrapValidator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from reinforce.catalog.answer_texts import visible
from reinforce.catalog.ids import ID_RULE, is_id, is_plain_exercise
from reinforce.catalog.reasons import reason_of
from reinforce.checks import MAX_ID_LENGTH
from reinforce.errors import InvalidParameterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_LANGUAGE = re.compile(  # RFC 5646, section 2.1: language, script, region, variants, extensions, private use
    r"[a-z]{2,3}(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*"
    r"(?:-[a-wy-z\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)?",
    re.ASCII | re.IGNORECASE,
)
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_MINUTES_A_DAY = 24 * 60
_REASONS = {"missing": "is missing", "extra_forbidden": "is no field of it"}
_SECONDS_A_DAY = 24 * 60 * 60
_MOST_REVISIONS = 100_000


class Element(BaseModel):
    """The base of everything that stands in a pack: immutable, without unknown fields, comparable by content."""

    # Validators are built when a pack is first read, so that importing the library stays cheap.
    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False, defer_build=True
    )

    def __init__(self, **fields: Any) -> None:  # noqa: ANN401 - each field has its own type
        """
        Make an element of its *fields*.

        Raises:
            InvalidParameterError: a field is missing, unknown or not acceptable; the error names its path.
        """
        try:
            super().__init__(**fields)
        except ValidationError as error:
            raise _refusal(type(self), error) from None

    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined] # what stands in a pack is read without it

    def to_json(self) -> dict[str, Any]:
        """Return the element as JSON values, as they stand in a pack."""
        return self.model_dump(mode="json")

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """
        Return the element whose ``to_json()`` is *values*.

        Raises:
            InvalidParameterError: a field is missing, unknown or not acceptable; the error names its path.
        """
        return cls.model_validate(values)

    @classmethod
    def model_validate(cls, obj: Any, **settings: Any) -> Self:  # noqa: ANN401 - pydantic's own
        """Return the element that *obj* is or describes, as pydantic does, with an error of ours."""
        with _refusing(cls):
            return super().model_validate(obj, **settings)

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **settings: Any) -> Self:  # noqa: ANN401 - as above
        """Return the element that a JSON text describes, as pydantic does, with an error of ours."""
        with _refusing(cls):
            return super().model_validate_json(json_data, **settings)

    @classmethod
    def model_validate_strings(cls, obj: Any, **settings: Any) -> Self:  # noqa: ANN401 - as above
        """Return the element that *obj*, all of texts, describes, as pydantic does, with an error of ours."""
        with _refusing(cls):
            return super().model_validate_strings(obj, **settings)

    @classmethod
    def fits(cls, values: Mapping[str, Any]) -> bool:
        """Whether these seem to be JSON values of this element, and of no other kind of element."""
        return "kind" not in cls.model_fields or values.get("kind") == cls.model_fields["kind"].default


@contextmanager
def _refusing(cls: type[Element]) -> Iterator[None]:
    try:
        yield
    except ValidationError as error:
        raise _refusal(cls, error) from None


def _refusal(cls: type[Element], error: ValidationError) -> InvalidParameterError:
    """Return the *error* of the first field of a *cls* that is not acceptable, as this library raises it."""
    first = error.errors(include_url=False)[0]
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in first["loc"])
    reason = _REASONS.get(first["type"]) or reason_of(first)
    return InvalidParameterError(path.removeprefix(".") or cls.__name__, reason, value=first["input"])


def _identifying(value: str) -> str:
    if not is_id(value):
        raise PydanticCustomError("id", ID_RULE, {"most": MAX_ID_LENGTH})
    return value


def _language(value: str) -> str:
    if not _LANGUAGE.fullmatch(value):
        raise PydanticCustomError("language", "must be a language tag such as 'en' or 'pt-BR' (BCP 47)")
    return value


def _writable(value: str) -> str:
    """Refuse what some databases cannot keep, and what no author means to write."""
    if found := _UNWRITABLE.search(value):
        raise PydanticCustomError(
            "unwritable", "has the control character U+{code} in it", {"code": f"{ord(found.group()):04X}"}
        )
    return value


def _seen(value: str) -> str:
    """Refuse a text of which nothing can be seen."""
    if not visible(value):
        raise PydanticCustomError("blank", "must not be blank")
    return value


def _empty_or_seen(value: str) -> str:
    return value and _seen(value)


def _exactly(value: object, as_float: Callable[[object], float]) -> float:
    """Return *value* as a number that loses nothing: a whole one that no float is equal to stays whole."""
    number = as_float(value)
    return value if isinstance(value, int) and number != value else _unsigned_zero(number)


def _unsigned_zero(value: float) -> float:
    return value + 0.0  # Minus zero equals zero, and so must what is stored of it.


Id = Annotated[str, AfterValidator(_identifying)]
"""An id inside a pack: lower-case letters, digits, hyphens."""

RecallId = Annotated[str, AfterValidator(lambda value: value if is_plain_exercise(value) else _identifying(value))]
"""The id of a recall: it may be the one that stands in for exercises of its skill."""

Part = Annotated[str, AfterValidator(lambda value: value and _identifying(value))]
"""The id of what something is a part of; empty where that goes without saying."""

Language = Annotated[str, AfterValidator(_language)]
"""A language tag of the shape that BCP 47 demands; whether it is registered is not checked."""

Text = Annotated[str, StringConstraints(min_length=1), AfterValidator(_writable), AfterValidator(_seen)]
"""Text for people; white space around it is dropped, and something must be left."""

Note = Annotated[str, AfterValidator(_writable), AfterValidator(_empty_or_seen)]
"""Text for people that may be empty, which means that there is none."""

Flag = Annotated[bool, Field(strict=True)]
Number = Annotated[float, Field(strict=True), AfterValidator(_unsigned_zero)]
"""A finite number."""

Exact = Annotated[float, Field(strict=True), WrapValidator(_exactly)]
"""A finite number that is kept to the last digit, however long."""

Minutes = Annotated[float, Field(strict=True, gt=0, le=_MINUTES_A_DAY)]
Seconds = Annotated[int, Field(strict=True, gt=0, le=_SECONDS_A_DAY)]
Share = Annotated[float, Field(strict=True, gt=0, le=1)]
"""A number greater than 0, at most 1."""

Revision = Annotated[int, Field(strict=True, ge=1, le=_MOST_REVISIONS)]
"""How often the content of something has been changed so much that it matters to memory; it starts at 1."""


class Named(Element):
    """
    What has a title beside its id.

    Attributes:
        title: what people read; without one they read the id.
    """

    id: Id
    title: Text = ""

    @model_validator(mode="after")
    def _entitled(self) -> Self:
        if not self.title:
            self.__dict__["title"] = self.id
        return self
