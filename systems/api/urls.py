"""The addresses of systems under /api/."""

from rest_framework.routers import SimpleRouter

from systems.api import drawing, maps

router = SimpleRouter(use_regex_path=False)
router.register("maps", maps.Maps, "map")
router.register("factors", maps.Factors, "factor")
router.register("links", maps.Links, "link")
router.register("changes", drawing.Changes, "change")
router.register("guest-links", drawing.GuestLinks, "guest-link")
router.register("snapshots", maps.Snapshots, "snapshot")
urlpatterns = router.urls
