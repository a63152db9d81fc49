"""The addresses of systems. A factor's page is in learning, because it shows the reflections that mention it."""

from django.urls import path

from systems.views import actors, looks, maps, publishing, starts, twin, twin_factor, twin_link, versions

app_name = "systems"
urlpatterns = [
    path("maps/", maps.maps, name="maps"),
    path("maps/import/", maps.bring_in, name="import"),
    path("maps/begin/", starts.starts, name="begin"),
    path("maps/begin/<str:start>/", starts.begin, name="begin_as"),
    path("maps/<slug:slug>/", maps.map, name="map"),
    path("maps/<slug:slug>/table/", twin.table, name="table"),
    path("maps/<slug:slug>/table/about/", twin.about, name="table_about"),
    path("maps/<slug:slug>/table/choose/", twin.choose_between, name="table_choose"),
    path("maps/<slug:slug>/table/undo/", twin.undo, name="table_undo"),
    path("maps/<slug:slug>/table/off/", twin.off, name="table_off"),
    path("maps/<slug:slug>/table/news/<int:opened>/", twin.news, name="table_news"),
    path("maps/<slug:slug>/table/links/", twin.links, name="table_links"),
    path("maps/<slug:slug>/table/links/<uuid:id>/", twin_link.link, name="table_link"),
    path(
        "maps/<slug:slug>/table/links/<uuid:id>/off/",
        twin.set_removed,
        {"on": "link"},
        name="table_link_off",
    ),
    path("maps/<slug:slug>/table/factors/<uuid:id>/", twin_factor.factor, name="table_factor"),
    path("maps/<slug:slug>/table/factors/<uuid:id>/join/", twin_factor.join, name="table_join"),
    path("maps/<slug:slug>/table/factors/<uuid:id>/split/", twin_factor.split, name="table_split"),
    path(
        "maps/<slug:slug>/table/factors/<uuid:id>/off/",
        twin.set_removed,
        {"on": "factor"},
        name="table_factor_off",
    ),
    path("maps/<slug:slug>/exercise/", starts.exercise, name="exercise"),
    path("maps/<slug:slug>/views/", looks.views, name="views"),
    path("views/<uuid:id>/", looks.view, name="view"),
    path("views/<uuid:id>/change/", looks.change, name="change_view"),
    path("views/<uuid:id>/take-away/", looks.take_away, name="take_view_away"),
    path("maps/<slug:slug>/actors/", actors.actors, name="actors"),
    path("actors/<uuid:id>/", actors.actor, name="actor"),
    path("actors/<uuid:id>/describe/", actors.describe, name="describe_actor"),
    path("actors/<uuid:id>/take-off/", actors.take_off, name="take_actor_off"),
    path("acts-on/<uuid:id>/leave/", actors.leave, name="leave_factor"),
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
