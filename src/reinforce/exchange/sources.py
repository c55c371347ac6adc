"""What readers read and writers write: a local file or bytes, never an address, and no more than a log can be."""

from __future__ import annotations

from pathlib import Path

from reinforce.errors import InvalidParameterError

Source = str | Path | bytes
"""A local file, or its content."""

MOST_BYTES = 2 * 1024**3
MOST_ROWS = 20_000_000
"""What is larger is no log of reviews, or has to be cut into parts."""


def local_path(field: str, path: object) -> Path:
    """
    Return *path* as that of a local file.

    Raises:
        InvalidParameterError: it is no path, or the address of something elsewhere: nothing here opens a network.
    """
    if not isinstance(path, str | Path):
        raise InvalidParameterError(field, f"must be a path, not {type(path).__name__}", value=type(path).__name__)
    # Path makes one stroke of the two in an address.
    scheme, colon, _ = str(path).partition(":/")
    if colon and len(scheme) > 1 and scheme.replace("+", "").isalnum():
        reason = f"must be a local file, not an address of {scheme}: fetch it, and give the bytes or the file"
        raise InvalidParameterError(field, reason, value=scheme)
    if "\0" in str(path):
        raise InvalidParameterError(field, "must be a path without NUL", value=str(path))
    return Path(path)


def content(source: Source) -> bytes:
    """
    Return the bytes that *source* is, or that the file has.

    Raises:
        InvalidParameterError: it is neither, or larger than 2 GiB.
        OSError: the file cannot be opened.
    """
    if isinstance(source, bytes):
        return source
    with local_path("path", source).open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise past_limit(named(source))
    return data


def past_limit(name: str, what: str = f"{MOST_BYTES // 1024**3} GiB") -> InvalidParameterError:
    """Return the error for a source with more than is read."""
    return InvalidParameterError("path", f"has more than {what}, more than is read at once: cut it", value=name)


def named(source: Source) -> str:
    """Return how errors call *source*."""
    return "bytes" if isinstance(source, bytes) else str(source)
