"""What can be practised: capabilities, the skill graph, questions, drills, rubrics, journeys, packs and editions."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from reinforce.catalog.changes import ContentChange, EditionChanges, OnChange
from reinforce.catalog.curriculum import Curriculum
from reinforce.catalog.kinds import Dimension, Facet, Format

if TYPE_CHECKING:
    from reinforce.catalog.drills import Criterion, DrillSpec, Evidence, Modifier
    from reinforce.catalog.editions import (
        Difference,
        check_ids,
        check_successor,
        compare,
        content_changes,
        digest,
        from_body,
        to_body,
    )
    from reinforce.catalog.history import history_after
    from reinforce.catalog.model import Capability, Exercise, Journey, Pack, Skill, Stage
    from reinforce.catalog.pack import parse_pack, read_pack
    from reinforce.catalog.pack_rows import pack_from_rows
    from reinforce.catalog.pack_warnings import warnings_of
    from reinforce.catalog.plain import plain_pack
    from reinforce.catalog.questions import (
        DEFAULT_MINUTES,
        Cloze,
        Item,
        MultipleChoice,
        Numeric,
        Option,
        Ordering,
        Question,
        Recall,
        ShortText,
        SingleChoice,
    )

else:
    _READ = ("drills", "editions", "history", "model", "pack", "pack_rows", "pack_warnings", "plain", "questions")
    """The modules of what pydantic reads. They are imported when something in them is first named: it takes so long."""

    def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever has that name
        """Return an element of packs, or what makes packs of text, as imported from here when it is first asked for."""
        if name in __all__:
            for module in _READ:
                found = vars(import_module(f"{__name__}.{module}"))
                if name in found:
                    return globals().setdefault(name, found[name])
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "DEFAULT_MINUTES",
    "Capability",
    "Cloze",
    "ContentChange",
    "Criterion",
    "Curriculum",
    "Difference",
    "Dimension",
    "DrillSpec",
    "EditionChanges",
    "Evidence",
    "Exercise",
    "Facet",
    "Format",
    "Item",
    "Journey",
    "Modifier",
    "MultipleChoice",
    "Numeric",
    "OnChange",
    "Option",
    "Ordering",
    "Pack",
    "Question",
    "Recall",
    "ShortText",
    "SingleChoice",
    "Skill",
    "Stage",
    "check_ids",
    "check_successor",
    "compare",
    "content_changes",
    "digest",
    "from_body",
    "history_after",
    "pack_from_rows",
    "parse_pack",
    "plain_pack",
    "read_pack",
    "to_body",
    "warnings_of",
]
