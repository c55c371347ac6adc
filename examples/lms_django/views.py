"""The pages of the LMS."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required, user_passes_test
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from examples.lms_django import practice
from examples.lms_django.clock import CLOCK
from examples.lms_django.models import Course, Team


def _leads(user: Any) -> bool:  # noqa: ANN401 - Django has no types
    return bool(Team.objects.filter(lead=user).exists())


def _is_lead(user: Any) -> bool:  # noqa: ANN401 - as above
    """Whether somebody leads a team; who is signed in and does not is refused, others are sent to sign in."""
    if user.is_authenticated and not _leads(user):
        raise PermissionDenied
    return bool(user.is_authenticated)


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Lead everybody to the page that is theirs."""
    if hasattr(request.user, "membership"):
        return redirect("learn")
    return redirect("team" if _leads(request.user) else "admin:index")


@login_required
@require_GET
def learn(request: HttpRequest) -> HttpResponse:
    """Today's practice; the page asks the endpoints for it."""
    return render(request, "lms/learn.html", {"courses": request.user.assignments.select_related("course")})


@login_required
@require_GET
def me(request: HttpRequest) -> JsonResponse:
    """Who is signed in, and how many points they have."""
    made = request.user.points.aggregate(sum=Sum("points", default=0))["sum"]
    return JsonResponse({"name": request.user.get_full_name() or request.user.username, "points": made})


@user_passes_test(_is_lead)
@require_GET
def team(request: HttpRequest) -> HttpResponse:
    """Whom to help with what, and how everybody stands."""
    shown = practice.dashboard(request.user)
    return render(request, "lms/team.html", {**shown, "now": CLOCK.now(), "courses": Course.objects.all()})


@user_passes_test(_is_lead)
@require_POST
def assign_course(request: HttpRequest) -> HttpResponse:
    """Have somebody of the lead's own take a course."""
    user = get_object_or_404(User, pk=request.POST.get("user"), membership__team__lead=request.user)
    course = get_object_or_404(Course, pk=request.POST.get("course"))
    practice.assign(user, course)
    messages.success(request, f"{user.first_name} takes {course} now, and has practice for it.")
    return redirect("team")


@login_required
def erase_me(request: HttpRequest) -> HttpResponse:
    """Ask whether it is meant; then erase whoever is signed in, on both sides."""
    if request.method != "POST":
        return render(request, "lms/erase.html")
    user = User.objects.get(pk=request.user.pk)
    logout(request)
    practice.erase(user)
    return render(request, "lms/erased.html")
