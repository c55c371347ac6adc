"""Settings for some: what is asked of a learner, a skill, a dimension, a capability or a journey, and what holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from reinforce import checks
from reinforce.codec import Kept, Value
from reinforce.errors import InvalidParameterError
from reinforce.practice.planning import LONGEST_DAY, MOST_ITEMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from reinforce.catalog import Curriculum

SUBJECTS = ("learner", "skill", "dimension", "capability", "journey")
"""What settings may be for, in the order in which they hold: the first that says something."""

_REMEMBERED = frozenset(("learner", "skill", "dimension"))
"""What may have a memory model of its own."""

OF_MEMORY = ("desired_retention", "model", "parameters")
"""What settings say of how memory is reckoned."""

LIMITS = ("budget", "items", "new_skills")
"""What settings say of how much there may be on a day."""

_LEAST, _MOST = 0.01, 0.999


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(Value):
    """
    What is asked of some, where the tenant's policy says something else for all; what is left out is not said.

    Attributes:
        desired_retention: the retrievability, from 0.01 to 0.999, at which a card falls due.
        model, parameters: the memory model and its weights, which go together: weights alone are those of the model in
            force, a model alone has its own weights. For a learner, a skill or a dimension only.
        budget: most time on a day.
        items: most exercises on a day.
        new_skills: most skills introduced on a day.

    Raises:
        InvalidParameterError: nothing is said, or a field is not acceptable; the error names it.
    """

    desired_retention: float | None = None
    model: str | None = None
    parameters: tuple[float, ...] = ()
    budget: timedelta | None = None
    items: int | None = None
    new_skills: int | None = None

    def __post_init__(self) -> None:
        """Check every field; weights are checked by their model, once it is known."""
        checks.make_tuples(self)
        if self.desired_retention is not None:
            checks.between("desired_retention", self.desired_retention, _LEAST, _MOST)
        if self.model is not None:
            checks.identifier("model", self.model)
        if self.budget is not None:
            checks.duration("budget", self.budget, most=LONGEST_DAY)
        for name in ("items", "new_skills"):
            if getattr(self, name) is not None:
                checks.whole(name, getattr(self, name), 0, MOST_ITEMS)
        if not self.names:
            names = ", ".join(spec.name for spec in fields(self))
            raise InvalidParameterError("settings", f"must say one of {names}")

    def check_subject(self, kind: str) -> None:
        """Raise InvalidParameterError where these settings cannot be for a subject of that *kind*."""
        if self.is_of_memory and kind not in _REMEMBERED:
            name = "model" if self.model is not None else "parameters"
            raise InvalidParameterError(name, f"is for a learner, a skill or a dimension only, not for a {kind}")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of what they say."""
        return tuple(spec.name for spec in fields(self) if getattr(self, spec.name) not in (None, ()))

    @property
    def is_of_memory(self) -> bool:
        """Whether they say by which model, or with which weights, memory is reckoned."""
        return self.model is not None or bool(self.parameters)


