"""What kinds of event there are, and of each the traits by which folds, plans, erasure, merges and compaction go."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Self


class Effect(Enum):
    """
    What an event does; each kind does one of these.

    - STEP: it is a step of the fold of the card of the skill ``target``, as reviews are. A compaction puts a checkpoint
      in its place.
    - AMENDMENT: the entry ``target`` counts otherwise, or not at all. It goes with that entry, and waits for one that
      has not arrived.
    - STEERING: it changes plans, and leaves every card as it is.
    - SETTING: it changes by what cards are folded and plans are made.
    - NOTE: it changes neither.
    """

    STEP = "step"
    AMENDMENT = "amendment"
    STEERING = "steering"
    SETTING = "setting"
    NOTE = "note"


class Lasts(Enum):
    """
    Which events that are neither steps nor amendments hold, so that a compaction leaves them where they are older.

    - NOT: none.
    - LAST: the last about each target.
    - LAST_OF_DAY: the last about each target and learner ``day`` in its body.
    - LATEST_DAY: of each target the one with the latest learner ``day`` in its body.
    - LAST_OF_PART: the last that names each part of the body.
    """

    NOT = "not"
    LAST = "last"
    LAST_OF_DAY = "last of day"
    LATEST_DAY = "latest day"
    LAST_OF_PART = "last of part"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTraits:
    """
    What there is to know about a kind of event without knowing what it means.

    Attributes:
        effect: what it does to cards and plans.
        undoable: whether ``undo_event`` takes it back; it has to be a step or an amendment.
        stamps: what the engine adds to the body; no part of what the sender said, so that two are the same without it.
        persons: paths in the body at which ids of persons stand, such as ``"team.*.mentor"``; ``*`` is every item of a
            list or value of a mapping. Erasure, renaming, merging and export find them there.
        lasts: which of them a compaction leaves.
        until: the name in the body of the last learner day on which it holds, as a number or a date.
        late_days: for how many days after that a compaction leaves it, since by it is judged what comes late.
        lasting: whether a compaction leaves the last one however old it is: by it what comes late under its target is
            known for what it is.
        shared: whether the tenant's log may hold one about the same target, so that the learner's own matters for what
            it takes the place of, even where it is over or withdrawn.
        lifts: the kind that it takes back: about one target they are one thing, of which the last word holds.
    """

    effect: Effect = Effect.NOTE
    undoable: bool = False
    stamps: frozenset[str] = frozenset()
    persons: tuple[str, ...] = ()
    lasts: Lasts = Lasts.NOT
    until: str = ""
    late_days: int = 0
    lasting: bool = False
    shared: bool = False
    lifts: str = ""


LATE_ANSWERS = 31
"""For how many days a session that was handed out counts as asked for, before and after the day that it is for."""
_STAYS = LATE_ANSWERS + 1  # the cut of a compaction is a day in UTC, of which a learner's own may be the one before

_STEP, _AMENDMENT, _STEERING = Effect.STEP, Effect.AMENDMENT, Effect.STEERING
_DAY = frozenset(("day",))
_LAPSES = frozenset(("lapses", "stakes", "on_record"))
_NOTE = EventTraits()


class EventKind(StrEnum):
    """What kinds of log entry there are besides reviews: what each is about (``target``) and what its body says."""

    traits: EventTraits

    def __new__(cls, value: str, traits: EventTraits = _NOTE) -> Self:
        """Return the kind that is kept as *value*, with its traits."""
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.traits = traits
        return kind

    RETRACTION = "retraction", EventTraits(effect=_AMENDMENT)
    """Takes back the review, attempt or event ``target``, for good: ``reason``, if one was given; ``by`` decided it."""

    OVERRIDE = "override", EventTraits(effect=_AMENDMENT, undoable=True)
    """Replaces the rating of the review ``target``: ``rating`` (1 to 4), ``reason``; ``by`` decided it."""

    FORGET = "forget", EventTraits(effect=_STEP, undoable=True)
    """Lets the learner start anew with the skill ``target``."""

    PLACEMENT = "placement", EventTraits(effect=_STEP, undoable=True, stamps=_DAY)
    """Takes the skill ``target`` for known: ``stability`` (days), ``difficulty`` (1 to 10), learner ``day``."""

    CHECKPOINT = "checkpoint", EventTraits(effect=_STEP)
    """
    The card of the skill ``target`` as it was, in place of older entries that were removed; it says at what ``stakes``
    where any of them were the learner's own.
    """

    SUSPENSION = "suspension", EventTraits(effect=_STEERING, lasts=Lasts.LAST)
    """Keeps the skill ``target`` out of plans: ``reason``; ``by`` decided it, where that is not the learner."""

    RESUMPTION = "resumption", EventTraits(effect=_STEERING, lasts=Lasts.LAST, lifts="suspension")
    """Lets the skill ``target`` into plans again: ``reason``; ``by`` as for a suspension."""

    BURIAL = "burial", EventTraits(effect=_STEERING, lasts=Lasts.LAST_OF_DAY, until="day", stamps=_DAY)
    """Keeps the skill ``target`` out of the plan of one learner ``day``."""

    COACHING = "coaching", EventTraits(effect=_STEERING, lasts=Lasts.LAST, stamps=_LAPSES)
    """
    ``by`` has worked with the learner on the leech ``target``: ``lapses`` at that time, ``note``. Where some of these
    were the learner's own it says at what ``stakes``, and how many are ``on_record``.
    """

    RECHECK = "recheck", EventTraits(effect=_STEERING, lasts=Lasts.LATEST_DAY, stamps=_DAY)
    """The skill ``target`` was answered wrong with confidence, on learner ``day``, in ``attempt``, at ``stakes``."""

    AVAILABILITY = "availability", EventTraits(effect=_STEERING, lasts=Lasts.LAST_OF_PART)
    """
    The learner's week, dates off and calendars of holidays; of each weekday and each of the others the last one that
    names it holds.
    """

    LEAVE = "leave", EventTraits(effect=_STEERING, lasts=Lasts.LAST, until="last")
    """The leave ``target``, or that it is ``withdrawn``; the last one about it holds."""

    HOLIDAYS = "holidays", EventTraits(effect=_STEERING, lasts=Lasts.LAST)
    """The tenant's public holidays of the calendar ``target``; the last one holds."""

    DELIVERY = "delivery", EventTraits(effect=_STEERING, lasts=Lasts.LAST)
    """
    When and how practice may be brought to the learner, or that their own preferences are ``withdrawn``; the last one
    holds. In the tenant's log it is for everybody who has none.
    """

    GOAL = "goal", EventTraits(effect=_STEERING, lasts=Lasts.LAST, until="on", shared=True)
    """
    The goal ``target``, or that it is ``withdrawn``; the last one holds. In the tenant's log it is the goal of
    everybody in the journey ``journey_of``.
    """

    PENDING = "pending", EventTraits(effect=_STEERING, lasts=Lasts.LAST, until="until", stamps=frozenset(("until",)))
    """
    An answer in ``attempt`` waits to be marked, so that its ``skill`` is not asked for, ``until`` a learner day at the
    latest; ``target`` is the id of the review that it becomes. At what ``stakes``, where it is the learner's own.
    """

    MARKED = "marked", EventTraits(effect=_STEERING, lasts=Lasts.LAST, lifts="pending")
    """The answer in ``attempt`` waits no more: its ``skill`` may be asked for again. ``target`` is its review."""

    JUDGEMENT = "judgement", EventTraits(effect=_AMENDMENT, stamps=frozenset(("rating", "facets")))
    """
    The answers for ``skill`` in ``attempt`` were marked: by question their ``marks``, or the ``scores`` of a drill, and
    the ``rating`` and ``facets`` that follow; ``target`` is the review that they are. ``by`` marked them, with what
    ``confidence`` and ``provenance``, and a ``note``. Of several the last holds.
    """

    HAND_OUT = "hand_out", EventTraits(effect=_STEERING, lasts=Lasts.LAST, until="day", late_days=_STAYS)
    """
    A session was handed out for learner ``day``: the ``edition``, the ``policy`` whose seed shuffles, its ``items`` in
    order, and how often each exercise was ``seen`` before. ``target`` is the day's date and what is this one's own.
    """

    EXAM = (
        "exam",
        EventTraits(
            effect=_STEERING,
            lasts=Lasts.LAST,
            until="until",
            lasting=True,
            stamps=frozenset(("edition", "policy", "asked", "day", "until")),
        ),
    )
    """
    The mock exam ``target`` was handed out: of which ``capability``, ``journey`` or ``skills``, at most how many
    ``questions``, within which ``time_limit``; from which ``edition``, with the ``policy`` whose seed shuffles, which
    questions are ``asked`` on which learner ``day``. ``by`` set it. No plan is another one for
    it; what is right of these questions stays back ``until`` a learner day at the latest.
    """

    EXAM_RESULT = (
        "exam_result",
        EventTraits(
            effect=_STEERING,
            lasts=Lasts.LAST,
            lifts="exam",
            stamps=frozenset(("score", "right", "asked", "took", "over_time", "skills")),
        ),
    )
    """
    What came of the mock exam ``target``, whose answers are the ``attempt``: its ``score``, how many questions were
    ``right`` of those ``asked``, also by ``skills``, what it ``took``, and whether that was ``over_time``.
    """

    SETTINGS = "settings", EventTraits(effect=Effect.SETTING, lasts=Lasts.LAST)
    """
    What is asked of some, or that it is ``withdrawn``; the last one about a target holds. In a learner's log it is for
    the learner, in the tenant's for the ``target``: a skill, a dimension, a capability or a journey, as
    ``capability:sales``.
    """

    CONTENT_CHANGE = "content_change", _NOTE
    """An edition changed the skill ``target``: ``edition``, ``effect``. In the tenant's log; cards read the catalog."""

    SURVEY = "survey", _NOTE
    """How sure the learner feels: ``confidence`` by skill, 0 to 1."""

    COMPLETION = "completion", _NOTE
    """The learner got to the end of the course ``target``, which proves nothing."""

    UNENROLMENT = "unenrolment", _NOTE
    """The learner left the journey ``target``; ``by`` decided it."""

    COMPACTION = "compaction", EventTraits(lasts=Lasts.LAST)
    """
    Entries dated ``before`` an instant were removed from the learner's log: how many were ``removed``, and the
    ``checkpoints`` in their place, is what the same call a second time is told. Where all of them were the
    learner's own it says at what ``stakes``.
    """

    ERASURE = "erasure", _NOTE
    """
    The person whose id has the keyed hash ``digest`` was erased; in the tenant's log. How many entries were
    ``removed``, ``renamed`` and ``kept`` is what whoever erases them again is told.
    """

    MERGE = "merge", _NOTE
    """What was logged under the id with the keyed hash ``digest`` is in this learner's log now."""


TO_SKILLS = frozenset(kind for kind in EventKind if kind.traits.effect is Effect.STEP)
"""Events of a learner that are steps of the fold of one card, as reviews are."""

AMENDING = TO_SKILLS | {kind for kind in EventKind if kind.traits.effect is Effect.AMENDMENT}
"""Events of a learner that change what their reviews fold to."""

STEERING = frozenset(kind for kind in EventKind if kind.traits.effect is Effect.STEERING)
"""Events of a learner, or of the tenant, that change plans and leave every card as it is."""

HOLDING = STEERING | {kind for kind in EventKind if kind.traits.effect is Effect.SETTING}
"""Events of a learner, or of the tenant, of which the last about each subject holds."""
