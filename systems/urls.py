"""The addresses of systems. A factor's page is in learning, because it shows the reflections that mention it."""

from django.urls import path

from systems.views import maps, publishing, versions

app_name = "systems"
urlpatterns = [
    path("maps/", maps.maps, name="maps"),
    path("maps/import/", maps.bring_in, name="import"),
    path("maps/<slug:slug>/", maps.map, name="map"),
    path("maps/<slug:slug>/table/", maps.table, name="table"),
    path("maps/<slug:slug>/loops/", maps.loops, name="loops"),
    path("maps/<slug:slug>/versions/", versions.versions, name="versions"),
    path("maps/<slug:slug>/versions/<uuid:id>/restore/", versions.restore, name="restore"),
    path("maps/<slug:slug>/publish/", publishing.publish, name="publish"),
    path("published/", publishing.published_maps, name="published_maps"),
    path("published/<uuid:id>/", publishing.published, name="published"),
    path("published/<uuid:id>/embed/", publishing.embedded, name="embedded"),
    path("published/<uuid:id>/map.json", publishing.published_file, name="published_file"),
    path("published/<uuid:id>/edition/", publishing.publish_edition, name="publish_edition"),
    path("published/<uuid:id>/withdraw/", publishing.withdraw, name="withdraw_publication"),
    path("maps/<slug:slug>/export/<str:format>", maps.export, name="export"),
]
