"""The endpoints as views: those of the table, for whoever is signed in, as Django does everything else."""

import json
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from asgiref.sync import sync_to_async
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import AsyncClient, Client, override_settings
from django.urls import path

from examples.lms_django import urls
from examples.lms_django.models import Points
from reinforce.django import tenant
from reinforce.django.views import endpoints
from reinforce.web import OPERATIONS
from tests.hosts.django_pages.people import PageTest, answered, statements
from tests.support.answers import attempt

PROBLEM = "application/problem+json"


def _refusing(request: Any) -> str:  # noqa: ANN401, ARG001 - Django has no types
    raise PermissionDenied("not on Sundays")


@contextmanager
def _failing(request: Any, asked: Any) -> Any:  # noqa: ANN401, ARG001 - as above
    """Write what the host has beside it, and fail when both sides are written."""
    with transaction.atomic():
        Points.objects.create(user_id=asked.learner, attempt_id="beside", at="2026-03-30T12:00Z", points=1)
        yield
        raise IntegrityError("the host's own")


@contextmanager
def _noting(request: Any, asked: Any) -> Any:  # noqa: ANN401, ARG001 - as above
    """Write what the host has beside it in no block of its own: that of the request is enough."""
    Points.objects.create(user_id=asked.learner, attempt_id=asked.sent.attempt_id, at="2026-03-30T12:00Z", points=1)
    yield


urlpatterns = [
    *endpoints(),
    path("refusing/", endpoints(learner=_refusing)[0].callback),
    path("failing/", next(one for one in endpoints(around=_failing) if one.name == "submit").callback),
    *urls.urlpatterns,
    path("elsewhere/", endpoints(tenant=lambda _: "nowhere")[0].callback),
    path("none/", endpoints(tenant=lambda _: None)[0].callback),
    path("noting/", next(one for one in endpoints(around=_noting) if one.name == "submit").callback),
]


