"""What is refused is told as a problem, from one table, which says nothing of other people or of the database."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from reinforce import errors
from reinforce.errors import Fault, ReinforceError
from reinforce.web import OPERATIONS, Coach, RefusedError, problem_of, refusal
from reinforce.web.problems import KINDS, REQUESTS
from tests.support.endpoints import requested, said

if TYPE_CHECKING:
    from reinforce import Tenant

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
PRIVATE = "postgresql://host/db SELECT anthony"
EACH: dict[type[ReinforceError], tuple[ReinforceError, int]] = {
    type(error): (error, status)
    for error, status in (
        (errors.ReinforceError(PRIVATE), 500),
        (errors.InvalidParameterError("answers[0]", "is odd"), 422),
        (errors.HostError("tenant", PRIVATE), 500),
        (errors.InvalidPackError([Fault(PRIVATE, 1, "a", "b")]), 422),
        (errors.NotFoundError("learner", "ana", near=("anthony",)), 404),
        (errors.ErasedError("learner", "ana", before=AT), 410),
        (errors.ConflictError("attempt", "a-1", "has other answers"), 409),
        (errors.StaleError("card", PRIVATE, "was overtaken"), 503),
        (errors.UnregisteredModelError("ours", known=[PRIVATE]), 500),
        (errors.ClockSkewError("at", at=AT, now=AT), 422),
        (errors.StoreError(PRIVATE), 500),
        (errors.StoreUnavailableError(PRIVATE), 503),
        (errors.ConnectionLostError(PRIVATE), 503),
        (errors.ForkedError(PRIVATE), 500),
        (errors.StoreClosedError(), 500),
        (errors.SchemaVersionError(PRIVATE, found="1", known="2"), 500),
    )
}


def _tree(kind: type[ReinforceError]) -> set[type[ReinforceError]]:
    return {kind}.union(*map(_tree, kind.__subclasses__()))


def test_every_error_of_the_tree_is_told() -> None:
    """Whoever adds an error says here what a client is told of it."""
    assert {kind for kind in _tree(ReinforceError) if kind.__module__ == errors.__name__} == EACH.keys()
    assert KINDS.keys() <= EACH.keys()


@pytest.mark.parametrize("kind", EACH, ids=lambda kind: kind.__name__)
def test_an_error_has_its_status_and_no_secret(kind: type[ReinforceError]) -> None:
    """The status tells a client what to do; 503 says when, and nothing is said of others, or of the database."""
    error, status = EACH[kind]
    got = refusal(error)
    told = json.loads(got.body)
    assert (got.status, told["status"], got.headers["Content-Type"]) == (status, status, "application/problem+json")
    assert ("Retry-After" in got.headers) == (status == 503)
    assert got.headers["Cache-Control"] == "no-store"
    assert told["type"].startswith("urn:reinforce:problem:")
    assert told["title"]
    assert told["detail"]
    assert "anthony" not in got.body.decode()
    assert "postgresql" not in got.body.decode()
    assert None not in told.values()


def test_the_error_that_is_nearer_holds() -> None:
    """No row of the table stands behind one of a kind above it, which would hide it."""
    kinds = [*KINDS]
    for place, kind in enumerate(kinds):
        assert not any(issubclass(later, kind) for later in kinds[place + 1 :])


@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        (b"{", "application/json", "not-json"),
        (b"\xff", "application/json", "not-json"),
        (b"[" * 100_000, "application/json", "not-json"),
        (b'{"days": NaN}', "application/json", "not-json"),
        (b"{}", "text/plain", "unsupported-media-type"),
        (b"{}", "", "unsupported-media-type"),
        (b" " * 300_000, "application/json; charset=utf-8", "too-large"),
    ],
)
def test_a_body_that_is_none_is_refused(acme: Tenant, body: bytes, content_type: str, kind: str) -> None:
    """What cannot be read is told as what it is, before anything is asked of the tenant."""
    got = requested(acme, "submit", learner="ana", body=body, content_type=content_type)
    assert (got.status, said(got)["type"]) == (REQUESTS[kind].status, f"urn:reinforce:problem:{kind}")


@pytest.mark.parametrize("sent", [None, 1, "a", [], {}, {"answers": 1}, {"kind": "exam"}])
@pytest.mark.parametrize("name", ["submit", "coaching_submit", "coached"])
def test_json_that_says_nothing_is_refused(acme: Tenant, name: str, sent: Any) -> None:  # noqa: ANN401 - any JSON value
    """Any JSON value that is no attempt is a field that is not acceptable, never an error of the server's."""
    coach = None if name == "submit" else Coach(id="zoe")
    assert requested(acme, name, learner="ana", coach=coach, path={"learner": "ana"}, sent=sent).status == 422


@pytest.mark.parametrize(
    ("name", "given"),
    [("days", "0"), ("days", "1e9"), ("days", "1.5"), ("days", "x"), ("minutes", "nan"), ("minutes", "-1")],
)
def test_a_parameter_that_is_none_names_itself(acme: Tenant, name: str, given: str) -> None:
    """The problem says which parameter it was."""
    got = requested(acme, "plan", learner="ana", query={name: given})
    assert (got.status, said(got)["field"]) == (422, name)


def test_a_learner_who_is_not_there_is_told_nothing_of_others(acme: Tenant) -> None:
    """No name that is near is named."""
    got = requested(acme, "session", learner="anna")
    assert (got.status, said(got)["missing"], said(got)["detail"]) == (404, "learner", "there is no learner 'anna'")


def test_nobody_is_told_nothing(acme: Tenant) -> None:
    """Where the host says that nobody is signed in, or may ask about others, nothing is asked of the tenant."""
    for operation in OPERATIONS:
        got = requested(acme, operation.name, path={"learner": "ana"}, sent={})
        assert got.status == (403 if operation.for_coach else 401)


def test_what_is_wrong_with_a_request_is_in_the_table() -> None:
    """Each has a status of its own, and its words."""
    assert [problem_of(RefusedError(kind, "so")).detail for kind in REQUESTS] == ["so"] * len(REQUESTS)
