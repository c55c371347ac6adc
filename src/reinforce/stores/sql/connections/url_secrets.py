"""What in the URL of a database nobody but the database should read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from sqlalchemy import URL

HIDDEN = "***"
_SECRET = re.compile("pass|pwd|secret|token|credential|key", re.IGNORECASE)
_WRITTEN = re.compile(r"://[^/?#]*@|(?<=[?&;])([^=&;\s]*)=([^&;\s]*)")


def hidden(url: URL) -> str:
    """Return *url* as a text without its password, and without what its query says of passwords and keys."""
    query = {key: HIDDEN if _SECRET.search(key) else value for key, value in url.query.items()}
    return url.set(query=query).render_as_string(hide_password=True)


def hidden_in(url: str) -> str:
    """Return the same of a text that may be no URL: nothing that could be a user, a password or a key is left."""

    def cover(found: re.Match[str]) -> str:
        if found[1] is None:
            return f"://{HIDDEN}@"
        return f"{found[1]}={HIDDEN}" if _SECRET.search(found[1]) else found[0]

    return _WRITTEN.sub(cover, url)


def hiding(text: str, url: URL) -> str:
    """Return *text* without the secrets of *url*, in whatever way they are written in it."""
    for secret in _secrets(url):
        for written in {secret, quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1]}:
            text = text.replace(written, HIDDEN)
    return text


def tells(error: BaseException | None, url: URL) -> bool:
    """Whether an error, or one that led to it, holds a secret of *url*."""
    while error is not None:
        if hiding(str(error), url) != str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _secrets(url: URL) -> list[str]:
    """Return the password, and what the query says of such, the longest first."""
    listed = [url.password] if url.password else []
    for key, value in url.query.items():
        if _SECRET.search(key):
            listed += [value] if isinstance(value, str) else value
    return sorted(filter(None, listed), key=len, reverse=True)
