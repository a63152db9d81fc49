"""The addresses of systems. A factor's page is in learning, because it shows the reflections that mention it."""

from django.urls import path

from systems.views import asking, maps, versions

app_name = "systems"
urlpatterns = [
    path("maps/", maps.maps, name="maps"),
    path("maps/import/", maps.bring_in, name="import"),
    path("maps/<slug:slug>/", maps.map, name="map"),
    path("maps/<slug:slug>/table/", maps.table, name="table"),
    path("maps/<slug:slug>/ask/", asking.ask, name="ask"),
    path("maps/<slug:slug>/ask/<slug:question>/", asking.answer, name="answer"),
    path("maps/<slug:slug>/introduce/<uuid:id>/", asking.introduce, name="introduce"),
    path("maps/<slug:slug>/loops/", asking.loops, name="loops"),
    path("maps/<slug:slug>/loops/look/", asking.look, name="look_for_loops"),
    path("maps/<slug:slug>/loops/keep/", asking.keep, name="keep_loop"),
    path("kept-loops/<uuid:id>/let-go/", asking.let_go, name="let_loop_go"),
    path("maps/<slug:slug>/versions/", versions.versions, name="versions"),
    path("maps/<slug:slug>/export/<str:format>", maps.export, name="export"),
]