_Said = tuple[str, Settings]
"""What settings are for, in words, and they themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantSettings(Kept):
    """
    What a tenant has set for some, as of one version of its policy.

    Attributes:
        of: by what settings are for and its id, the settings; those of learners stand in their own logs.
        learners: whether a learner has, or once had, settings of their own, so that these have to be read.
    """

    of: Mapping[str, Mapping[str, Settings]] = field(default_factory=dict)
    learners: bool = False

    def with_(self, kind: str, id: str, settings: Settings | None) -> TenantSettings:  # noqa: A002 - as everywhere
        """Return these with *settings* for one subject, or without any for it."""
        if kind == "learner":
            return TenantSettings(of=self.of, learners=True)
        some = {name: one for name, one in self.of.get(kind, {}).items() if name != id}
        if settings is not None:
            some[id] = settings
        of = {name: one for name, one in self.of.items() if name != kind} | ({kind: some} if some else {})
        return TenantSettings(of={name: of[name] for name in SUBJECTS if name in of}, learners=self.learners)


@dataclass(frozen=True, slots=True)
class Exceptions:
    """
    What settings for some say of one learner's skills: a pure function of what stands here.

    Attributes:
        tenant: what the tenant has set.
        own: what is set for the learner; ``None`` where nothing is.
        journeys: the journeys that the learner is enrolled in, as far as anything is set for them.
        curriculum: says in which dimension, capability and journeys a skill lies. A skill that is retired lies in none.
    """

    tenant: TenantSettings
    own: Settings | None = None
    journeys: tuple[str, ...] = ()
    curriculum: Curriculum | None = field(default=None, compare=False)
    _in_journeys: Mapping[str, frozenset[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Look up once what the journeys hold."""
        known = {} if self.curriculum is None else self.curriculum.journeys
        found = {name: frozenset(known[name].skills) for name in self.journeys if name in known}
        object.__setattr__(self, "_in_journeys", found)

    def of_learner(self, own: Settings | None, journeys: Iterable[str], curriculum: Curriculum) -> Exceptions:
        """Return what the tenant's settings amount to for one learner."""
        return Exceptions(self.tenant, own, self.told(journeys), curriculum)

    def told(self, journeys: Iterable[str]) -> tuple[str, ...]:
        """Return those of *journeys* for which something is set, in the order of their ids."""
        return tuple(sorted(set(journeys) & self.tenant.of.get("journey", {}).keys()))

    def memory(self, skill: str) -> dict[str, Any]:
        """Return of desired retention, model and weights of a skill those of which something is said."""
        levels = tuple(self._levels(skill))
        found: dict[str, Any] = {}
        if (wanted := _first(levels, "desired_retention", max)) is not None:
            found["desired_retention"] = wanted[1].desired_retention
        if (said := self._of_memory(levels)) is not None:
            found |= {"model": said[1].model, "parameters": said[1].parameters}
        return found

    @property
    def has_limits(self) -> bool:
        """Whether the tenant has set a limit of a day for anything."""
        every = (one for some in self.tenant.of.values() for one in some.values())
        return any(name in LIMITS for one in every for name in one.names)

    def limit(self, name: str, skill: str) -> _Said | None:
        """Return what says how much at most of *skill* there may be on a day, and what it says; ``None`` for none."""
        return _first(self._levels(skill), name, min)

    def said_by(self, skill: str) -> dict[str, str]:
        """Return by name what says each setting of which something is said for *skill*."""
        levels = tuple(self._levels(skill))
        said = {"desired_retention": _first(levels, "desired_retention", max)}
        said |= dict.fromkeys(("model", "parameters"), self._of_memory(levels))
        said |= {name: _first(levels, name, min) for name in LIMITS}
        return {name: one[0] for name, one in said.items() if one is not None}

    @staticmethod
    def _of_memory(levels: Iterable[tuple[_Said, ...]]) -> _Said | None:
        return next((said for level in levels for said in level if said[1].is_of_memory), None)

    def _levels(self, skill: str) -> Iterator[tuple[_Said, ...]]:
        """Yield what is set for *skill*, the first that holds first; several beside each other hold alike."""
        if self.own is not None:
            yield (("learner", self.own),)
        taught = None if self.curriculum is None else self.curriculum.skills.get(skill)
        yield self._said("skill", (skill,))
        if taught is not None:
            yield self._said("dimension", (taught.dimension.value,))
            yield self._said("capability", (taught.capability,))
            yield self._said("journey", (name for name, skills in self._in_journeys.items() if skill in skills))

    def _said(self, kind: str, ids: Iterable[str]) -> tuple[_Said, ...]:
        some = self.tenant.of.get(kind)
        return () if some is None else tuple((f"{kind} {id_}", some[id_]) for id_ in ids if id_ in some)


def _first(levels: Iterable[tuple[_Said, ...]], name: str, best: Callable[..., Any]) -> _Said | None:
    """Return of the first level that says something of *name* what is *best*: the greatest, or the smallest."""
    for level in levels:
        saying = [said for said in level if getattr(said[1], name) is not None]
        if saying:
            return best(saying, key=lambda said: getattr(said[1], name))  # type: ignore[no-any-return]
    return None
