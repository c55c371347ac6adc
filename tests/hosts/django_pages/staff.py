"""Staff pages: who may look and act, what is shown, and that each act is in the log with its reason."""

import re
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.test import override_settings

from reinforce import Rating
from reinforce.django import engine, learner_id, tenant
from reinforce.django.admin import LearnerAdmin
from reinforce.django.models import Learner
from reinforce.errors import HostError
from reinforce.journal import Event, EventKind
from reinforce.practice import Audience, Card, Stakes
from tests.hosts.django_pages.people import PageTest, answered, statements

PAGES = ("change", "plan", "attempts", "log", "history")
LIST = "/admin/reinforce/learner/"
ONE = "6f1c2c3e-9d7e-4d7b-8a51-000000000001"
OF_A_FORM = 'value="[A-Za-z0-9]{64}"'


class StaffTest(PageTest):
    """Robin leads the team, and may look and act."""

    def setUp(self) -> None:
        """Have Dani practise, on record and at practice stakes."""
        self.dani = self.learner("dani")
        self.skill = answered(self.dani, attempt_id="a-1")
        self.own = answered(self.dani, 1, attempt_id="own", stakes=Stakes.PRACTICE)
        self.robin = self.signed_in("robin")

    def page(self, name: str, *, learner: str = "dani", target: str = "") -> str:
        """Return the address of a page."""
        return f"{LIST}default_2F{self.learner(learner)}/{name}/" + (f"?target={target}" if target else "")

    def act(self, name: str, target: str, **said: str) -> int:
        """Act as Robin; return the status of the answer."""
        sent = {"reason": "it was heard", "event_id": ONE, **said}
        return int(self.robin.post(self.page(f"act/{name}", target=target), sent).status_code)

    def said(self) -> list[tuple[EventKind, str | None, str | None]]:
        """Return what people said in Dani's log: what, who and why."""
        events = [one for one in tenant().practice.log(self.dani) if isinstance(one, Event)]
        return [(one.kind, one.by, one.body.get("reason")) for one in events if one.by]

    def card(self) -> Card:
        """Return Dani's card of the skill on record."""
        return tenant().practice.card(self.dani, self.skill)

    def test_to_look_and_to_act_are_permissions(self) -> None:
        """Without one there is no page, with the first no act; and who is no staff is sent to sign in."""
        self.users["robin"].user_permissions.clear()
        assert {self.robin.get(self.page(name)).status_code for name in PAGES} == {403}
        assert self.robin.get(LIST).status_code == 403
        assert LIST not in self.robin.get("/admin/").content.decode()
        self.users["robin"].user_permissions.set(Permission.objects.filter(codename="view_learner"))
        assert {self.robin.get(self.page(name)).status_code for name in PAGES} == {200}
        assert "/act/" not in self.robin.get(self.page("change")).content.decode()
        assert self.robin.get(self.page("act/suspend", target=self.skill)).status_code == 403
        assert self.act("suspend", self.skill) == 403
        assert self.signed_in("dani").get(LIST).status_code == 302
        assert self.said() == []

    def test_a_learner_is_shown_as_a_manager_may_see_them(self) -> None:
        """What was practised on record is on the pages; what was practised at practice stakes is on none."""
        skills = tenant().catalog.curriculum().skills
        shown, hidden = skills[self.skill].title, skills[self.own].title
        pages = {name: self.robin.get(self.page(name)).content.decode() for name in ("change", "attempts", "log")}
        assert all(hidden not in page for page in pages.values())
        assert shown in pages["change"]
        assert shown in pages["log"]
        assert "a-1" in pages["attempts"]
        assert "target=own" not in "".join(pages.values())
        for name, target in (("undo_attempt", "own"), ("undo", f"own:{self.own}"), ("override", f"own:{self.own}")):
            assert self.act(name, target, rating="4") == 404
        assert self.said() == []

    def test_each_act_is_in_the_log_with_its_reason_and_in_django_s_history(self) -> None:
        """Suspend, resume, override, take back: the card and the plan follow, and both logs say who and why."""
        review = f"a-1:{self.skill}"
        by = self.learner("robin")
        assert self.act("suspend", self.skill) == 302
        assert self.skill in tenant().practice.plan(self.dani, days=1).situation.suspended
        assert self.act("resume", self.skill, event_id=ONE.replace("1", "2")) == 302
        assert self.skill not in tenant().practice.plan(self.dani, days=1).situation.suspended
        assert self.act("override", review, rating="4", event_id=ONE.replace("1", "3")) == 302
        assert self.card().last_rating is Rating.Easy
        assert self.act("undo_override", ONE.replace("1", "3")) == 302
        assert self.card().last_rating is not Rating.Easy
        assert self.act("undo", review) == 302
        assert self.card().reps == 0
        kinds = ("suspension", "resumption", "override", "retraction", "retraction")
        assert sorted(self.said()) == sorted((EventKind(kind), by, "it was heard") for kind in kinds)
        noted = LogEntry.objects.filter(user=self.users["robin"], object_id=f"default/{self.dani}")
        assert noted.count() == 5
        assert all("it was heard" in one.get_change_message() for one in noted)
        assert "it was heard" in self.robin.get(self.page("history")).content.decode()
        assert "it was heard" in self.robin.get(self.page("log")).content.decode()

    def test_an_attempt_is_taken_back_with_all_of_its_reviews(self) -> None:
        """The page says so, and offers it no more."""
        assert self.act("undo_attempt", "a-1") == 302
        assert self.card().reps == 0
        page = self.robin.get(self.page("attempts")).content.decode()
        assert "taken back" in page
        assert "undo_attempt" not in page

    def test_nothing_is_done_without_a_reason_or_by_looking(self) -> None:
        """The page asks first; without a reason, or how well it was, it asks again."""
        for name, target in (("suspend", self.skill), ("override", f"a-1:{self.skill}")):
            asked = self.robin.get(self.page(f"act/{name}", target=target))
            assert (asked.status_code, "No, go back" in asked.content.decode()) == (200, True)
            assert self.act(name, target, reason=" ") == 200
        assert self.said() == []
        assert not LogEntry.objects.exists()

    def test_two_clicks_are_one_act(self) -> None:
        """The form carries the id under which it stands in the log."""
        for _ in range(2):
            self.act("suspend", self.skill)
        assert len(self.said()) == 1

    def test_what_django_cannot_note_is_not_done(self) -> None:
        """The act and Django's history are one transaction."""
        with (
            patch("reinforce.django.admin.LearnerAdmin.log_change", side_effect=RuntimeError),
            pytest.raises(RuntimeError),
        ):
            self.act("suspend", self.skill)
        assert self.said() == []

    def test_a_refusal_is_told_on_the_page(self) -> None:
        """An id that is taken by something else changes nothing, and the page says why."""
        self.act("suspend", self.skill)
        answer = self.robin.post(self.page("act/suspend", target=self.skill), {"reason": "another", "event_id": ONE})
        assert "Nothing was done" in answer.content.decode()
        assert len(self.said()) == 1

    def test_nobody_else_s_tenant_is_shown(self) -> None:
        """A learner of another tenant is not there, whatever the address says."""
        engine().create_tenant("other").roster.put("zoe")
        assert self.robin.get(f"{LIST}other_2Fzoe/change/").status_code == 404
        assert self.robin.get(f"{LIST}default_2Fzoe/change/").status_code == 404
        assert self.robin.get(f"{LIST}zoe/change/").status_code == 404
        with override_settings(REINFORCE={"TENANT": lambda _: "other"}):
            assert self.robin.get(f"{LIST}other_2Fzoe/change/").status_code == 200
            assert self.robin.get(self.page("change")).status_code == 404

    def test_people_are_found_by_name_and_id(self) -> None:
        """Names come from the users; who does not practise is not found."""
        everybody = self.robin.get(LIST).content.decode()
        assert all(name in everybody for name in ("Dani", "Ana", "Kiran"))
        found = self.robin.get(LIST, {"q": "dan"}).content.decode()
        assert ("Dani" in found, "Kiran" in found) == (True, False)
        assert "Dani" in self.robin.get(LIST, {"q": self.dani}).content.decode()
        assert "Nobody who practises is called" in self.robin.get(LIST, {"q": "robin"}).content.decode()

    def test_people_of_other_tenants_hide_nobody(self) -> None:
        """Users of the same name who practise elsewhere are passed over; of more than are shown, the page says so."""
        User.objects.bulk_create(User(username=f"a{number:02}", last_name="Zorn") for number in range(45))
        user = User.objects.create(username="z", last_name="Zorn")
        tenant().roster.put(learner_id(user))
        few = statements(self.robin, f"{LIST}?q=zorn")
        page = self.robin.get(LIST, {"q": "zorn"}).content.decode()
        assert (page.count("/change/"), "There are more" in page) == (1, False)
        for other in User.objects.filter(last_name="Zorn"):
            tenant().roster.put(learner_id(other))
        page = self.robin.get(LIST, {"q": "zorn"}).content.decode()
        assert (page.count("/change/"), "There are more" in page) == (20, True)
        assert statements(self.robin, f"{LIST}?q=zorn") == few

    def test_no_address_is_an_error_of_the_server(self) -> None:
        """Whatever stands in an address, the page is about somebody, about nobody, or not to be seen."""
        type_ = ContentType.objects.get_for_model(Learner).pk
        log, act = self.page("log"), self.page("act/suspend")
        for odd in ("%00", "x" * 5000, "%FF%FE", "9" * 40, "_00", "default_2F_00"):
            by_id = [f"{LIST}{odd}/{name}/" for name in ("change", "history", "act/undo")]
            asked = [f"{LIST}?{name}=2&{name}={odd}" for name in ("q", "after", "e")]
            about = [f"{log}?skill={odd}", f"{log}?p={odd}", f"{act}?target={odd}", f"{LIST}default_2F{odd}/log/"]
            for address in (*by_id, *asked, *about, f"/admin/r/{type_}/{odd}/"):
                assert self.robin.get(address).status_code in {200, 302, 403, 404}, address
        assert self.robin.get(f"/admin/r/{type_}/default_2F{self.dani}/").status_code == 404
        assert self.robin.get(f"{LIST}?after=%00").status_code == 404
        assert list(Learner.objects.all()) == []

    def test_a_form_that_is_not_whole_says_so(self) -> None:
        """Without the id that makes one act of two clicks nothing is done, and the page says it."""
        for id_ in ("", "\x00"):
            sent = {"reason": "it was heard", "event_id": id_}
            answer = self.robin.post(self.page("act/suspend", target=self.skill), sent)
            assert "Nothing was done" in answer.content.decode()
        assert self.said() == []

    def test_no_page_takes_more_statements_for_more_rows(self) -> None:
        """A learner with many cards, attempts and entries costs as many statements as one with few."""
        pages = [*(self.page(name) for name in PAGES), LIST]
        tenant().practice.record_coaching(self.dani, self.skill, by=self.learner("robin"))
        for address in pages:
            self.robin.get(address)  # what never changes is at hand afterwards
        few = [statements(self.robin, address) for address in pages]
        for place in range(2, 12):
            answered(self.dani, place, attempt_id=f"a-{place}")
            answered(self.learner("ana"), place, attempt_id=f"a-{place}")
        more = [statements(self.robin, address) for address in pages]
        assert dict(zip(pages, more, strict=True)) == dict(zip(pages, few, strict=True))

    def test_a_learner_without_practice_has_pages_that_say_so(self) -> None:
        """Empty pages are sentences."""
        said = {
            "change": "Nothing was practised yet",
            "attempts": "no attempt on record",
            "log": "Nothing is in the log",
        }
        for name, words in said.items():
            assert words in self.robin.get(self.page(name, learner="ana")).content.decode()
        assert tenant().practice.cards(learners=self.learner("ana"), audience=Audience.MANAGER) == ()

    def _only(self, *names: str) -> Any:  # noqa: ANN401 - what patch gives
        """Have staff see these people only, as a project's own class does."""
        seen, ours = {self.learner(name) for name in names}, LearnerAdmin.has_view_permission

        def may(admin: LearnerAdmin, request: Any, obj: Any = None) -> bool:  # noqa: ANN401 - Django has no types
            return ours(admin, request, obj) and (obj is None or obj.learner in seen)

        return patch.multiple(LearnerAdmin, has_view_permission=may, list_per_page=1)

    def test_no_address_names_anybody_who_may_not_be_seen(self) -> None:
        """Page by page those who may be seen are listed, with their figures; the last page leads nowhere."""
        for place in range(3):
            tenant().roster.put(f"0{place}-unseen")  # before everybody
            tenant().roster.put(f"zz{place}-unseen")
        with self._only("dani", "ana"):
            found, address = [], LIST
            while address:
                page = self.robin.get(address)
                assert "unseen" not in page.content.decode()
                found += [row["learner"] for row in page.context["rows"]]
                assert page.context["next"] in ("", found[-1])
                address = f"{LIST}?after={page.context['next']}" if page.context["next"] else ""
                if page.context["rows"][0]["learner"] == self.dani:
                    assert page.context["rows"][0]["known"] is not None
        assert found == sorted([self.dani, self.learner("ana")])

    def test_who_may_not_be_seen_is_as_who_is_not_there(self) -> None:
        """Every address of the pages answers the same about somebody else's learner as about nobody."""
        tenant().roster.put(others := "somebody-else")
        pattern = LearnerAdmin(Learner, admin.site).get_urls()
        assert len(pattern) == 10  # who adds one adds it here, too
        rest = ("change", "plan", "attempts", "log", "history", "delete", "", "act/suspend", "act/nothing")
        with self._only("dani"):
            for page in rest:
                answers = []
                for who in (others, "nobody"):
                    address = f"{LIST}default_2F{who}/{page}/?target={self.skill}".replace("//", "/")
                    for answer in (self.robin.get(address), self.robin.post(address, {"reason": "x", "event_id": ONE})):
                        said = re.sub(OF_A_FORM, "", answer.content.decode().replace(who, "?"))
                        answers += [(answer.status_code, answer.get("Location", "").replace(who, "?"), said)]
                assert answers[:2] == answers[2:], page
            assert self.robin.get(self.page("history")).status_code == 200

    def test_a_tenant_that_no_function_names_is_refused(self) -> None:
        """Where the project's function returns None nobody is shown the default tenant."""
        with override_settings(REINFORCE={"TENANT": lambda _: None}):
            for address in (LIST, self.page("change"), self.page("history")):
                with pytest.raises(HostError, match="tenant"):
                    self.robin.get(address)
