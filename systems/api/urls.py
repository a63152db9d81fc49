"""The addresses of systems under /api/."""

from rest_framework.routers import SimpleRouter

from systems.api import actors, maps, publications, views

router = SimpleRouter(use_regex_path=False)
router.register("maps", maps.Maps, "map")
router.register("factors", maps.Factors, "factor")
router.register("links", maps.Links, "link")
router.register("snapshots", maps.Snapshots, "snapshot")
router.register("published-maps", publications.PublishedMaps, "published-map")
router.register("views", views.Views, "view")
router.register("actors", actors.Actors, "actor")
urlpatterns = router.urls
