"""Laws of what a project says wrong: Django's checks name all of it, and no client is told that it is to blame."""

import json
import sys
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from types import ModuleType, SimpleNamespace
from typing import Any, ClassVar

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.test import Client, SimpleTestCase, TestCase, override_settings
from django.urls import include, path

from reinforce.django import engine, tenant
from reinforce.django.setting_faults import FAULTS
from reinforce.django.settings import Settings
from reinforce.django.views import endpoints
from reinforce.errors import HostError, InvalidParameterError, NotFoundError
from reinforce.practice import Stakes
from reinforce.web import PROBLEM_JSON, Coach
from tests.hosts.django_host.people import filled

HERE = __name__


def _nothing(*_anything: object) -> None:
    pass


async def _awaited(_request: object) -> str:
    return "ana"


def _two(_one: object, _other: object) -> str:
    return "ana"


@asynccontextmanager
async def _awaited_context(_request: object, _asked: object) -> Any:  # noqa: ANN401 - none at all
    yield


def _bare_generator(_request: object, _asked: object) -> Any:  # noqa: ANN401 - as above
    yield


def _boom(*_anything: object) -> Any:  # noqa: ANN401 - as above
    raise LookupError("the project's own")


class _Clock:
    """A clock that says anything."""

    def __init__(self, says: object) -> None:
        self.says = says

    def now(self) -> Any:  # noqa: ANN401 - as above
        return self.says


class BrokenClock:
    """A clock that stands nowhere."""

    now = _boom


NOWHERE = ("no.such.thing", "nothing", "", ".", f"{HERE}.missing", "django.conf.", "\0")
NO_FUNCTION: tuple[Any, ...] = (3, True, [], {}, f"{HERE}.NOWHERE", *NOWHERE)
OF_A_REQUEST = (*NO_FUNCTION, _awaited, f"{HERE}._awaited", _two, f"{HERE}._two", lambda: "ana", _bare_generator)
WRONG: dict[str, tuple[Any, ...]] = {
    "USING": ("nope", "", None, 3, [], b"default", "Default"),
    "SCHEMA": ("", 3, b"practice", [], True),
    "LEARNER_ID": (
        *(None, 3, "", "nope", "usernam", "check_password", "last_login", "is_active", "is_authenticated", "groups"),
        *("logentry", "USERNAME_FIELD", "no.such.thing", f"{HERE}.NOWHERE", lambda: "ana", _awaited, "date_joined"),
    ),
    "CLOCK": (
        *(3, *NOWHERE, f"{HERE}.BrokenClock", BrokenClock(), _Clock(3), _Clock(None)),
        *(_Clock(datetime(2026, 3, 2)), _Clock(datetime(1800, 1, 1, tzinfo=UTC))),  # noqa: DTZ001 - what is tried
    ),
    "GRADER": (3, *NOWHERE, _nothing, _boom, lambda _policy: 1, _awaited, lambda: 1, lambda _policy: _Clock),
    "MEMORY_MODELS": (3, {}, *NOWHERE, f"{HERE}.HERE"),
    "ERASURE_KEY": ("short", "", b"short", 3, [], "\udc80" * 40),
    "OBSERVE": (*NO_FUNCTION, _awaited, lambda: None, _two),
    "TENANT": OF_A_REQUEST,
    "LEARNER": OF_A_REQUEST,
    "COACH": OF_A_REQUEST,
    "AROUND": (*NO_FUNCTION, _awaited, lambda _request: None, _awaited_context, _bare_generator),
    "BUDGET": (10, 2.5, "10", timedelta(days=-1), timedelta(days=2), [], True, "no.such.thing"),
    "STAKES": ("bogus", "exam", Stakes.EXAM, 3, "", [], True),
}


def ana(_request: object) -> str:
    """Return who is signed in."""
    return "ana"


def zoe(_request: object) -> Coach:
    """Return who may ask about others."""
    return Coach(id="zoe")


RIGHT = {"LEARNER": f"{HERE}.ana", "COACH": f"{HERE}.zoe"}


@contextmanager
def project(said: Any, **settings: Any) -> Any:  # noqa: ANN401 - what is tried, and any setting
    """Be a project with such a dict, which mounts our urls."""
    with override_settings(REINFORCE=said, **settings):
        urls: Any = ModuleType("urls")
        sys.modules.pop("reinforce.django.urls", None)
        urls.urlpatterns = [path("api/", include("reinforce.django.urls"))]
        with override_settings(ROOT_URLCONF=urls):
            yield


