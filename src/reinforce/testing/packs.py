"""A small pack for tests: three skills in a row, quizzes of several kinds, one drill, and revisions of itself."""

from __future__ import annotations

SKILLS = ("terms", "questions", "discovery")
JOURNEY = "start"


def small_pack(*, revision: int = 1, wording: str = "Which one?", on_change: str = "reset") -> str:
    """
    Return the YAML text of a small pack that is valid whatever the arguments.

    Args:
        revision: the revision of the skill ``terms``, the memory of which changes when it is raised.
        on_change: what raising the revision does: ``keep``, ``soften`` or ``reset``.
        wording: the prompt of one question, for an edition that changes nothing to be remembered.
    """
    return f"""
pack: small
title: A small pack
capabilities:
  - id: talking
    title: Talking
    method: Ask, listen, note.
    measurement: Share of talks with a note.
    early_warning: Talks without a note.
skills:
  - {{id: terms, capability: talking, title: Terms, dimension: knowledge, description: Knows the terms.,
     revision: {revision}, on_change: {on_change}}}
  - {{id: questions, capability: talking, title: Questions, dimension: knowledge, description: Knows what to ask.,
     prerequisites: [terms]}}
  - {{id: discovery, capability: talking, title: Discovery, dimension: skill, description: Leads a talk.,
     prerequisites: [questions], encompasses: {{questions: 0.5}}}}
questions:
  - id: q-terms-1
    skill: terms
    kind: single_choice
    facet: what
    prompt: {wording!r}
    options: [{{id: a, text: One, feedback: Not this one.}}, {{id: b, text: Two, correct: true}}]
    explanation: It is two.
  - {{id: q-terms-2, skill: terms, kind: numeric, facet: what, prompt: How many?, answer: 12.5, tolerance: 0.5,
     explanation: Twelve and a half.}}
  - {{id: q-questions-1, skill: questions, kind: short_text, facet: why, prompt: Why ask?, accept: [to learn],
     explanation: To learn.}}
  - id: q-questions-2
    skill: questions
    kind: multiple_choice
    facet: how
    prompt: Which are open?
    options: [{{id: a, text: How?, correct: true}}, {{id: b, text: Is it?}}, {{id: c, text: Why?, correct: true}}]
    explanation: Those that yes and no do not answer.
  - {{id: q-discovery-1, skill: discovery, kind: recall, facet: why, prompt: Why listen?, answer: To hear.,
     explanation: You hear more.}}
drills:
  - id: d-talk
    title: A talk
    facet: how
    instructions: Talk for a while.
    minutes: 5
    time_limit_seconds: 300
    rubric:
      - {{id: asks, title: Asks, skill: questions, levels: [Tells., Asks., Asks and waits.]}}
      - {{id: leads, title: Leads, skill: discovery, levels: [Follows., Leads.]}}
    debrief: Ask, then wait.
journeys:
  - id: {JOURNEY}
    title: Start
    stages:
      - {{id: first, title: First, skills: [terms, questions]}}
      - {{id: second, title: Second, skills: [discovery]}}
"""
