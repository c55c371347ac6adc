"""The kinds of things that a pack tells apart: dimensions of skills, facets of exercises, formats of drills."""

from __future__ import annotations

from enum import StrEnum


class Dimension(StrEnum):
    """Which leg of a capability a skill is: what one knows, what one can do, what one is willing to do."""

    KNOWLEDGE = "knowledge"
    SKILL = "skill"
    ATTITUDE = "attitude"


class Facet(StrEnum):
    """What an exercise asks for: what to do, how to do it, or why it matters."""

    WHAT = "what"
    HOW = "how"
    WHY = "why"


class Format(StrEnum):
    """In what way a drill is performed: which kind of practice it is."""

    ROLE_PLAY = "role_play"
    DISCUSSION = "discussion"
    LIVE_CALL = "live_call"
    ARTEFACT = "artefact"
    OBSERVATION = "observation"