def checked() -> list[str]:
    """Return what ``manage.py check`` finds."""
    try:
        call_command("check", stdout=StringIO(), stderr=StringIO())
    except SystemCheckError as error:
        return [line for line in str(error).splitlines() if "(reinforce.E" in line]
    return []


def asked(client: Client) -> list[Any]:
    """Return the replies to requests of a learner and of a coach, which read and write."""
    sent = json.dumps({"attempt_id": "a", "edition": 1, "answers": [{"question": "q-terms-2", "response": 12.5}]})
    return [
        client.get("/api/session"),
        client.get("/api/plan"),
        client.post("/api/attempts", sent, content_type="application/json"),
        client.post("/api/sessions", "{}", content_type="application/json"),
        client.get("/api/coaching/ana/progress"),
        client.get("/api/coaching"),
        client.post("/api/coaching/ana/coached", '{"id": "c", "skill": "terms"}', content_type="application/json"),
    ]


def is_internal(reply: Any) -> bool:  # noqa: ANN401 - Django has no types
    """Whether a reply is a problem of the server's, which says nothing of its reason."""
    if (reply.status_code, reply["Content-Type"]) != (500, PROBLEM_JSON):
        return False
    told = reply.json()
    return bool(told["type"] == "urn:reinforce:problem:internal" and told["detail"] == "the server's log says what")


class Checked(TestCase):
    """``manage.py check``, and requests where nobody looked at what it says."""

    def test_the_walk_is_over_all_settings(self) -> None:
        """Whoever adds a setting says here what can be wrong with it."""
        assert WRONG.keys() == FAULTS.keys() == {name.upper() for name in Settings.__dataclass_fields__}

    def test_each_fault_is_named_and_no_client_is_blamed_for_it(self) -> None:
        """The check has one line for it, with the urls mounted; every request is answered with 500, in our form."""
        filled()
        for name, values in WRONG.items():
            for value in values:
                about = f"{name}: {value!r}"
                with project({**RIGHT, name: value}):
                    lines = checked()
                    assert len(lines) == 1, (about, lines)
                    assert f"REINFORCE[{name!r}] " in lines[0], about
                    for reply in asked(Client())[2:5]:
                        assert is_internal(reply), (about, reply.content)

    def test_all_faults_are_named_at_once(self) -> None:
        """A line for each, also for what is no setting; and for a dict that is none."""
        with project({name: values[0] for name, values in WRONG.items()} | {"STAKE": 1, 3: 4}):
            lines = checked()
            assert all(any(f"REINFORCE[{name!r}] " in line for line in lines) for name in WRONG)
            assert len(lines) == len(WRONG) + 2
        wrong: Any
        for wrong in ("reinforce", None, [], 3):
            with project(wrong):
                assert len(checked()) == 1
                assert all(map(is_internal, asked(Client())))

    def test_what_is_right_is_right(self) -> None:
        """A project that says nothing, and one that says what it may, has no fault."""
        for right in ({}, RIGHT, {"LEARNER_ID": "username"}, {"LEARNER_ID": "get_username"}, {"LEARNER_ID": "id"}):
            with project(right):
                assert checked() == []
        with project({"LEARNER_ID": "email"}):
            out = StringIO()
            call_command("check", stdout=out, stderr=out)
            assert "reinforce.W001" in out.getvalue()

    def test_what_functions_return_or_raise(self) -> None:
        """Whatever it is, it is the server's; and a function that refuses somebody does it as ever."""
        filled()
        client = Client(raise_request_exception=False)
        odd: dict[str, tuple[Any, ...]] = {
            "LEARNER": (5, True, "", " ana", "a\nb", "x" * 300, b"ana", [], SimpleNamespace(id="ana")),
            "TENANT": (5, "nowhere", "", b"default", []),
            "COACH": ("zoe", 5, True, coach(5), coach(""), coach("z", "ana"), coach("z", [5]), coach("z", 5)),
            "AROUND": (5, None, "", object(), _entered(5), _entered("acme")),
        }
        for name, values in odd.items():
            for value in values:
                with project({**RIGHT, name: lambda *_said, value=value: value}):
                    replies = asked(client)
                    assert {one.status_code for one in replies} <= {200, 500}, (name, value)
                    assert any(map(is_internal, replies)), (name, value)
            for error in (InvalidParameterError("x", "is odd"), NotFoundError("tenant", "x"), LookupError("x")):
                with project({**RIGHT, name: _raising(error)}):
                    assert {one.status_code for one in asked(client)} <= {200, 500}, (name, error)
            with project({**RIGHT, name: _raising(PermissionDenied("no"))}):
                assert 403 in {one.status_code for one in asked(client)}, name

    def test_a_clock_that_goes_wrong_later(self) -> None:
        """It is no client's fault either."""
        filled()
        clock = _Clock(datetime.now(UTC))
        with project({**RIGHT, "CLOCK": clock}):
            assert checked() == []
            asked(Client())
            clock.says = datetime(1800, 1, 1, tzinfo=UTC)
            assert is_internal(asked(Client())[0])

    def test_endpoints_are_refused_when_they_are_made(self) -> None:
        """A project that mounts them itself is told at once."""
        for wrong in ({"budget": 10}, {"stakes": "bogus"}, {"most_bytes": 0}):
            with pytest.raises(HostError, match=next(iter(wrong))):
                endpoints(**wrong)

    def test_a_schema_in_sqlite(self) -> None:
        """There is but one."""
        if connection.vendor != "sqlite":
            self.skipTest("PostgreSQL has several")
        with project({**RIGHT, "SCHEMA": "practice"}):
            (line,) = checked()
            assert "REINFORCE['SCHEMA'] " in line
            assert all(map(is_internal, asked(Client())))


