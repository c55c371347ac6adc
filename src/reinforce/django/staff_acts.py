"""What staff may do about a learner's practice: each act, what it says of itself, and how it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms

from reinforce.engine.context.new_ids import new_id
from reinforce.errors import NotFoundError
from reinforce.journal import Event, EventKind, Rating, Review
from reinforce.practice import Audience

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reinforce.engine import Tenant

_LONGEST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """
    What somebody says who acts.

    Attributes:
        target: the id of the skill, the review, the attempt or the event that it is about.
        reason: why, in their words.
        by: the id under which they stand in the log.
        event_id: made with the form, so that one that is sent twice is one act.
        rating: how well it was, where that is what they decide.
    """

    target: str
    reason: str
    by: str
    event_id: str
    rating: Rating | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """
    One thing that staff may do.

    Attributes:
        name: what it is called in addresses.
        verb: what it says on the button.
        past: what it says of what was done.
        explains: what comes of it, in a sentence.
        does: does it.
        finds: returns what the target is called; raises NotFoundError where there is none that a manager may see.
        asks_rating: whether whoever acts says how well it was.
        back: the page that it leads back to.
    """

    name: str
    verb: str
    past: str
    explains: str
    does: Callable[[Tenant, str, Said], object]
    finds: Callable[[Tenant, str, str], str]
    asks_rating: bool = False
    back: str = "log"


class ActForm(forms.Form):
    """Why, and how well where that is asked; the id makes of two clicks one act."""

    rating = forms.TypedChoiceField(
        label="How well it was",
        choices=[(int(rating), rating.name) for rating in Rating],
        coerce=lambda number: Rating(int(number)),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Why",
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text="It is kept in the log with your name, and whoever may see the log reads it.",
    )
    event_id = forms.CharField(widget=forms.HiddenInput, initial=new_id)

    def __init__(self, act: Act, *given: Any) -> None:  # noqa: ANN401 - as Django's form takes it
        super().__init__(*given)
        if not act.asks_rating:
            del self.fields["rating"]

    def said(self, target: str, *, by: str) -> Said:
        """Return what was said, once it is valid."""
        cleaned: Mapping[str, Any] = self.cleaned_data
        return Said(
            target=target,
            reason=cleaned["reason"],
            by=by,
            event_id=cleaned["event_id"],
            rating=cleaned.get("rating"),
        )


def _suspend(tenant: Tenant, learner: str, said: Said) -> None:
    tenant.practice.suspend(learner, said.target, reason=said.reason, by=said.by, event_id=said.event_id)


def _resume(tenant: Tenant, learner: str, said: Said) -> None:
    tenant.practice.resume(learner, said.target, reason=said.reason, by=said.by, event_id=said.event_id)


def _undo(tenant: Tenant, learner: str, said: Said) -> None:
    tenant.practice.undo(learner, review_id=said.target, reason=said.reason, by=said.by)


def _undo_attempt(tenant: Tenant, learner: str, said: Said) -> None:
    tenant.practice.undo_attempt(learner, attempt_id=said.target, reason=said.reason, by=said.by)


def _undo_event(tenant: Tenant, learner: str, said: Said) -> None:
    tenant.practice.undo_event(learner, event_id=said.target, reason=said.reason, by=said.by)


def _override(tenant: Tenant, learner: str, said: Said) -> None:
    if said.rating is None:
        raise AssertionError  # the form asks for it
    tenant.practice.override(
        learner, review_id=said.target, rating=said.rating, reason=said.reason, by=said.by, event_id=said.event_id
    )


def title_of(tenant: Tenant, skill: str) -> str:
    """Return what people call a *skill*: its id, where an edition came since that has it no more."""
    known = tenant.catalog.curriculum().skills
    return known[skill].title if skill in known else skill


def _skill(tenant: Tenant, learner: str, target: str) -> str:
    tenant.roster.get(learner)
    return f"“{tenant.catalog.curriculum().skill(target).title}”"


def _review(tenant: Tenant, learner: str, target: str) -> str:
    for one in tenant.practice.log(learner, audience=Audience.MANAGER):
        if isinstance(one, Review) and one.id == target:
            return f"the review of “{title_of(tenant, one.skill)}” of {one.date:%d %B %Y}, which was {one.rating.name}"
    raise NotFoundError("review", target)


def _attempt(tenant: Tenant, learner: str, target: str) -> str:
    for one in tenant.practice.attempts(learner, audience=Audience.MANAGER):
        if one.id == target:
            return f"the attempt of {one.date:%d %B %Y}"
    raise NotFoundError("attempt", target)


def _overriding(tenant: Tenant, learner: str, target: str) -> str:
    for one in tenant.practice.log(learner, audience=Audience.MANAGER):
        if isinstance(one, Event) and one.id == target and one.kind is EventKind.OVERRIDE:
            return f"the override of {one.at:%d %B %Y} to {Rating(one.body['rating']).name}"
    raise NotFoundError("event", target)


_FINAL = "It does not count any more, and the card is what the rest of the log says. This cannot be taken back."

ACTS: Mapping[str, Act] = {
    act.name: act
    for act in (
        Act(
            name="suspend",
            verb="Suspend",
            past="Suspended",
            explains="It is kept out of all plans and sessions until somebody resumes it; nothing is forgotten.",
            does=_suspend,
            finds=_skill,
            back="change",
        ),
        Act(
            name="resume",
            verb="Resume",
            past="Resumed",
            explains="It comes back into plans and sessions from today on.",
            does=_resume,
            finds=_skill,
            back="change",
        ),
        Act(name="undo", verb="Take back", past="Took back", explains=_FINAL, does=_undo, finds=_review),
        Act(
            name="undo_attempt",
            verb="Take back",
            past="Took back",
            explains=_FINAL.replace("the card is", "the cards are"),
            does=_undo_attempt,
            finds=_attempt,
            back="attempts",
        ),
        Act(
            name="override",
            verb="Override",
            past="Overrode",
            explains="It counts with the rating that you choose; the review itself stays as it is.",
            does=_override,
            finds=_review,
            asks_rating=True,
        ),
        Act(
            name="undo_override",
            verb="Take back",
            past="Took back",
            explains="The review counts with its own rating again, or with that of an earlier override. This is final.",
            does=_undo_event,
            finds=_overriding,
        ),
    )
}
"""By name, all that staff may do."""
