"""A small pack with every kind of element in it, and ways to write packs, for the tests of the catalog."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from reinforce.catalog import parse_pack, to_body

if TYPE_CHECKING:
    from reinforce.catalog import Pack

BAKERY = """\
pack: bakery
title: Bakery
language: en

capabilities:
  - id: bread
    title: Bread
    method: Knead, rest, bake.
    measurement: share of loaves that rise
    early_warning: flat dough in the morning

skills:
  - id: flour
    capability: bread
    title: Tell flours apart
    dimension: knowledge
    description: Names the flour for a loaf.
  - id: kneading
    capability: bread
    title: Knead until smooth
    dimension: skill
    description: Kneads dough until it is smooth.
    why: What is not kneaded does not rise.
    prerequisites: [flour]
    encompasses: {flour: 0.4}
    revision: 2
    on_change: reset
  - id: patience
    capability: bread
    title: Let dough rest
    dimension: attitude
    description: Leaves dough alone.

questions:
  - id: q-rye
    skill: flour
    kind: single_choice
    facet: what
    tags: [rye]
    prompt: Which flour makes a dark loaf?
    options:
      - {id: a, text: Rye, correct: true}
      - {id: b, text: Wheat, feedback: Wheat is light.}
    explanation: Rye is dark.
  - id: q-gluten
    skill: flour
    kind: multiple_choice
    facet: what
    prompt: Which have gluten?
    options:
      - {id: a, text: Spelt, correct: true}
      - {id: b, text: Barley, correct: true}
      - {id: c, text: Rice}
    explanation: Rice has none.
  - id: q-leaven
    skill: flour
    kind: short_text
    facet: what
    minutes: 0.25
    prompt: What makes dough rise?
    accept: [yeast, Hefe, levure]
    diacritics: ignore
    explanation: Yeast makes gas.
  - id: q-salt
    skill: kneading
    kind: numeric
    facet: how
    prompt: How much salt for a kilo of flour?
    answer: 20
    tolerance: 2
    unit: g
    explanation: Two per cent.
  - id: q-rest
    skill: patience
    kind: cloze
    facet: why
    text: Dough that {{verb}} grows {{place}}.
    blanks: {verb: [rests, sleeps], place: [in the bowl]}
    explanation: Time does the work.
  - id: q-steps
    skill: kneading
    kind: ordering
    facet: how
    prompt: Put in order.
    items:
      - {id: mix, text: Mix}
      - {id: knead, text: Knead}
      - {id: bake, text: Bake}
    explanation: Heat comes last.
  - id: q-hurry
    skill: patience
    kind: recall
    facet: why
    prompt: Why not hurry?
    answer: Taste takes time.
    explanation: Slow dough tastes of more.

drills:
  - id: d-knead
    title: Knead a loaf
    facet: how
    tags: [rye]
    instructions: |
      Knead for eight minutes.
      Do not add flour.
    minutes: 10
    time_limit_seconds: 600
    constraints: [No machine.]
    modifiers:
      - {id: wet, text: The dough is wet., difficulty: 0.3}
    evidence:
      - {id: photo, text: A photo of the window-pane test}
    rubric:
      - id: smooth
        title: The dough is smooth
        skill: kneading
        weight: 2
        levels:
          - It tears.
          - It stretches.
      - id: calm
        title: Takes the time
        skill: patience
        levels: [Hurries., Rests it.]
    debrief: Smooth dough stretches until light shines through.

journeys:
  - id: apprentice
    title: Apprentice
    stages:
      - {id: first, title: First week, skills: [flour, patience]}
      - {id: second, title: Second week, skills: [kneading]}
"""


def edited(text: str, *edits: tuple[str, str]) -> str:
    """Return *text* with each first part replaced by the second; each first part must be there exactly once."""
    for old, new in edits:
        assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
        text = text.replace(old, new)
    return text


def pack(*edits: tuple[str, str]) -> Pack:
    """Return the bakery's pack with those edits; its faults name ``bakery.yaml``."""
    return parse_pack(edited(BAKERY, *edits), file="bakery.yaml")


def without(text: str, start: str, end: str = "") -> str:
    """Return *text* without what stands from *start* up to *end*, or up to its end."""
    first = text.index(start)
    return text[:first] + (text[text.index(end, first) :] if end else "")


def written(pack: Pack) -> str:
    """Return *pack* as text to be read; JSON is YAML too."""
    return json.dumps(to_body(pack), ensure_ascii=False, indent=1)
