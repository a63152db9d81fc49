"""The addresses of systems. A factor's page is in learning, because it shows the reflections that mention it."""

from django.urls import path

from systems.views import maps

app_name = "systems"
urlpatterns = [path("maps/", maps.maps, name="maps")]
