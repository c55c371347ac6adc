"""The endpoints at paths of the project: ``path("practice/", include("reinforce.django.urls"))``."""

from reinforce.django.views import configured

app_name = "reinforce"
urlpatterns = configured()
