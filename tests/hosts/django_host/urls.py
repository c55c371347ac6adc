"""The endpoints of the project, for whoever a header names; where it matters, put a sign-in here."""

from django.http import HttpRequest
from django.urls import include, path

from reinforce.django.views import endpoints
from reinforce.web import Coach


def signed_in(request: HttpRequest) -> str | None:
    """Return who is signed in."""
    person: str | None = request.headers.get("X-Person")
    return person


def tenant_of(request: HttpRequest) -> str:
    """Return whose practice it is: Dora's tenant is another one."""
    return "strict" if signed_in(request) == "dora" else "acme"


def coaching(request: HttpRequest) -> Coach | None:
    """Return who may ask about whom: Zoe about Ana."""
    return Coach(id="zoe", learners=("ana",)) if signed_in(request) == "zoe" else None


urlpatterns = [path("practice/", include(endpoints(learner=signed_in, tenant=tenant_of, coach=coaching)))]
