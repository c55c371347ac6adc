"""What stands lower on the page: how the days went, one session, one card, and whether it all holds together."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from examples.customer_success.monday import asked
from examples.customer_success.wording import WIDTH, counted, share, shortened, spoken
from reinforce import Drill, Review
from reinforce.pictures import Bullets, Section, Table
from reinforce.practice import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from examples.customer_success.figures import Figures
    from examples.customer_success.team import Person
    from reinforce import Card, Event, Session
    from reinforce.pictures.sections import Part

_INDENT = 5
_TWO_LINES = 2 * (WIDTH - _INDENT) - 10
_LATE = timedelta(hours=12)
_LONG_HISTORY = 7


class Background:
    """
    What tells how the days went, for who wants to know more.

    Args:
        figures: what to report.
        sessions: by person, what the engine would hand out on the day after.
    """

    def __init__(self, figures: Figures, sessions: Mapping[str, Session]) -> None:
        self._figures, self._sessions = figures, sessions
        self._curriculum, self._policy = figures.curriculum, figures.policy
        self._names = {person.id: person.name for person in figures.people}

    def remembered(self) -> Section:
        """Return what is remembered of each capability, beside the engine's estimate and a single workshop."""
        figures, days = self._figures, counted(self._figures.simulation.days, "day")
        rows = [
            (row.title, str(row.skills), *map(share, (row.before, row.now, row.estimate, row.workshop, row.rested)))
            for row in figures.capabilities()
        ]
        columns = ("at first", "now", "engine says", "after a workshop", f"{days} on")
        bias, spread = figures.error()
        off = f"{abs(100 * bias):.0f} points {'above' if bias > 0 else 'below'}"
        hours = f"{figures.workshop_hours():.1f} hours each"
        estimate = (
            f"of what was practised it is {off} the truth on average, {100 * spread:.0f} for one skill of one person"
        )
        legend = (
            "known from the job, before the first practice",
            "the truth: the chance to recall a skill unaided, the mean over people and skills",
            f"what is left of what was once known, as the answers suggest; {estimate}",
            f"the truth, had all done as many practices of each skill on the first morning ({hours}) and none since",
            f"the truth {days} from now without any practice: after as long a rest as the workshop’s",
        )
        told = Bullets(items=[(f"{column}:", words) for column, words in zip(columns, legend, strict=True)])
        table = Table(columns=("capability", "skills", *columns), rows=rows)
        return Section(heading=f"What is remembered on the morning of {spoken(figures.day)}", parts=(table, told))

    def minutes(self) -> Section:
        """Return how long people practise, against what they had."""
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
        columns = ("days", "median", "95 % up to", "most", "budget", "planned over budget")
        parts: list[Part] = [Table(columns=("which days", *columns), rows=rows)]
        longer = self._figures.longer()
        if longer:
            parts.append(
                "Plans rest on how long such practice took the same person before. On "
                f"{counted(len(longer), 'day')} it took longer than there was time, {max(longer):.1f} minutes at most."
            )
        return Section(heading="Minutes a day, on days on which somebody practised", parts=parts)

    def tomorrow(self) -> Section:
        """Return one person's next session in words."""
        person, skills = self._example(), self._curriculum.skills
        session, at = self._sessions[person.id], person.instant(self._figures.day)
        took = {placement.exercise: placement.minutes for placement in session.plan.placements if placement.minutes}
        items: list[str | tuple[str, str]] = []
        for item in session:
            if isinstance(item, Drill):
                harder = "".join(f" Harder this time: {modifier.text}" for modifier in item.modifiers)
                said = shortened(item.spec.instructions, _TWO_LINES) + harder
                items.append((f"Drill “{item.spec.title}”, {counted(took[item.spec.id], 'minute')}.", said))
            else:
                minutes = counted(sum(took[question.id] for question in item.questions), "minute")
                said = "; ".join(f"{skills[one.skill].title}: {shortened(asked(one), WIDTH)}" for one in item.questions)
                items.append((f"Quiz, {counted(len(item.questions), 'question')}, {minutes}.", said))
        parts: list[Part] = [
            f"{spoken(self._figures.day)}, {at:%H:%M} in {person.timezone}: {counted(session.minutes, 'minute')}.",
            Bullets(items=items),
        ]
        first = session.plan.placements[:1]
        parts += [f"Why, in the engine’s words: {session.plan.explain(placement.skill)}" for placement in first]
        return Section(heading=f"{person.name}’s next session", parts=parts)

    def history(self) -> Section | None:
        """Return the log of one card, and whether folding it gives the card; ``None`` where there is no card."""
        person = self._example()
        cards = [card for card in self._figures.cards.values() if card.learner == person.id]
        if not cards:
            return None
        card = max(cards, key=lambda card: (card.reps <= _LONG_HISTORY, min(card.lapses, 1), card.reps, card.skill))
        entries = self._figures.tenant.practice.history(person.id, card.skill)
        folded = fold(entries, policy=self._policy, changes=self._curriculum.changes(card.skill))
        told = (
            f"{_standing(card)} The fold of {counted(len(entries), 'entry')} in the log is "
            f"{'exactly the card that is stored' if folded == card else 'NOT the card that is stored'}."
        )
        table = Table(columns=("practice", "rating", "after"), rows=list(_reviews(entries, names=self._names)))
        title = self._curriculum.skills[card.skill].title
        return Section(heading=f"One card: {person.name} on “{title}”", parts=(table, told))

    def checked(self) -> Section:
        """Return what was delivered, and whether everything stored is what the log says."""
        figures, record = self._figures, self._figures.record
        outcomes = [outcome for some in record.outcomes.values() for outcome in some]
        kinds = Counter(outcome.reviews[0].source for outcome in outcomes)
        begun = Counter(learner for learner, _ in figures.cards)
        verification = figures.tenant.policies.verify()
        cards = figures.tenant.practice.cards(learners=[person.id for person in figures.people])
        touched = sum(figures.cards[card.learner, card.skill] != card for card in cards)
        went = (
            f"{counted(kinds['quiz'], 'quiz')} and {counted(kinds['drill'], 'drill')}, "
            f"{counted(sum(len(outcome.reviews) for outcome in outcomes), 'review')}. People began "
            f"{min(begun.values(), default=0)} to {max(begun.values(), default=0)} of "
            f"{len(self._curriculum.skills)} skills. {counted(record.late, 'submission')} came a day late, "
            f"{record.twice} came twice: {record.changed} got another answer the second time."
        )
        held = (
            f"{counted(verification.cards, 'card')} folded anew from the log: {len(verification.differences)} differ "
            f"from what is stored. What was agreed about dates and leave touched {touched} of them."
        )
        return Section(heading="Counted and checked", parts=(went, held))

    def _example(self) -> Person:
        """Return somebody whose next session has a drill in it, if there is one."""

        def rank(person: Person) -> tuple[int, int]:
            session = self._sessions[person.id]
            return len({item.kind for item in session}), len(session.plan.placements)

        return max(self._figures.people, key=rank)


def _standing(card: Card) -> str:
    due = "" if card.due_date is None else f", due on {spoken(card.due_date)}"
    return f"Stability {card.stability or 0.0:.1f} days, difficulty {card.difficulty or 0.0:.1f} of 10{due}."


def _reviews(entries: Sequence[Review | Event], *, names: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield the reviews of one card as rows."""
    before: int | None = None
    for entry in entries:
        if not isinstance(entry, Review):
            continue
        late = entry.recorded_at is not None and entry.recorded_at - entry.at > _LATE
        scored = f", scored by {names[entry.assessor]}" if entry.assessor else ""
        yield (
            f"{spoken(entry.date)}, {entry.source}{scored}{', sent a day late' if late else ''}",
            entry.rating.name,
            "" if before is None else counted(entry.day - before, "day"),
        )
        before = entry.day
