"""The addresses of learning under /api/."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from learning.api import (
    attachments,
    digests,
    insights,
    my_digests,
    nudges,
    pieces,
    practice,
    prompts,
    questions,
    reflections,
    search,
    shared,
    themes,
    ties,
    together,
)

router = SimpleRouter(use_regex_path=False)
router.register("reflections", reflections.Reflections, "reflection")
router.register("attachments", attachments.Attachments, "attachment")
router.register("shares", reflections.Shares, "share")
router.register("drafts", reflections.Drafts, "draft")
router.register("nudges", nudges.Nudges, "nudge")
router.register("deliveries", my_digests.Deliveries, "delivery")
router.register("shared", shared.Shared, "shared")
router.register("prompt-sets", prompts.PromptSets, "prompt-set")
router.register("responses", shared.Responses, "response")
router.register("questions", questions.Questions, "question")
router.register("understandings", questions.Understandings, "understanding")
router.register("insights", insights.Insights, "insight")
router.register("adaptations", insights.Adaptations, "adaptation")
router.register("pieces", pieces.Pieces, "piece")
router.register("quotes", pieces.Quotes, "quote")
router.register("consents", pieces.Consents, "consent")
router.register("cycles", practice.Cycles, "cycle")
router.register("cycle-steps", practice.CycleSteps, "step")
router.register("obstacles", practice.Obstacles, "obstacle")
router.register("experiments", practice.Experiments, "experiment")
router.register("measures", practice.Measures, "measure")
router.register("observations", practice.Observations, "observation")
router.register("sense-makings", together.SenseMakings, "sense-making")
router.register("notes", together.Notes, "note")
router.register("groups-of-notes", together.NoteGroups, "group-of-notes")
router.register("digests", digests.Digests, "digest")
router.register("threads", digests.Threads, "thread")
router.register("ties", ties.Ties, "tie")
router.register("change-reasons", ties.ChangeReasons, "change-reason")
router.register("themes", themes.Themes, "theme")
urlpatterns = [
    path("search/", search.Search.as_view({"get": "list"}, basename="search"), name="search"),
    path("me/digests/", my_digests.digest_settings_urls(), name="my-digests"),
    *router.urls,
]
