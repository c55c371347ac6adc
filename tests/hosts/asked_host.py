"""A host of the endpoints, asked over HTTP as people who are signed in."""

from __future__ import annotations

from typing import Any

import httpx


class Host:
    """
    A host at an *address*, with the prefix of the endpoints, whose database `filled` has filled.

    Its tenant is ``acme``, Zoe coaches Ana, and the header ``X-Person`` says who is signed in.
    """

    def __init__(self, address: str) -> None:
        self._client = httpx.Client(base_url=address, timeout=120)

    def get(self, path: str, person: str | None, **options: Any) -> httpx.Response:  # noqa: ANN401 - httpx names and types them
        """Return the reply to a GET."""
        return self._client.get(path, headers={} if person is None else {"X-Person": person}, **options)

    def post(self, path: str, person: str, sent: Any, **options: Any) -> httpx.Response:  # noqa: ANN401 - as above
        """Return the reply to a POST."""
        return self._client.post(path, headers={"X-Person": person}, json=sent, **options)

    def ask(self, method: str, path: str, person: str | None, **options: Any) -> httpx.Response:  # noqa: ANN401 - as above
        """Return the reply to a request by any method; what is in its path is sent as it is."""
        headers = options.pop("headers", {}) | ({} if person is None else {"X-Person": person})
        return self._client.request(method, path, headers=headers, **options)

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()
