"""The cards of some learners, in truth: what each remembers, and what has happened to each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reinforce.simulation.memory_arrays import MemoryArrays
from reinforce.simulation.random_streams import card_keys, learner_keys
from reinforce.vector.equations import Weights

if TYPE_CHECKING:
    from reinforce.simulation.study import Job

NEVER = 1 << 30
"""The due day of a card that is not due."""


class CardArrays:
    """
    The cards of the learners of a job, numbered learner by learner, skill by skill.

    Attributes:
        truth: what is remembered.
        alike: the parameters of all learners, if they all have the same.
        owner: the learner of each card, counted from the first of these learners.
        last: the day of its last practice; minus infinity where there was none.
        due: the day on which it is due.
        repetitions, lapses, introduced_on: of each card; -1 is no day.
        met: how many skills each learner has been introduced to.
    """

    def __init__(self, job: Job) -> None:
        study, learners = job.study, job.shard
        population, seed, skills = study.population, study.seed, study.skills
        self.learners, self.skills = len(learners), skills
        self.size = self.learners * skills
        self.parameters = population.parameters_of(seed, learners=learners)
        self.alike = None if population.spread else population.parameters
        each = self.alike is None
        weights = Weights.of(self.parameters if each else population.parameters)
        self.truth = MemoryArrays(weights, learners=self.learners, skills=skills, each=each)
        self.people = learner_keys(seed, learners=learners)
        self.keys = card_keys(seed, learners=learners, skills=skills)
        self.owner = np.repeat(np.arange(self.learners), skills)
        self.last = np.full(self.size, -np.inf, np.float32)
        self.due = np.full(self.size, NEVER, np.int32)
        self.repetitions = np.zeros(self.size, np.int32)
        self.lapses = np.zeros(self.size, np.int32)
        self.introduced_on = np.full(self.size, -1, np.int32)
        self.met = np.zeros(self.learners, np.int64)