class EndpointsTest(PageTest):
    """What a client gets, and who may ask."""

    def test_all_that_the_table_has_is_offered(self) -> None:
        """The document names each operation at a path that leads to it."""
        document = self.signed_in("dani").get("/api/openapi.json").json()
        offered = {
            one["operationId"]: where for where, methods in document["paths"].items() for one in methods.values()
        }
        assert offered == {one.name: f"/api{one.path}" for one in OPERATIONS}
        lead = self.signed_in("robin")
        for one in OPERATIONS:
            where = offered[one.name].replace("{learner}", self.learner("dani"))
            if one.method == "GET" and one.for_coach:
                assert lead.get(where).status_code == 200
            elif one.method == "GET":
                assert self.signed_in("dani").get(where).status_code == 200
            else:
                assert lead.post(where, "{", content_type="application/json").json()["status"] in (400, 403)

    def test_nobody_is_told_to_sign_in(self) -> None:
        """Whoever is not signed in gets a problem, and nothing else."""
        for one in OPERATIONS:
            answer = Client().generic(one.method, f"/api{one.path.replace('{learner}', '1')}", "{}")
            assert answer["Content-Type"] == PROBLEM
            refused = (403, "no-coach") if one.for_coach else (401, "not-signed-in")
            assert (answer.status_code, answer.json()["type"]) == (refused[0], f"urn:reinforce:problem:{refused[1]}")

    def test_what_is_sent_needs_the_token_of_the_page(self) -> None:
        """Django's CSRF middleware looks at these views as at any other."""
        client = self.signed_in("dani", enforce_csrf_checks=True)
        item = client.get("/api/session/next").json()["item"]
        sent = json.dumps(attempt(item, attempt_id="first"))
        assert client.post("/api/attempts", sent, content_type="application/json").status_code == 403
        client.get("/learn/")
        token = {"X-CSRFToken": client.cookies["csrftoken"].value}
        answer = client.post("/api/attempts", sent, content_type="application/json", headers=token)
        assert (answer.status_code, answer.json()["attempt_id"]) == (200, "first")

    def test_a_submission_is_committed_with_the_host_s_row_once(self) -> None:
        """The same again gets the same, and counts once; what is refused leaves nothing on either side."""
        client = self.signed_in("dani")
        item = client.get("/api/session/next").json()["item"]
        good = attempt(item, attempt_id="first")
        bad = {**good, "attempt_id": "second", "answers": [{**good["answers"][0], "response": {"no": "such"}}]}
        answers = [client.post("/api/attempts", one, content_type="application/json") for one in (good, good, bad)]
        assert [one.status_code for one in answers] == [200, 200, 422]
        assert answers[0].content == answers[1].content
        assert answers[2]["Content-Type"] == PROBLEM
        assert answers[2].json()["field"].startswith("answers[0]")
        assert [row.attempt_id for row in Points.objects.filter(user=self.users["dani"])] == ["first"]
        assert len(tenant().practice.attempts(self.learner("dani"))) == 1

    @override_settings(ROOT_URLCONF=__name__)
    def test_where_the_host_fails_nothing_was_practised(self) -> None:
        """An error of the host's own after both were written takes both back."""
        client = self.signed_in("dani")
        sent = attempt(client.get("/session/next").json()["item"], attempt_id="first")
        with pytest.raises(IntegrityError):
            client.post("/failing/", sent, content_type="application/json")
        assert not Points.objects.exists()
        assert tenant().practice.attempts(self.learner("dani")) == ()

    @override_settings(ROOT_URLCONF=__name__)
    def test_the_host_may_refuse_and_name_the_tenant(self) -> None:
        """A function of the host's that refuses is a 403 as ever, a tenant that is not there no client's fault."""
        client = self.signed_in("dani")
        refused, nowhere = client.get("/refusing/"), client.get("/elsewhere/")
        assert refused.status_code == 403
        assert (nowhere.status_code, nowhere["Content-Type"]) == (500, PROBLEM)

    @override_settings(ROOT_URLCONF=__name__)
    def test_whoever_has_no_tenant_is_not_served_by_the_default_one(self) -> None:
        """A function that returns None is an error of the project's."""
        answer = self.signed_in("dani").get("/none/")
        assert (answer.status_code, answer["Content-Type"]) == (500, PROBLEM)

    @override_settings(ROOT_URLCONF=__name__)
    def test_under_atomic_requests_a_refusal_keeps_nothing(self) -> None:
        """What the project wrote in the request's transaction goes with the attempt that was refused, and only then."""
        client = self.signed_in("dani")
        good = attempt(client.get("/session/next").json()["item"], attempt_id="good")
        bad = {**good, "attempt_id": "bad", "edition": 99}
        with patch.dict(connection.settings_dict, ATOMIC_REQUESTS=True):
            sent = [client.post("/noting/", one, content_type="application/json") for one in (bad, good)]
        assert [one.status_code for one in sent] == [404, 200]
        assert [row.attempt_id for row in Points.objects.filter(user=self.users["dani"])] == ["good"]

    @override_settings(ROOT_URLCONF=__name__)
    def test_without_a_function_of_the_host_s_nothing_about_others_is_offered(self) -> None:
        """Everybody asks about themself."""
        client = self.signed_in("robin")
        assert client.get("/coaching").status_code == 404
        assert all("coaching" not in where for where in client.get("/openapi.json").json()["paths"])

    def test_a_lead_asks_about_the_team_alone(self) -> None:
        """Of anybody else the lead is told that there is no such learner; a learner may not ask about others at all."""
        tenant().roster.put("stranger")
        lead, learner = self.signed_in("robin"), self.signed_in("dani")
        assert lead.get(f"/api/coaching/{self.learner('dani')}/progress").status_code == 200
        assert lead.get("/api/coaching/stranger/progress").status_code == 404
        assert learner.get(f"/api/coaching/{self.learner('ana')}/progress").status_code == 403

    def test_a_refused_method_is_told_the_right_one(self) -> None:
        """HEAD is answered as GET is."""
        client = self.signed_in("dani")
        answer = client.delete("/api/session")
        assert (answer.status_code, answer["Allow"], answer["Content-Type"]) == (405, "GET, HEAD", PROBLEM)
        head = client.head("/api/session")
        assert (head.status_code, head.content) == (200, b"")

    @override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=10)
    def test_a_body_that_is_too_long_for_the_project_is_a_problem(self) -> None:
        """So is one that is too long for the endpoints."""
        answer = self.signed_in("dani").post("/api/attempts", "x" * 99, content_type="application/json")
        assert (answer.status_code, answer["Content-Type"]) == (413, PROBLEM)

    async def test_asgi_gets_the_same(self) -> None:
        """Under ASGI Django runs the views in a thread, and they answer alike."""
        client = AsyncClient()
        await client.aforce_login(self.users["dani"])
        answer = await client.get("/api/session")
        same = await sync_to_async(lambda: self.signed_in("dani").get("/api/session").json())()
        assert answer.json() == same

    def test_no_request_takes_more_statements_for_more_practice(self) -> None:
        """Two are for the session and the user, the rest are the engine's, however much was practised."""
        client, lead = self.signed_in("dani"), self.signed_in("robin")
        asked = [(client, f"/api/{name}") for name in ("session", "session/next", "plan", "progress")]
        asked += [(lead, "/api/coaching"), (lead, f"/api/coaching/{self.learner('dani')}/progress")]
        for who, address in asked:
            who.get(address)  # what never changes is at hand afterwards
        few = [statements(who, address) for who, address in asked]
        for place in range(10):
            answered(self.learner("dani"), place, attempt_id=f"a-{place}")
        assert [statements(who, address) for who, address in asked] == few
