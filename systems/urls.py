"""The addresses of systems. A factor's page is in learning, because it shows the reflections that mention it."""

from django.urls import path

from systems.views import files, maps, versions

app_name = "systems"
urlpatterns = [
    path("schemas/hls-map-2.json", files.schema, name="map_schema"),
    path("maps/", maps.maps, name="maps"),
    path("maps/import/", files.bring_in, name="import"),
    path("maps/<slug:slug>/", maps.map, name="map"),
    path("maps/<slug:slug>/table/", maps.table, name="table"),
    path("maps/<slug:slug>/loops/", maps.loops, name="loops"),
    path("maps/<slug:slug>/versions/", versions.versions, name="versions"),
    path("maps/<slug:slug>/export/<str:format>", files.export, name="export"),
]
