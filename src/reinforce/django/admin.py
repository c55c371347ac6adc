"""Staff pages in Django's admin: to look at a learner's cards, plan, attempts and log, and to act, with a reason."""

from __future__ import annotations

from functools import wraps
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from reinforce.django import databases, settings, staff_pages
from reinforce.django.engines import tenant as tenant_called
from reinforce.django.models import Learner
from reinforce.django.staff_acts import ACTS, ActForm
from reinforce.django.staff_names import found_by_name, names_of
from reinforce.django.users import learner_id
from reinforce.errors import HostError, InvalidParameterError, NotFoundError, ReinforceError, StaleError
from reinforce.practice import Audience
from reinforce.web.hosting import of_host, tenant_said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from django.urls import URLPattern

    from reinforce.django.staff_acts import Act, Said
    from reinforce.engine import Tenant

_TEMPLATES = "admin/reinforce/learner"
_TRIES = 5
_MOST_FOUND = 20
_WINDOW = 1_000
"""How many learners are looked at together for those who may be seen."""


def _or_404(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Have a page about what is not there, or may not be seen, answer with 404."""

    @wraps(view)
    def found(*args: Any, **options: Any) -> HttpResponse:  # noqa: ANN401 - whatever the view takes
        try:
            return view(*args, **options)
        except HostError:  # of which whoever looks is not to be told that nothing is there
            raise
        except (NotFoundError, InvalidParameterError) as error:
            raise Http404 from error  # in no words, which a project's own page may show: they would tell who is there

    return found


@admin.register(Learner)
class LearnerAdmin(admin.ModelAdmin):
    """
    Who practises, as staff see them: what is on record, and nothing that was done at practice stakes.

    To look takes the permission ``reinforce.view_learner``, to act ``reinforce.act_learner`` too. A project whose staff
    may see some learners only registers a class of its own, whose `has_view_permission` and `has_act_permission` look
    at the learner they are given, and `get_tenant` at who asks.

    Attributes:
        using: the alias of the database; that of the settings if ``None``.
        list_per_page: how many learners, attempts or entries a page has.
    """

    using: str | None = None
    list_per_page = 50

    def get_tenant(self, request: HttpRequest) -> Tenant:
        """Return the tenant whose learners *request* is about: the one that the settings name."""
        named = settings.read().offered().get("tenant")
        with of_host("tenant"):
            return tenant_called(tenant_said(named(request)) if callable(named) else named, using=self.using)

    def get_names(self, request: HttpRequest, learners: Iterable[str]) -> Mapping[str, str]:  # noqa: ARG002 - for projects
        """Return by id what people call *learners*, and staff, as far as that is known."""
        return names_of(learners)

    def has_act_permission(self, request: HttpRequest, obj: Learner | None = None) -> bool:
        """Whether whoever asks may act on what a learner practises."""
        return self.has_view_permission(request, obj) and bool(request.user.has_perm("reinforce.act_learner"))

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - as Django has it
        """Say that nobody is added here: people come by the roster."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Learner | None = None) -> bool:  # noqa: ARG002 - as above
        """Say that nothing is changed but by acts."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Learner | None = None) -> bool:  # noqa: ARG002 - as above
        """Say that nobody is deleted here: the privacy service erases."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Return Django's paths, and ours before them."""
        pages = {"plan": self.plan_view, "attempts": self.attempts_view, "log": self.log_view}
        made = [
            path(f"<path:object_id>/{name}/", self.admin_site.admin_view(view), name=f"reinforce_learner_{name}")
            for name, view in pages.items()
        ]
        act = path(
            "<path:object_id>/act/<str:name>/", self.admin_site.admin_view(self.act_view), name="reinforce_learner_act"
        )
        return [*made, act, *super().get_urls()]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Learner | None:  # noqa: ARG002 - as Django has it
        """Return the learner of that id whom whoever asks may look at; ``None`` for nobody, there or not."""
        try:
            tenant, one = self._seen(request, quote(object_id))
            tenant.roster.get(one.learner)
        except HostError:
            raise
        except (Http404, PermissionDenied, ReinforceError):
            return None
        return one

    @_or_404
    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show who practises, with what is due and how much is still known; or who is called as was asked."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        tenant, after, asked = self.get_tenant(request), request.GET.get("after", ""), request.GET.get("q", "").strip()
        next_, has_more, figures = "", False, dict[str, dict[str, Any]]()
        if asked:
            ids = list(islice(self._visible(request, tenant, found_by_name(tenant, asked)), _MOST_FOUND + 1))
            ids, has_more = ids[:_MOST_FOUND], len(ids) > _MOST_FOUND
        else:
            ids, figures = self._those_after(request, tenant, after)
            if len(ids) > self.list_per_page:
                ids = ids[: self.list_per_page]
                next_ = ids[-1]
        names = self.get_names(request, ids)
        rows = [
            {
                "object": Learner.of(tenant.name, id_, called=names.get(id_, "")),
                "learner": id_,
                **figures.get(id_, {"due": 0, "known": None}),
            }
            for id_ in ids
        ]
        more = {"rows": rows, "asked": asked, "after": after, "next": next_, "has_more": has_more}
        return self._page(request, "change_list", title="Who practises", **more, **(extra_context or {}))

    @_or_404
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the cards of a learner."""
        del form_url
        tenant, one = self._seen(request, object_id)
        shown = staff_pages.cards_page(tenant, one.learner)
        return self._page(request, "cards", one, **shown, **(extra_context or {}))

    @_or_404
    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show Django's own history of a learner."""
        tenant, one = self._seen(request, object_id)
        tenant.roster.get(one.learner)
        return super().history_view(request, object_id, extra_context)

    @_or_404
    def plan_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the coming days of a learner."""
        tenant, one = self._seen(request, object_id)
        return self._page(
            request, "plan", one, **staff_pages.plan_page(tenant, one.learner, budget=settings.read().budget)
        )

    @_or_404
    def attempts_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show a learner's attempts, the latest first."""
        tenant, one = self._seen(request, object_id)
        return self._rows(request, "attempts", one, staff_pages.attempts_page(tenant, one.learner))

    @_or_404
    def log_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show a learner's log, the latest entry first."""
        tenant, one = self._seen(request, object_id)
        skill = request.GET.get("skill", "")
        rows = staff_pages.log_page(tenant, one.learner, skill=skill)
        title = tenant.catalog.curriculum().skills.get(skill) if skill else None
        return self._rows(request, "log", one, rows, skill=skill, skill_title=getattr(title, "title", skill))

    @_or_404
    def act_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Ask whether it is meant, and why; then do it, in one transaction with the note in Django's own history."""
        tenant, one = self._seen(request, object_id)
        act, target = ACTS.get(name), request.GET.get("target", "")
        if act is None:
            raise Http404
        if not self.has_act_permission(request, one):
            raise PermissionDenied
        back = self._address(act.back, one)
        what = act.finds(tenant, one.learner, target)
        form = ActForm(act, request.POST) if request.method == "POST" else ActForm(act)
        if request.method == "POST" and form.is_valid():
            said = form.said(target, by=learner_id(request.user))
            try:
                self._do(request, act, one, said, what)
            except ReinforceError as error:
                form.add_error(None, _refused(error))
            else:
                messages.success(request, f"{act.past} {what}.")
                return redirect(back)
        title = f"{act.verb} {what}?"
        return self._page(request, "act", one, title=title, act=act, form=form, back=back)

    def _do(self, request: HttpRequest, act: Act, one: Learner, said: Said, what: str) -> None:
        """Act, and note it in Django's history, both or neither; where others were quicker, begin anew a few times."""
        for tries in range(1, _TRIES + 1):
            try:
                with transaction.atomic(using=databases.alias(self.using)):
                    act.does(self.get_tenant(request), one.learner, said)
                    self.log_change(request, one, f"{act.past} {what}: {said.reason}")
            except StaleError:
                if tries == _TRIES:
                    raise
            else:
                return

    def _named(self, request: HttpRequest, object_id: str) -> Learner | None:
        """Return the learner whom an id names, without a look whether they are there; ``None`` for another tenant's."""
        tenant, named = self.get_tenant(request).name, Learner(id=object_id)
        if named.id != Learner.of(tenant, named.learner).id:
            return None
        return Learner.of(tenant, named.learner, called=self.get_names(request, [named.learner]).get(named.learner, ""))

    def _seen(self, request: HttpRequest, object_id: str) -> tuple[Tenant, Learner]:
        """
        Return the tenant and the learner whom a page is about, whom whoever asks may look at.

        Who may look at some is not told whether others are there.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        one = self._named(request, unquote(object_id))
        if one is None or not self.has_view_permission(request, one):
            raise Http404
        return self.get_tenant(request), one

    def _visible(self, request: HttpRequest, tenant: Tenant, ids: Iterable[str]) -> Iterator[str]:
        """Give those of *ids* whom whoever asks may look at."""
        return (id_ for id_ in ids if self.has_view_permission(request, Learner.of(tenant.name, id_)))

    def _those_after(
        self, request: HttpRequest, tenant: Tenant, after: str
    ) -> tuple[list[str], dict[str, dict[str, Any]]]:
        """
        Return who comes after an id, of those whom whoever asks may look at: a page of them, and one more if there is.

        The figures that the list shows of them come along. It is looked for on through the roster, so that a page ends
        with somebody who may be seen, and no address says who may not.
        """
        found: list[str] = []
        figures: dict[str, dict[str, Any]] = {}
        size = most = self.list_per_page + 1
        while len(found) < most:
            ids = tenant.roster.learners(after=after, limit=size)
            if seen := list(self._visible(request, tenant, ids)):
                found += seen
                figures |= self._figures(tenant, after, limit=size)
            if len(ids) < size:
                break
            after, size = ids[-1], _WINDOW
        return found[:most], figures

    def _figures(self, tenant: Tenant, after: str, *, limit: int) -> dict[str, dict[str, Any]]:
        """Return by learner what the list shows besides names, of those who come after an id."""
        manager = Audience.MANAGER
        due = tenant.practice.due_learners(after=after, limit=limit, audience=manager)
        known = tenant.progress.still_known(after=after, limit=limit, audience=manager)
        shown: dict[str, dict[str, Any]] = {one.learner: {"due": one.due, "known": None} for one in due}
        for one in known:
            shown.setdefault(one.learner, {"due": 0})["known"] = _per_cent(one.share)
        return shown

    def _rows(self, request: HttpRequest, name: str, one: Learner, rows: list[Any], **more: Any) -> HttpResponse:  # noqa: ANN401 - what templates show
        """Return one page of *rows*, with the names of those who decided something in them."""
        page = Paginator(rows, self.list_per_page).get_page(request.GET.get("p"))
        names = self.get_names(request, staff_pages.persons(page.object_list))
        shown = [(row, names.get(row.by, row.by)) for row in page.object_list]
        return self._page(request, name, one, page=page, rows=shown, **more)

    def _page(self, request: HttpRequest, name: str, one: Learner | None = None, **more: Any) -> HttpResponse:  # noqa: ANN401 - as above
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "media": self.media,
            "object": one,
            "original": one,
            "tab": name,
            "title": str(one),
            "has_view_permission": True,
            "has_act_permission": one is not None and self.has_act_permission(request, one),
            **more,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"{_TEMPLATES}/{name}.html", context)

    def _address(self, page: str, one: Learner) -> str:
        return str(reverse(f"admin:reinforce_learner_{page}", args=[quote(one.pk)], current_app=self.admin_site.name))


def _refused(error: ReinforceError) -> str:
    if isinstance(error, StaleError):
        return "Somebody else changed something meanwhile, and nothing was done. Try again."
    return f"Nothing was done: {error}"


def _per_cent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)
