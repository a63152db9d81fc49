"""The addresses of systems. A factor's page is in learning, because it shows the reflections that mention it."""

from django.urls import path

from systems.views import drawing, guests, history, maps, picture, versions

app_name = "systems"
urlpatterns = [
    path("maps/", maps.maps, name="maps"),
    path("maps/import/", maps.bring_in, name="import"),
    path("maps/<slug:slug>/", picture.map, name="map"),
    path("maps/<slug:slug>/state/", drawing.state, name="state"),
    path("maps/<slug:slug>/changes/", drawing.changes, name="changes"),
    path("maps/<slug:slug>/presence/", drawing.presence, name="presence"),
    path("maps/<slug:slug>/history/", history.history, name="history"),
    path("maps/<slug:slug>/film/", history.film, name="film"),
    path("maps/<slug:slug>/guests/", guests.guests, name="guests"),
    path("maps/<slug:slug>/guests/allowed/", guests.allow, name="allow_guests"),
    path("guests/<uuid:id>/revoke/", guests.revoke, name="revoke_guest_link"),
    path("guests/<str:token>/", guests.come, name="come_as_guest"),
    path("maps/<slug:slug>/table/", maps.table, name="table"),
    path("maps/<slug:slug>/loops/", maps.loops, name="loops"),
    path("maps/<slug:slug>/versions/", versions.versions, name="versions"),
    path("maps/<slug:slug>/export/<str:format>", maps.export, name="export"),
]
