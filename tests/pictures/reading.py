"""What a browser finds on a page that was written."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Page(HTMLParser):
    """
    A page as its parts.

    Attributes:
        elements: each tag with its attributes, in order.
        scripts: the text of each script.
        texts: every other piece of text.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.texts: list[str] = []
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, dict(attrs)))
        self._inside = tag
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        """Note that an element is over."""
        del tag
        self._inside = ""

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if self._inside == "script":
            self.scripts[-1] += data
        else:
            self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of each element of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    def specs(self) -> Iterator[Any]:
        """Yield the specification of each picture."""
        for attributes, text in zip(self.all("script"), self.scripts, strict=True):
            if attributes.get("type") == "application/json":
                yield json.loads(text)


def read(path: Path) -> Page:
    """Return the page in a file."""
    return Page(path.read_text(encoding="utf-8"))
