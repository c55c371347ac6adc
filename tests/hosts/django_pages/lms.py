"""The small LMS in Django: its pages, reminders and erasing."""

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command

from examples.lms_django.models import Assignment, Course, Membership, Points, Team
from examples.lms_django.practice import assign
from reinforce import ErasedError, NotFoundError
from reinforce.django import learner_id, tenant
from tests.hosts.django_pages.people import PageTest, answered, statements
from tests.support.answers import attempt


class LMSTest(PageTest):
    """A lead, seven people and somebody new."""

    def test_everybody_is_led_to_their_own_page(self) -> None:
        """Learners practise, leads lead, others have the admin; nobody sees another's."""
        led = {name: self.signed_in(name).get("/")["Location"] for name in ("dani", "robin", "admin")}
        assert led == {"dani": "/learn/", "robin": "/team/", "admin": "/admin/"}
        assert self.signed_in("dani").get("/team/").status_code == 403
        assert self.client.get("/learn/")["Location"].startswith("/accounts/login/")

    def test_the_lead_sees_the_team_alone(self) -> None:
        """Each person has a row; somebody else's people have none."""
        User.objects.create_user("zoe", first_name="Zoe")
        tenant().roster.put(str(User.objects.get(username="zoe").pk))
        page = self.signed_in("robin").get("/team/").content.decode()
        assert all(f'data-person="{name}"' in page for name in ("dani", "ana", "kiran"))
        assert 'data-person="zoe"' not in page

    def test_practice_off_the_record_shows_on_no_page_of_the_lead_s(self) -> None:
        """It has no points, no time, and changes nothing of what is due or known."""
        lead, client = self.signed_in("robin"), self.signed_in("dani")
        before = [cell.split("csrfmiddlewaretoken")[0] for cell in lead.get("/team/").content.decode().splitlines()]
        item = client.get("/api/session/next").json()["item"]
        sent = attempt(item, attempt_id="own") | {"stakes": "practice"}
        assert client.post("/api/attempts", sent, content_type="application/json").status_code == 200
        after = [cell.split("csrfmiddlewaretoken")[0] for cell in lead.get("/team/").content.decode().splitlines()]
        assert after == before
        assert not Points.objects.exists()

    def test_the_dashboard_takes_as_many_statements_for_more_practice(self) -> None:
        """Of what was practised there may be any amount."""
        robin = self.signed_in("robin")
        statements(robin, "/team/")
        few = statements(robin, "/team/")
        for place in range(8):
            answered(self.learner("dani"), place, attempt_id=f"a-{place}")
        assert statements(robin, "/team/") <= few + 2

    def test_pages_about_people_take_as_many_statements_for_more_people(self) -> None:
        """A team that has grown and practised costs none more: the lead's page, its endpoint, the list for staff."""
        robin = self.signed_in("robin")
        asked = ("/team/", "/api/coaching", "/admin/reinforce/learner/")
        answered(self.learner("dani"), attempt_id="a")
        for address in asked:
            statements(robin, address)  # what never changes is at hand afterwards
        few = [statements(robin, address) for address in asked]
        for number in range(10):
            user = User.objects.create_user(f"new-{number}", first_name=f"New {number}")
            Membership.objects.create(user=user, team=Team.objects.get())
            assign(user, Course.objects.get())
            answered(learner_id(user), attempt_id="a")
        assert [statements(robin, address) for address in asked] == few

    def test_whoever_is_assigned_a_course_practises_for_it(self) -> None:
        """The row and the enrolment are one transaction, also where it is done twice."""
        Course.objects.create(title="All of it", journey=[*tenant().catalog.curriculum().journeys][1])
        course, ana = Course.objects.get(title="All of it"), self.users["ana"]
        for _ in range(2):
            sent = {"user": ana.pk, "course": course.pk}
            assert self.signed_in("robin").post("/team/assign/", sent).status_code == 302
        assert Assignment.objects.filter(user=ana).count() == 2
        assert course.journey in tenant().roster.get(self.learner("ana")).journeys

    def test_reminders_are_written_once_on_a_day(self) -> None:
        """Everybody who has practice waiting gets one."""
        for _ in range(2):
            call_command("remind")
            assert len(mail.outbox) == 8
        assert {one.to[0] for one in mail.outbox} >= {"dani@lms.example", "ana@lms.example"}

    def test_who_has_no_user_keeps_nobody_from_their_reminder(self) -> None:
        """Somebody on the roster whom the LMS does not know gets none; all others get theirs."""
        for number, id_ in enumerate(("0", "nobody")):
            tenant().roster.put(id_)
            answered(id_, number, attempt_id=f"a-{number}")
        call_command("remind")
        assert len(mail.outbox) == 8
        assert [one.learner for one in tenant().outbox.claim_due()] == []

    def test_erasing_is_on_both_sides(self) -> None:
        """The user, their rows and all practice are gone, and what comes late is refused."""
        learner, client = self.learner("dani"), self.signed_in("dani")
        answered(learner, attempt_id="a-1")
        Points.objects.create(user=self.users["dani"], attempt_id="a-1", at="2026-03-30T12:00Z", points=1)
        assert client.get("/me/erase/").status_code == 200
        assert User.objects.filter(username="dani").exists()
        assert "You are erased" in client.post("/me/erase/").content.decode()
        assert not User.objects.filter(username="dani").exists()
        assert not Points.objects.exists()
        for call in (tenant().privacy.export, tenant().practice.attempts):
            with pytest.raises((ErasedError, NotFoundError)):
                call(learner)
