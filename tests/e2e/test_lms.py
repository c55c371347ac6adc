"""The pages of the small LMS in a browser: a session from the first question to the last, also over a bad network."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.filling import SUBMIT, answer
from tests.e2e.looking import OURS, OVERFLOW, UNLABELLED

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from tests.e2e.conftest import Served


@pytest.mark.parametrize("person", ["dani", "kiran"])
def test_a_learner_answers_the_whole_session(page: Page, lms: Served, person: str, width: int) -> None:
    """Item after item gets answers and feedback, up to the day of the next practice; all of it is in the database."""
    rows, cards = lms.activity(person), lms.cards(person)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{lms.address}/learn?as={person}")
    done = 0
    last = False
    while not last:
        expect(page.locator(SUBMIT)).to_be_enabled()
        assert page.evaluate(OVERFLOW) == 0
        assert page.evaluate(UNLABELLED) == []
        answer(page)
        page.locator(SUBMIT).click()
        expect(page.locator("#summary")).to_be_focused()
        assert page.locator(".verdict").count() == page.locator("fieldset.question").count()
        assert page.evaluate(OVERFLOW) == 0
        done += 1
        last = page.locator("#go-on").inner_text() == "Finish"
        page.locator("#go-on").click()
    expect(page.locator("#finished")).to_have_text("Done for today")
    expect(page.locator("#next")).to_contain_text("Your next practice is on")
    new = {attempt: points for attempt, points in lms.activity(person).items() if attempt not in rows}
    assert len(new) == done > 1
    shown = page.locator("#points").inner_text()
    assert int(shown) == sum(lms.activity(person).values())
    moved = [skill for skill, card in lms.cards(person).items() if cards.get(skill) != card]
    assert len(moved) >= done


def test_a_lost_response_does_not_count_twice(page: Page, lms: Served) -> None:
    """Where the server has written but the answer is lost, the page sends the same again, and it counts once."""
    sent: list[str | None] = []

    def lose_the_first(route: Route) -> None:
        sent.append(route.request.post_data)
        if len(sent) == 1:
            assert route.fetch().ok  # the server has done its part
            route.abort()
        else:
            route.continue_()

    page.route("**/api/attempts", lose_the_first)
    page.goto(f"{lms.address}/learn?as=ana")
    answer(page)
    page.locator(SUBMIT).click()
    expect(page.locator("#notice")).to_contain_text("Your answers are kept")
    assert list(lms.activity("ana").values()) == [1]
    expect(page.locator("#summary")).to_be_visible()
    assert len(sent) == 2
    assert sent[0] == sent[1]
    assert list(lms.activity("ana").values()) == [1]
    assert [card.reps for card in lms.cards("ana").values()] == [1]
    expect(page.locator("#points")).to_have_text("1")


def test_a_closed_tab_loses_nothing(page: Page, lms: Served) -> None:
    """Answers that never arrived are sent when the page is opened again, under the id that they had."""
    ids: list[str] = []

    def refuse(route: Route) -> None:
        ids.append(json.loads(route.request.post_data or "")["attempt_id"])
        route.abort()

    page.route("**/api/attempts", refuse)
    page.goto(f"{lms.address}/learn?as=ana")
    answer(page)
    page.locator(SUBMIT).click()
    expect(page.locator("#notice")).to_contain_text("Your answers are kept")
    assert lms.activity("ana") == {}
    page.unroute("**/api/attempts")
    page.reload()
    expect(page.locator("#notice")).to_have_text("Your last answers have arrived.")
    assert set(lms.activity("ana")) == set(ids)
    assert [card.reps for card in lms.cards("ana").values()] == [1]


def test_a_part_without_an_answer_is_asked_for(page: Page, lms: Served) -> None:
    """Nothing is sent as long as a part is missing; the page says so, and goes there."""
    page.goto(f"{lms.address}/learn?as=ana")
    page.locator(SUBMIT).click()
    expect(page.locator("#notice")).to_have_text("Please answer every part first.")
    expect(page.locator("fieldset input").first).to_be_focused()
    assert lms.activity("ana") == {}


def test_the_keyboard_is_enough(page: Page, lms: Served) -> None:
    """A choice can be made, sent and read without a mouse."""
    page.goto(f"{lms.address}/learn?as=ana")
    expect(page.locator("h1")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".options input").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".options input").nth(1)).to_be_checked()
    page.keyboard.press("Tab")  # how sure
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("#summary")).to_be_focused()
    assert len(lms.activity("ana")) == 1


def test_the_manager_sees_the_team(page: Page, lms: Served, width: int) -> None:
    """What to do comes first, then who has practice waiting, and a number for every person and skill, at any width."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{lms.address}/team?as=robin")
    expect(page.get_by_role("heading", name="Who holds what")).to_be_visible()
    assert page.evaluate(OVERFLOW) == 0
    assert page.locator("h2").all_inner_texts()[0] == "What to do this week"
    expect(page.locator(".tasks")).to_contain_text("Ask Ana how they are getting on")
    page.evaluate("document.querySelectorAll('details.map').forEach((one) => { one.open = true; })")
    assert page.evaluate(OVERFLOW) == 0
    heads = page.locator(".map").first.locator("thead th").all_inner_texts()
    assert heads == ["Skill", "Amari", "Ana", "Dani", "Jun", "Kai", "Kiran", "Noor", "Sasha"]
    due = [int(text) for text in page.locator("tr[data-person] td[data-label='Skills due']").all_inner_texts()]
    assert due == sorted(due, reverse=True)
    people = page.locator("tr[data-person]")
    assert people.count() == 8
    expect(page.locator("tr[data-person=ana]")).to_contain_text("never")
    expect(page.locator("tr[data-person=dani]")).to_contain_text("days ago")
    signs = page.locator(".map td .cell").all_inner_texts()
    assert len(signs) == 37 * 8
    assert {sign.strip("↓") for sign in signs} <= {"·", "0", "1", "2", "3", "4"}
    assert len(set(signs)) > 3


