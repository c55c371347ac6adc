"""The report of the demo: the figures in words, as a customer-success lead would want to read them."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from examples.customer_success.ahead import agreements
from examples.customer_success.figures import SLIPPING_BELOW
from examples.customer_success.outlook import Ahead
from examples.customer_success.standing import Standing
from examples.customer_success.wording import (
    WIDTH,
    counted,
    described,
    paragraph,
    separated,
    share,
    shortened,
    spoken,
    table,
)
from reinforce import Drill, Review
from reinforce.catalog import Cloze
from reinforce.catalog.questions import cloze_parts
from reinforce.practice import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from examples.customer_success.figures import Figures
    from examples.customer_success.team import Person
    from reinforce import Card, Event, ManualClock, Session
    from reinforce.catalog import Question

_MOST_ROWS = 5
_SHOWN = 20
_MOST_QUESTIONS = 3
_INDENT = 5
_TWO_LINES = 2 * (WIDTH - _INDENT) - 10
_LATE = timedelta(hours=12)
_LONG_HISTORY = 7


class Report:
    """
    Everything that is printed.

    Args:
        figures: what to report.
        clock: the engine's clock, moved to the hour of each person's next practice in turn.
    """

    def __init__(self, figures: Figures, clock: ManualClock) -> None:
        self._figures = figures
        self._tenant = figures.tenant
        self._curriculum, self._policy = figures.curriculum, figures.policy
        self._names = {person.id: person.name for person in figures.people}
        self._sessions: dict[str, Session] = {}
        for person in figures.people:
            clock.move_to(person.instant(figures.day))
            self._sessions[person.id] = self._tenant.practice.session(person.id, budget=person.budget(figures.day))
        self._ahead: list[Ahead] = []
        for agreed in agreements(figures.people, day=figures.day):
            clock.move_to(agreed.person.instant(figures.day))
            self._ahead.append(Ahead(self._tenant, agreed, day=figures.day))

    def lines(self) -> Iterator[str]:
        """Yield the report line by line."""
        return separated(
            (
                self.opening(),
                self.remembered(),
                self.minutes(),
                self.slipping(),
                self.missed(),
                Standing(self._figures, self._sessions).lines(),
                *(ahead.lines() for ahead in self._ahead),
                self.tomorrow(),
                self.history(),
                self.checked(),
            )
        )

    def opening(self) -> Iterator[str]:
        """Yield what was simulated, and what is assumed."""
        simulation, record = self._figures.simulation, self._figures.record
        outcomes = [outcome for some in record.outcomes.values() for outcome in some]
        kinds = Counter(outcome.reviews[0].source for outcome in outcomes)
        reviews, skills = sum(len(outcome.reviews) for outcome in outcomes), len(self._curriculum.skills)
        begun = Counter(learner for learner, _ in self._figures.cards)
        yield from paragraph(
            f"{counted(len(simulation.people), 'person')}, {counted(simulation.days, 'day')} from "
            f"{spoken(simulation.first_day)} {simulation.first_day.year} on: {counted(kinds['quiz'], 'quiz')} and "
            f"{counted(kinds['drill'], 'drill')}, {counted(reviews, 'review')}. "
            f"People began {min(begun.values(), default=0)} to {max(begun.values(), default=0)} of {skills} skills. "
            f"{counted(record.late, 'submission')} came a day late, {record.twice} came twice.",
            indent=0,
        )
        yield from paragraph(
            "The people are simulated: they forget by an activation model of memory (Pavlik and Anderson 2005), with "
            "habits, experience and thresholds that are assumed. The engine sees only their answers.",
            indent=0,
        )

    def remembered(self) -> Iterator[str]:
        """Yield what is remembered of each capability, beside the engine's estimate and a single workshop."""
        figures, days = self._figures, counted(self._figures.simulation.days, "day")
        yield f"WHAT IS REMEMBERED on the morning of {spoken(figures.day)}"
        rows = (
            (row.title, str(row.skills), *map(share, (row.before, row.now, row.estimate, row.workshop, row.rested)))
            for row in figures.capabilities()
        )
        columns = ("at first", "now", "engine says", "after a workshop", f"{days} on")
        yield from table(("capability", "skills", *columns), rows)
        bias, spread = figures.error()
        estimate = (
            f"what is left of what was once known, as the answers suggest: {abs(100 * bias):.0f} points "
            f"{'above' if bias > 0 else 'below'} the truth, and {100 * spread:.0f} off for one skill of one person"
        )
        workshop = (
            "the truth, had all done the same number of practices of each skill on the first morning "
            f"({figures.workshop_hours():.1f} hours each) and none since"
        )
        legend = (
            "known from the job, before the first practice",
            "the truth: the chance to recall a skill unaided, the mean over people and skills",
            estimate,
            workshop,
            f"the truth {days} from now without any practice: after as long a rest as the workshop’s",
        )
        for column, meaning in zip(columns, legend, strict=True):
            yield from described(column, meaning)

    def minutes(self) -> Iterator[str]:
        """Yield how long people practise, against what they had."""
        yield "MINUTES A DAY, on days on which somebody practised"
        rows = [
            (
                row.title,
                str(row.days),
                *(f"{part:.1f}" for part in (row.median, row.p95, row.most)),
                row.budget,
                str(row.over or "none"),
            )
            for row in self._figures.minutes()
        ]
        yield from table(("", "days", "median", "95 % up to", "most", "budget", "planned over budget"), rows)
        longer = self._figures.longer()
        if longer:
            yield from paragraph(
                "Plans rest on how long such practice took the same person before. On "
                f"{counted(len(longer), 'day')} it took longer than there was time, {max(longer):.1f} minutes at most."
            )

    def slipping(self) -> Iterator[str]:
        """Yield who is slipping on what, what that rests on, and how good the list is."""
        figures, skills = self._figures, self._curriculum.skills
        judged, hits = figures.judged, figures.slipping_hits(_SHOWN)
        by = "the least chance of success" if judged.order == "chance" else "the longest not practised"
        yield f"WHO IS SLIPPING ON WHAT: {by} first"
        rows = (
            (
                row.person.name,
                skills[row.card.skill].title,
                share(row.card.chance),
                f"{share(row.card.low)} to {share(row.card.high)}",
                f"{row.card.misses} of {row.card.attempts}",
                counted(row.card.days, "day"),
                share(row.truth),
            )
            for row in figures.slipping()[:_MOST_ROWS]
        )
        yield from table(("person", "skill", "chance", "with doubt", "missed", "ago", "truth"), rows, left=2)
        yield from paragraph(
            f"Of the first {hits.shown}, {hits.chance} are below {share(SLIPPING_BELOW)} in truth. Sorted by days "
            f"since practice {hits.days} would be, by what memory says is left {hits.retrievability}, drawn by lot "
            f"{hits.luck:.1f}; more than {hits.best} cannot be."
        )
        if judged.unknown:
            yield from paragraph(
                f"Of {counted(judged.unknown, 'more skill')} that somebody has begun the engine knows too little to "
                "say: fewer than three attempts, or longer ago than the log tells of."
            )

    def missed(self) -> Iterator[str]:
        """Yield which questions are missed most, and where people were sure of a mistake."""
        questions, skills = self._curriculum.questions, self._curriculum.skills
        yield "MOST-MISSED QUESTIONS, and how often somebody missed one while feeling sure"
        for row in self._figures.missed()[:_MOST_QUESTIONS]:
            question = questions[row.question]
            yield f"  {row.wrong} of {row.answered}, {row.confident} sure: {skills[question.skill].title}"
            yield f"{' ' * _INDENT}{shortened(_asked(question), WIDTH - _INDENT)}"

    def tomorrow(self) -> Iterator[str]:
        """Yield one person's session of tomorrow in words."""
        person, skills = self._example(), self._curriculum.skills
        session, at = self._sessions[person.id], person.instant(self._figures.day)
        yield (
            f"{person.name.upper()}’S SESSION of {spoken(self._figures.day)}, {at:%H:%M} in {person.timezone}: "
            f"{counted(session.minutes, 'minute')}"
        )
        took = {placement.exercise: placement.minutes for placement in session.plan.placements if placement.minutes}
        for number, item in enumerate(session, 1):
            if isinstance(item, Drill):
                yield f"  {number}. Drill “{item.spec.title}”, {counted(took[item.spec.id], 'minute')}"
                harder = "".join(f" Harder this time: {modifier.text}" for modifier in item.modifiers)
                yield from paragraph(shortened(item.spec.instructions, _TWO_LINES) + harder, indent=_INDENT)
            else:
                minutes = sum(took[question.id] for question in item.questions)
                yield f"  {number}. Quiz, {counted(len(item.questions), 'question')}, {counted(minutes, 'minute')}"
                for question in item.questions:
                    line = shortened(f"{skills[question.skill].title}: {_asked(question)}", WIDTH - _INDENT)
                    yield f"{' ' * _INDENT}{line}"
        for placement in session.plan.placements[:1]:
            yield from paragraph(f"Why, in the engine’s words: {session.plan.explain(placement.skill)}")

    def history(self) -> Iterator[str]:
        """Yield the log of one card, and whether folding it gives the card."""
        person = self._example()
        cards = [card for card in self._figures.cards.values() if card.learner == person.id]
        if not cards:
            return
        card = max(cards, key=lambda card: (card.reps <= _LONG_HISTORY, min(card.lapses, 1), card.reps, card.skill))
        entries = self._tenant.practice.history(person.id, card.skill)
        yield f"ONE CARD: {person.name} on “{self._title(card)}”"
        yield from _reviews(entries, names=self._names)
        folded = fold(entries, policy=self._policy, changes=self._curriculum.changes(card.skill))
        yield from paragraph(
            f"{_standing(card)} The fold of {counted(len(entries), 'entry')} in the log is "
            f"{'exactly the card that is stored' if folded == card else 'NOT the card that is stored'}."
        )

    def checked(self) -> Iterator[str]:
        """Yield whether everything stored is what the log says."""
        verification, record, before = self._tenant.policies.verify(), self._figures.record, self._figures.cards
        cards = self._tenant.practice.cards(learners=[person.id for person in self._figures.people])
        touched = sum(before[card.learner, card.skill] != card for card in cards)
        yield "CHECKED"
        yield from paragraph(
            f"{counted(verification.cards, 'card')} folded anew from the log: {len(verification.differences)} differ "
            f"from what is stored. What was agreed touched {touched} of them. "
            f"{counted(record.twice, 'submission')} sent twice: {record.changed} got another answer the second time."
        )

    def _example(self) -> Person:
        """Return somebody whose session of tomorrow has a drill in it, if there is one."""

        def rank(person: Person) -> tuple[int, int]:
            session = self._sessions[person.id]
            return len({item.kind for item in session}), len(session.plan.placements)

        return max(self._figures.people, key=rank)

    def _title(self, card: Card) -> str:
        return self._curriculum.skills[card.skill].title


def _asked(question: Question) -> str:
    """Return what a question asks, a cloze with its blanks to fill."""
    return "____".join(cloze_parts(question.text)[::2]) if isinstance(question, Cloze) else question.prompt


def _standing(card: Card) -> str:
    due = "" if card.due_day is None else f", due on {spoken(date.fromordinal(card.due_day))}"
    return f"Stability {card.stability or 0.0:.1f} days, difficulty {card.difficulty or 0.0:.1f} of 10{due}."


def _reviews(entries: Sequence[Review | Event], *, names: Mapping[str, str]) -> Iterator[str]:
    """Yield the reviews of one card as a table."""
    rows: list[tuple[str, str, str]] = []
    before: int | None = None
    for entry in entries:
        if not isinstance(entry, Review):
            continue
        late = entry.recorded_at is not None and entry.recorded_at - entry.at > _LATE
        scored = f", scored by {names[entry.assessor]}" if entry.assessor else ""
        rows.append(
            (
                f"{spoken(date.fromordinal(entry.day))}, {entry.source}{scored}{', sent a day late' if late else ''}",
                entry.rating.name,
                "" if before is None else counted(entry.day - before, "day"),
            )
        )
        before = entry.day
    yield from table(("practice", "rating", "after"), rows)
