"""The rows that a change writes, by what they are, each kind in the order of its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce.days import microseconds
from reinforce.stores.sql.tables import log_rows, rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from reinforce.ports import Change
    from reinforce.stores.sql.tables.row_codec import Values

KEYS = {
    "policies": ("version",),
    "editions": ("number",),
    "learners": ("learner_id",),
    "claims": ("learner_id",),
    "calendar": ("learner_id", "effective_at"),
    "enrolments": ("learner_id", "journey_id"),
    "moved": ("learner_id", "skill_id"),
    "met": ("learner_id", "skill_id"),
    "attempts": ("learner_id", "id"),
    "reviews": ("learner_id", "id"),
    "events": ("learner_id", "id"),
    "exposures": ("learner_id", "exercise_id"),
    "unmet": ("learner_id", "exercise_id"),
}
"""By kind, the key inside the tenant. Cards are moved where there was one, and met where there was none."""


def rows_of(change: Change) -> Mapping[str, list[Values]]:
    """
    Return the rows of *change* by kind, one of `KEYS`, without kinds of which there are none.

    Whoever writes the same rows meets them in the same order, so that two who wait for each other are rare.

    Raises:
        InvalidParameterError: a value cannot be stored.
    """
    tenant = change.tenant
    found = {
        "policies": [rows.POLICY.row(tenant, record) for record in change.policies],
        "editions": [rows.EDITION.row(tenant, record) for record in change.editions],
        "learners": [{"tenant_id": tenant, "learner_id": id_, "epoch": 0} for id_ in change.learners],
        "claims": [{"tenant_id": tenant, "learner_id": id_, "edition": 0, "look_at": 0} for id_ in change.learners],
        "calendar": [rows.CALENDAR.row(tenant, entry, learner_id=id_) for id_, entry in change.calendar],
        "enrolments": [_enrolment(tenant, *of_learner) for of_learner in change.enrolments],
        "moved": [rows.of_card(tenant, card, version + 1) for card, version in change.cards if version],
        "met": [rows.of_card(tenant, card, version + 1) for card, version in change.cards if not version],
        "attempts": [log_rows.of_attempt(tenant, record) for record in change.attempts],
        "reviews": [log_rows.of_review(tenant, record) for record in change.reviews],
        "events": [log_rows.of_event(tenant, event) for event in change.events],
        "exposures": rows.of_exposures(tenant, change.exposures),
        "unmet": [rows.of_unmeeting(tenant, off) for off in change.unmet],
    }
    return {kind: _in_order(values, KEYS[kind]) for kind, values in found.items() if values}


def _in_order(values: list[Values], key: tuple[str, ...]) -> list[Values]:
    return values if len(values) == 1 else sorted(values, key=lambda row: tuple(row[name] for name in key))


def _enrolment(tenant: str, learner: str, journey: str, at: datetime) -> Values:
    return {"tenant_id": tenant, "learner_id": learner, "journey_id": journey, "enrolled_at": microseconds(at)}
