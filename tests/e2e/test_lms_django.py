"""The pages of the small LMS in Django in a browser: learners, leads and staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.django_served import DjangoServed, manage, served, sign_in
from tests.e2e.filling import SUBMIT, answer
from tests.e2e.looking import OURS, OVERFLOW, UNLABELLED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page, Route


@pytest.fixture(scope="module")
def seeded_django(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite file with two weeks of history; each test gets a copy."""
    file = tmp_path_factory.mktemp("lms_django") / "lms.db"
    manage(file, "migrate", "--verbosity=0")
    manage(file, "seed", "--days=14")
    return file


@pytest.fixture
def lms(seeded_django: Path, tmp_path: Path) -> Iterator[DjangoServed]:
    """Serve the LMS for one test."""
    with served(seeded_django, tmp_path) as running:
        yield running


def fits(page: Page) -> None:
    """Assert that a page is no wider than its window, and that every control has a name."""
    assert page.evaluate(OVERFLOW) <= 0
    assert page.evaluate(UNLABELLED) == []


def test_a_learner_signs_in_and_answers_the_whole_session(page: Page, lms: DjangoServed, width: int) -> None:
    """Item after item gets answers and feedback, up to the next practice; points and practice are both kept."""
    before, reviews = lms.points("dani"), lms.reviews("dani")
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, lms, "dani")
    done, last = 0, False
    while not last:
        expect(page.locator(SUBMIT)).to_be_enabled()
        fits(page)
        answer(page)
        page.locator(SUBMIT).click()
        expect(page.locator("#summary")).to_be_focused()
        fits(page)
        done += 1
        last = page.locator("#go-on").inner_text() == "Finish"
        page.locator("#go-on").click()
    expect(page.locator("#finished")).to_have_text("Done for today")
    expect(page.locator("#next")).to_contain_text("Your next practice is on")
    assert len(lms.points("dani").keys() - before.keys()) == done > 1
    assert page.locator("#points").inner_text() == str(sum(lms.points("dani").values()))
    assert lms.reviews("dani") >= reviews + done


def test_a_lost_response_does_not_count_twice(page: Page, lms: DjangoServed) -> None:
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
    sign_in(page, lms, "ana")
    answer(page)
    page.locator(SUBMIT).click()
    expect(page.locator("#summary")).to_be_visible()
    assert (len(sent), sent[0]) == (2, sent[1])
    assert list(lms.points("ana").values()) == [1]
    assert lms.reviews("ana") == 1


def test_the_keyboard_is_enough(page: Page, lms: DjangoServed) -> None:
    """One can sign in, answer, send and read without a mouse."""
    page.goto(f"{lms.address}/learn/")
    expect(page.get_by_label("Name")).to_be_focused()  # which a browser does only once it draws the page
    page.keyboard.type("ana")
    page.keyboard.press("Tab")
    page.keyboard.type("practice")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".options input").first).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator(".options input").first).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("#summary")).to_be_focused()
    assert len(lms.points("ana")) == 1


def test_a_wrong_password_is_told(page: Page, lms: DjangoServed, width: int) -> None:
    """And nobody is signed in."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{lms.address}/team/")
    page.get_by_label("Name").fill("robin")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("do not go together")
    fits(page)


def test_a_lead_sees_the_team_and_assigns_a_course(page: Page, lms: DjangoServed, width: int) -> None:
    """Whom to help comes first, then a row for each person, at any width."""
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, lms, "robin")
    expect(page.get_by_role("heading", name="Whom to help")).to_be_visible()
    fits(page)
    assert page.locator("tr[data-person]").count() == 8
    expect(page.locator("tr[data-person=ana]")).to_contain_text("never")
    words = page.locator("body").inner_text().lower()
    assert [word for word in OURS if word in words] == []
    page.get_by_label("Who", exact=True).select_option("Ana")
    page.get_by_role("button", name="Assign").click()
    expect(page.get_by_role("status")).to_contain_text("Ana takes CSM onboarding now")


def test_staff_look_at_a_learner_and_act_with_a_reason(page: Page, lms: DjangoServed, width: int) -> None:
    """From the list to a learner's pages, and from a card to a suspension that the log tells of."""
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, lms, "robin")
    page.goto(f"{lms.address}/admin/reinforce/learner/")
    fits(page)
    page.get_by_role("link", name="Dani").click()
    tabs = page.get_by_role("navigation", name="Pages about Dani")
    for tab in ("Plan", "Attempts", "Log", "Cards"):
        tabs.get_by_role("link", name=tab).click()
        expect(tabs.get_by_role("link", name=tab)).to_have_attribute("aria-current", "page")
        expect(page.locator("#content-main tbody tr").first).to_be_visible()
        fits(page)
    page.get_by_role("link", name="Suspend").first.click()
    fits(page)
    page.locator("input[type=submit][value=Suspend]").click()
    expect(page.locator(".errorlist")).to_be_visible()
    page.get_by_label("Why").fill("On another team until May.")
    page.locator("input[type=submit][value=Suspend]").click()
    expect(page.locator(".messagelist")).to_contain_text("Suspended")
    expect(page.get_by_role("link", name="Resume")).to_have_count(1)
    tabs.get_by_role("link", name="Log").click()
    expect(page.locator("#content-main tbody tr").first).to_contain_text("On another team until May.")
    tabs.get_by_role("link", name="What staff did").click()
    expect(page.locator("#change-history")).to_contain_text("On another team until May.")
    fits(page)


def test_a_learner_erases_themself(page: Page, lms: DjangoServed, width: int) -> None:
    """After a question, everything is gone, and the name does not sign in any more."""
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, lms, "kai")
    page.get_by_role("link", name="Erase me").click()
    fits(page)
    page.get_by_role("button", name="Erase me").click()
    expect(page.get_by_role("heading")).to_have_text("You are erased")
    fits(page)
    assert (lms.points("kai"), lms.reviews("kai")) == ({}, 0)
