"""How the pages write what practice says."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def title_of(skills: Mapping[str, Any], skill: str) -> str:
    """Return what people call a *skill*."""
    return skills[skill].title if skill in skills else skill


@register.filter
def per_cent(share: float | None) -> str:
    """Return a share in per cent."""
    return "–" if share is None else f"{round(100 * share)} %"
