"""The addresses of learning under /api/."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from learning.api import digests, insights, questions, reflections, search, shared, themes

router = SimpleRouter(use_regex_path=False)
router.register("reflections", reflections.Reflections, "reflection")
router.register("shares", reflections.Shares, "share")
router.register("drafts", reflections.Drafts, "draft")
router.register("deliveries", reflections.Deliveries, "delivery")
router.register("shared", shared.Shared, "shared")
router.register("responses", shared.Responses, "response")
router.register("questions", questions.Questions, "question")
router.register("understandings", questions.Understandings, "understanding")
router.register("insights", insights.Insights, "insight")
router.register("adaptations", insights.Adaptations, "adaptation")
router.register("digests", digests.Digests, "digest")
router.register("threads", digests.Threads, "thread")
router.register("themes", themes.Themes, "theme")
urlpatterns = router.urls
urlpatterns = [
    path("search/", search.Search.as_view({"get": "list"}, basename="search"), name="search"),
    *router.urls,
]
