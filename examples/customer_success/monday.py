"""What the lead of the demo's team can do on the next morning, and who is slipping."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from examples.customer_success.ahead import agreements
from examples.customer_success.figures import SLIPPING_BELOW
from examples.customer_success.wording import counted, share, spoken
from reinforce import pictures
from reinforce.catalog import Cloze
from reinforce.catalog.questions import cloze_parts
from reinforce.pictures import Bullets, Section, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from examples.customer_success.figures import Figures, Missed
    from reinforce.catalog import Question

_MOST_QUESTIONS = 3


def to_do(figures: Figures) -> Section:
    """Return what to do this week: whom to coach, what falls due, which questions to go through, dates and leave."""
    joined = [one.person for one in agreements(figures.people, day=figures.day) if one.joins]
    people = (*figures.people, *joined)
    done = pictures.to_do(
        figures.tenant,
        names={person.id: person.name for person in people},
        budget={person.id: timedelta(minutes=person.minutes) for person in people},
        heading=f"What to do this week, from {spoken(figures.day)}",
    )
    coach, due, dates = done.parts
    return Section(heading=done.heading, parts=(coach, due, *_questions(figures), dates))


def slipping(figures: Figures) -> Section:
    """Return who is slipping on what, beside the truth, and how good that list is."""
    made = pictures.slipping(figures.tenant, names={person.id: person.name for person in figures.people})
    table = next((part for part in made.parts if isinstance(part, Table)), None)
    if table is None:
        return made
    told, _, *unknown = made.parts
    judged = [row for row in figures.slipping() if row.card.chance < figures.policy.desired_retention]
    rows = [(*row, share(one.truth)) for row, one in zip(table.rows, judged, strict=False)]
    beside = Table(columns=(*table.columns, "truth"), rows=rows)
    hits = figures.slipping_hits(len(rows))
    good = (
        f"How good is this list? Of {hits.shown} shown, {hits.chance} are right: in truth, the chance to recall it is "
        f"below {share(SLIPPING_BELOW)}. Sorted by days since practice {hits.days} would be, by what memory says is "
        f"left {hits.retrievability}, drawn by lot {hits.luck:.1f}; more than {hits.best} cannot be."
    )
    return Section(heading=made.heading, parts=(told, good, beside, *unknown))


def asked(question: Question) -> str:
    """Return what a question asks, a cloze with its blanks to fill."""
    return "____".join(cloze_parts(question.text)[::2]) if isinstance(question, Cloze) else question.prompt


def _questions(figures: Figures) -> Iterator[Section]:
    """Yield the questions that are missed most, and those that people were sure of and wrong."""
    missed = figures.missed()
    often = _listed(figures, missed) if missed else "No question was missed."
    yield Section(heading="Most-missed questions", parts=(often,))
    sure = sorted((row for row in missed if row.confident), key=lambda row: (-row.confident, -row.wrong, row.question))
    words = "Worth a word at once: nobody looks up what they are sure of."
    parts = (words, _listed(figures, sure)) if sure else ("Nobody was sure of a wrong answer.",)
    yield Section(heading="Sure, and wrong", parts=parts)


def _listed(figures: Figures, rows: Sequence[Missed]) -> Bullets:
    questions, skills = figures.curriculum.questions, figures.curriculum.skills
    items = []
    for row in rows[:_MOST_QUESTIONS]:
        question = questions[row.question]
        often = f"missed {row.wrong} of {counted(row.answered, 'time')}, {row.confident} while sure."
        items.append((f"{skills[question.skill].title}:", f"{often} {' '.join(asked(question).split())}"))
    return Bullets(items=items)
