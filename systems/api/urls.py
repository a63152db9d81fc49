"""The addresses of systems under /api/."""

from rest_framework.routers import SimpleRouter

from systems.api import actors, asking, drawing, maps, publications, views

router = SimpleRouter(use_regex_path=False)
router.register("maps", maps.Maps, "map")
router.register("factors", maps.Factors, "factor")
router.register("links", maps.Links, "link")
router.register("kept-loops", asking.KeptLoops, "kept-loop")
router.register("changes", drawing.Changes, "change")
router.register("guest-links", drawing.GuestLinks, "guest-link")
router.register("snapshots", maps.Snapshots, "snapshot")
router.register("published-maps", publications.PublishedMaps, "published-map")
router.register("views", views.Views, "view")
router.register("actors", actors.Actors, "actor")
urlpatterns = router.urls
