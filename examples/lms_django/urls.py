"""The pages of the LMS, and practice at ``/api/``."""

from django.contrib import admin
from django.urls import include, path

from examples.lms_django import views

urlpatterns = [
    path("api/", include("reinforce.django.urls")),
    path("", views.home, name="home"),
    path("learn/", views.learn, name="learn"),
    path("api/me", views.me, name="me"),
    path("me/erase/", views.erase_me, name="erase"),
    path("team/", views.team, name="team"),
    path("team/assign/", views.assign_course, name="assign"),
    path("accounts/", include("django.contrib.auth.urls")),
    path("admin/", admin.site.urls),
]
