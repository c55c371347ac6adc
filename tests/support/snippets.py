"""Packs in the documentation: every YAML block is read as one, so that what readers copy is accepted."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from sybil import Example

_NAME = re.compile(r"# (\S+\.yaml)\n")
_PACK = "_pack"


def read_yaml_block(example: Example) -> None:
    """
    Read a block as a pack, whole or in part, and raise InvalidPackError if it has a fault.

    A whole pack is kept for the rest of its document, and written to the working directory if a comment on its first
    line names a file. A part of a pack is read together with the last whole one: what it says about an id that is there
    already takes the place of that, anything else is added.
    """
    from reinforce.catalog import read_pack  # the run's configuration imports this module before coverage starts

    text = str(example.parsed)
    values = yaml.safe_load(text)
    if "pack" in values:
        read_pack(text)
        example.namespace[_PACK] = values
        if name := _NAME.match(text):
            Path(name[1]).write_text(text, encoding="utf-8")
    else:
        merged = merge(example.namespace[_PACK], values)
        read_pack(yaml.safe_dump(merged, allow_unicode=True))


def merge(whole: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """Return *whole* with the elements of *part* in it."""
    merged = deepcopy(whole)
    for section, elements in part.items():
        by_id = {element["id"]: element for element in merged.get(section, [])}
        by_id.update((element["id"], element) for element in elements)
        merged[section] = list(by_id.values())
    return merged