@contextmanager
def _entered(gives: object) -> Any:  # noqa: ANN401 - what is tried
    yield gives


def coach(id_: Any, learners: Any = None) -> Coach:  # noqa: ANN401 - what is tried
    """Return who asks about others, be it right or wrong."""
    return Coach(id=id_, learners=learners)


def _raising(error: Exception) -> Any:  # noqa: ANN401 - as above
    def function(*_said: object) -> None:
        raise error

    return function


class Kept:
    """A router that keeps our tables in one database, whichever `there` says."""

    there = "other"

    def allow_migrate(self, db: str, app_label: str, **_hints: object) -> bool | None:
        """Say so; other apps are not its matter."""
        return db == self.there if app_label == "reinforce" else None


class Nowhere(Kept):
    """A router that has them nowhere."""

    there = ""


class Elsewhere(SimpleTestCase):
    """Another database than Django's default."""

    databases: ClassVar = {"default", "other"}

    def tearDown(self) -> None:
        """Leave the other database as it was."""
        call_command("flush", database="other", interactive=False, stdout=StringIO())

    def test_using_is_the_default_of_everything(self) -> None:
        """Engine, tenant, endpoints and commands are in the database that the setting names."""
        with project({**RIGHT, "USING": "other"}):
            assert checked() == []
            assert engine() is engine("other") is not engine("default")
            tenant().roster.put("ana")
            assert tenant(using="other").roster.learners() == ("ana",)
            assert Client().get("/api/progress").status_code == 200
            out = StringIO()
            call_command("reinforce", "migrate", stdout=out)
            call_command("reinforce", "due", "ana", stdout=out)
            assert "nothing is due" in out.getvalue()

    def test_a_router_is_obeyed_everywhere(self) -> None:
        """Where it keeps tables out, nothing makes or uses any, and is told where they may go."""
        with project(RIGHT, DATABASE_ROUTERS=[f"{HERE}.Kept"]):
            for refused in (engine, tenant, lambda: tenant(using="default")):
                with pytest.raises(
                    InvalidParameterError, match=r"must not be 'default': a router .* may be in 'other'"
                ):
                    refused()
            with pytest.raises(CommandError, match="may be in 'other'"):
                call_command("reinforce", "migrate")
            with pytest.raises(CommandError, match="may be in 'other'"):
                call_command("reinforce", "due", "ana")
            (line,) = checked()
            assert "may be in 'other'" in line
            assert all(map(is_internal, asked(Client())))
            tenant(using="other").roster.put("ana")
            with override_settings(REINFORCE={"USING": "other"}):
                assert checked() == []
                assert tenant().roster.learners() == ("ana",)
        with (
            override_settings(DATABASE_ROUTERS=[f"{HERE}.Nowhere"]),
            pytest.raises(InvalidParameterError, match="nor in any other"),
        ):
            tenant()

    def test_an_alias_that_is_none(self) -> None:
        """It is told in our words, wherever it is given."""
        for wrong in ("nope", "", 3):
            for refused in (engine, lambda using: tenant(using=using)):
                with pytest.raises(InvalidParameterError, match="one of DATABASES, 'default', 'other'"):
                    refused(wrong)  # type: ignore[arg-type] # what is tried
        for command in (["migrate"], ["due", "ana"], ["refold"]):
            with pytest.raises(CommandError, match="one of DATABASES"):
                call_command("reinforce", *command, "--database", "nope")
