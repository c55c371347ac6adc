"""What the tests of pages share: the LMS with its team, and who is signed in."""

from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from examples.lms_django.seeding import seed
from reinforce import QuizAttempt, Tenant
from reinforce.catalog import SingleChoice
from reinforce.django import learner_id, tenant
from reinforce.practice import Answer, Stakes


class PageTest(TestCase):
    """The LMS as it begins: everybody has the course, and nobody has practised."""

    @classmethod
    def setUpTestData(cls) -> None:
        """Make the team."""
        seed(days=0)
        cls.users = {user.username: user for user in User.objects.all()}

    def signed_in(self, name: str, **options: Any) -> Client:  # noqa: ANN401 - what a client of Django's takes
        """Return a browser in which somebody is signed in."""
        client = Client(**options)
        client.force_login(self.users[name])
        return client

    def learner(self, name: str) -> str:
        """Return the id under which somebody practises."""
        return learner_id(self.users[name])


def asked(here: Tenant, place: int = 0) -> SingleChoice:
    """Return one of the pack's questions with options, each of another skill."""
    found: dict[str, SingleChoice] = {}
    for one in here.catalog.curriculum().questions.values():
        if isinstance(one, SingleChoice):
            found.setdefault(one.skill, one)
    return list(found.values())[place]


def answered(learner: str, place: int = 0, *, attempt_id: str, stakes: Stakes = Stakes.RECORDED) -> str:
    """Have a learner answer a question; return the skill that it is about."""
    here = tenant()
    question = asked(here, place)
    answer = Answer(question.id, question.options[0].id)
    edition = here.catalog.curriculum().edition
    here.practice.record(learner, QuizAttempt(attempt_id=attempt_id, edition=edition, answers=[answer], stakes=stakes))
    return question.skill


def statements(client: Client, address: str) -> int:
    """Return how many statements a page takes."""
    with CaptureQueriesContext(connection) as taken:
        assert client.get(address).status_code == 200
    return len(taken)
