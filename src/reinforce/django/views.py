"""The endpoints as plain views: one for each path of `reinforce.web.OPERATIONS`, and one for their OpenAPI document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from django.core.exceptions import ImproperlyConfigured, RequestDataTooBig
from django.db import connections
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.urls import URLPattern, path, register_converter

from reinforce.django import settings
from reinforce.django.engines import tenant as tenant_called
from reinforce.django.users import learner_id
from reinforce.errors import HostError, ReinforceError
from reinforce.web import Offer, RefusedError, ask, refusal, refused_method, refused_path, reply, respond
from reinforce.web.asked import MOST_BYTES
from reinforce.web.hosting import of_host, tenant_said
from reinforce.web.openapi import openapi, operations

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from datetime import timedelta

    from reinforce.engine import Tenant
    from reinforce.practice import Stakes
    from reinforce.web import Asked, Coach, Operation, Reply

    Around: TypeAlias = Callable[[HttpRequest, Asked], AbstractContextManager[Tenant | None]]


_REFUSED = 400


class _AnyText:
    """A part of a path that may be any id: with slashes in it, or of lines, of which the problem is told."""

    regex = "(?s:.*)"

    def to_python(self, value: str) -> str:
        """Return the text as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Return the text as it is."""
        return value


register_converter(_AnyText, "reinforce")


def signed_in(request: HttpRequest) -> str | None:
    """Return the learner who is signed in, whose requests are about themself; ``None`` where nobody is."""
    user = getattr(request, "user", None)
    return learner_id(user) if user is not None and user.is_authenticated else None


def endpoints(
    *,
    learner: Callable[[HttpRequest], str | None] = signed_in,
    tenant: str | Callable[[HttpRequest], str | None] | None = None,
    coach: Callable[[HttpRequest], Coach | None] | None = None,
    around: Around | None = None,
    budget: timedelta | None = None,
    stakes: Stakes | str | None = None,
    most_bytes: int = MOST_BYTES,
    using: str | None = None,
) -> list[URLPattern]:
    """
    Return a path with its view for each operation, and one for the OpenAPI document, for a list of ``urlpatterns``.

    The views block, as Django's own do: under ASGI Django runs them in a thread. A function that refuses somebody
    raises ``PermissionDenied``, which the project answers as ever. CSRF is its middleware's, as for every view. What a
    function gives that cannot be, such as a tenant that is not there, is a problem of the server's (500), and logged.

    Args:
        learner: the id of the learner who is signed in; by default the user, for themself. Nobody is a 401.
        tenant: the tenant's name, or what says it for a request; that of the tenant ``default`` if omitted. A function
            that returns ``None`` is an error of the project's: whoever has no tenant it has to refuse.
        coach: who is signed in and may ask about others, and about whom; without it nothing about others is offered.
        around: a context manager around whatever writes, given the request and what it asks: in `atomic` the host's own
            rows are committed with ours. Where others were quicker in such a transaction, it is begun anew a few times.
        budget: time for practice on a full day; that of the policy if omitted.
        stakes: what is at stake in every attempt; if omitted, on record, unless the client asks for practice.
        most_bytes: how long the body of a request may be.
        using: the alias of the database; that of the settings if omitted.

    Raises:
        HostError: the budget, the stakes or the length is not acceptable.
    """
    host = _Host(
        learner=learner,
        tenant=tenant,
        coach=coach,
        around=around,
        offer=Offer(budget=budget, stakes=stakes, most_bytes=most_bytes),
        using=using,
    )
    return _paths(lambda: host, coach=coach is not None)


def configured() -> list[URLPattern]:
    """
    Return `endpoints` as the project's settings have them at each request; it is what `reinforce.django.urls` holds.

    Settings that are wrong are told by Django's checks, all of them; until they are right, every request is a problem
    of the server's.
    """
    try:
        offers_coach = settings.read().coach is not None
    except ImproperlyConfigured:
        offers_coach = True
    return _paths(_as_configured, coach=offers_coach)


def _as_configured() -> _Host:
    said = settings.read().offered()
    return _Host(offer=Offer(budget=said.pop("budget", None), stakes=said.pop("stakes", None)), **said)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Host:
    """What the project says of who asks, and in which tenant: as `endpoints` takes it."""

    learner: Callable[[HttpRequest], str | None] = signed_in
    tenant: str | Callable[[HttpRequest], str | None] | None = None
    coach: Callable[[HttpRequest], Coach | None] | None = None
    around: Around | None = None
    offer: Offer
    using: str | None = None

    def answer(self, operation: Operation, request: HttpRequest, parameters: Mapping[str, str]) -> Reply:
        """Return the reply to a *request*."""
        with of_host("learner"):
            who = None if operation.for_coach else self.learner(request)
        with of_host("coach"):
            leads = self.coach(request) if operation.for_coach and self.coach is not None else None
        asked = ask(
            operation,
            learner=who,
            coach=leads,
            path=parameters,
            query=request.GET.dict(),
            body=_body(request, most=self.offer.most_bytes) if operation.takes else b"",
            content_type=request.headers.get("Content-Type", ""),
            offer=self.offer,
        )
        with of_host("tenant"):
            named = tenant_said(self.tenant(request)) if callable(self.tenant) else self.tenant
            tenant = tenant_called(named, using=self.using)
        within = None if self.around is None else partial(self.around, request)
        return reply(respond(operation, tenant, asked, around=within))


def _paths(host: Callable[[], _Host], *, coach: bool) -> list[URLPattern]:
    """Return the paths of the operations, each of which is answered by what *host* returns then."""
    by_path: dict[str, dict[str, Operation]] = {}
    for operation in operations(coach=coach):
        by_path.setdefault(operation.path, {})[operation.method] = operation
    found = [
        path(_route(where), partial(_view, offered, host), name=next(iter(offered.values())).name)
        for where, offered in by_path.items()
    ]
    found += [path(f"{_route(where)}/", partial(_elsewhere, where)) for where in by_path]
    return [*found, path("openapi.json", partial(_document, offers_coach=coach), name="openapi")]


def _view(
    offered: Mapping[str, Operation],
    host: Callable[[], _Host],
    request: HttpRequest,
    **parameters: str,
) -> HttpResponse:
    """Answer a request to a path at which some methods are *offered*."""
    operation = offered.get("GET" if request.method == "HEAD" else request.method or "")
    if operation is None:
        return _sent(refused_method(offered))
    try:
        return _sent(host().answer(operation, request, parameters))
    except (ReinforceError, RefusedError) as error:
        return _sent(refusal(error))
    except ImproperlyConfigured as error:
        return _sent(refusal(HostError("settings", f"are wrong: {error}")))


def _elsewhere(where: str, request: HttpRequest, **parameters: str) -> HttpResponse:  # noqa: ARG001 - as views are
    """Tell which path was meant by one with a slash behind it."""
    return _sent(refused_path(where))


def _body(request: HttpRequest, *, most: int) -> bytes:
    """Return the body of a request: of one that is too long for the project as much as is too long for `ask`."""
    try:
        return bytes(request.body)
    except RequestDataTooBig:
        return bytes(most + 1)
    except UnreadablePostError as error:
        raise RefusedError("not-json", "the body did not arrive whole") from error


def _document(request: HttpRequest, *, offers_coach: bool) -> HttpResponse:
    """Return the OpenAPI document, with the path that leads here before all of its paths."""
    if request.method not in ("GET", "HEAD"):
        raise Http404
    return JsonResponse(openapi(prefix=request.path.rpartition("/")[0], coach=offers_coach))


def _route(where: str) -> str:
    """Return a path of an operation as Django writes it."""
    return where.lstrip("/").replace("{", "<reinforce:").replace("}", ">")


def _sent(made: Reply) -> HttpResponse:
    """Return what is sent; where it is a refusal, ``ATOMIC_REQUESTS`` keeps nothing of what the project wrote."""
    if made.status >= _REFUSED:
        for connection in connections.all(initialized_only=True):
            if connection.settings_dict["ATOMIC_REQUESTS"] and connection.in_atomic_block:
                connection.set_rollback(True)
    return HttpResponse(made.body, status=made.status, headers=dict(made.headers))
