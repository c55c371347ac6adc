"""What stands in a cell of a table, and what is made of it."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b

from reinforce.checks import MAX_ID_LENGTH

_SEVERAL = re.compile(r"[|\n]")


def column_name(name: str) -> str:
    """Return the name of a column without the mark at the beginning of a file, and what stands around it."""
    return name.lstrip("\ufeff").strip(' "')


def cell_text(value: object) -> str:
    """Return a cell as it reads in a spreadsheet: what is no value is empty, and 3.0 is 3."""
    if value is None or value != value:  # noqa: PLR0124 - what is not itself is no number, and stands for an empty cell
        return ""
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value) if whole else value).strip()  # type: ignore[call-overload]


def cell_parts(text: str) -> list[str]:
    """Return the several texts that stand in one cell."""
    return [part.strip() for part in _SEVERAL.split(text) if part.strip()]


def made_id(written: str) -> str:
    """Return the id that a name makes; of a name without a letter that an id can have, what tells it from others."""
    plain = unicodedata.normalize("NFKD", written.casefold()).encode("ascii", "ignore").decode()
    made = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: MAX_ID_LENGTH // 2].strip("-")
    return made or f"s-{mark(written)}"


def mark(*texts: str) -> str:
    """Return what tells *texts* from others, as a part of an id."""
    # What no text may hold is refused with the others by the checks of packs, which say where it stands.
    return blake2b("\0".join(texts).encode(errors="surrogatepass"), digest_size=5).hexdigest()
