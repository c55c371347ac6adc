"""What is wrong with the rows of a batch, all of it, without writing anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from reinforce import checks
from reinforce.engine.recording.batch_rows import RowFault, field_of, id_of, placed
from reinforce.engine.recording.record import Deciding
from reinforce.errors import ReinforceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.engine.recording.record import Sent

T = TypeVar("T")


def read_rows(values: Iterable[object], read: Callable[[object], T], *, name: str) -> list[T]:
    """Return all rows of *name* read; raise the first error, with the place of its row."""
    rows: list[T] = []
    for number, value in enumerate(checks.several(name, values)):
        try:
            rows.append(read(value))
        except ReinforceError as error:
            raise placed(error, f"{name}[{number}]") from None
    return rows


def check_rows(
    context: TenantContext,
    values: Iterable[object],
    read: Callable[[object], Sent],
    wrong_with: Callable[[object], Iterable[ReinforceError]],
    *,
    name: str,
) -> tuple[RowFault, ...]:
    """Return what is wrong with the rows of *name*, each by itself (*wrong_with*) and beside those before it."""
    listed = checks.several(name, values)
    found = {number: list(wrong_with(value)) for number, value in enumerate(listed)}
    rows = {number: read(listed[number]) for number, errors in found.items() if not errors}
    deciding = Deciding(context, rows.values())
    for number, row in rows.items():
        try:
            deciding.decide(row)
        except ReinforceError as error:
            found[number].append(error)
    return tuple(_fault(number, listed[number], error) for number, errors in found.items() for error in errors)


def _fault(row: int, value: object, error: ReinforceError) -> RowFault:
    return RowFault(row=row, id=id_of(value), field=field_of(error), kind=type(error).__name__, reason=str(error))