def test_a_learner_is_not_shown_the_team(page: Page, lms: Served) -> None:
    """What is refused is said in words."""
    page.goto(f"{lms.address}/team?as=dani")
    expect(page.locator("main")).to_contain_text("This page is for a manager; Dani is a learner.")
    page.get_by_role("link", name="Choose who you are").click()
    expect(page.get_by_role("heading", name="Who are you?")).to_be_visible()


def test_no_page_speaks_the_engine_s_own_words(page: Page, lms: Served) -> None:
    """Cards, retrievability and ids of skills are no words of a learner or a manager."""
    for address, heading in ((f"{lms.address}/learn?as=dani", "h1"), (f"{lms.address}/team?as=robin", "h2")):
        page.goto(address)
        page.locator(heading).first.wait_for()
        page.wait_for_load_state("networkidle")
        words = page.locator("body").inner_text().lower()
        assert [word for word in OURS if word in words] == []
        assert [skill for skill in lms.cards("dani") if "-" in skill and skill in words] == []


def test_the_switch_leads_to_each_page(page: Page, lms: Served) -> None:
    """In place of a sign-in one can choose who one is."""
    page.goto(lms.address)
    page.get_by_role("link", name="Robin").click()
    expect(page.locator("#name")).to_have_text("Robin")
    page.get_by_role("link", name="switch").click()
    page.get_by_role("link", name="Ana").click()
    expect(page.locator("#name")).to_have_text("Ana")


def test_whoever_asks_for_it_is_erased(page: Page, lms: Served) -> None:
    """The learner's page leads to it, and nothing is left of them afterwards."""
    page.goto(f"{lms.address}/learn?as=dani")
    page.get_by_role("link", name="Erase me").click()
    page.get_by_role("button", name="Erase all of it").click()
    expect(page.get_by_role("heading", name="You are erased")).to_be_visible()
    assert (lms.activity("dani"), lms.cards("ana")) == ({}, {})
    page.goto(f"{lms.address}/learn?as=dani")
    expect(page.locator("main")).to_contain_text("There is no user")
