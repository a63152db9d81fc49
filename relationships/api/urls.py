"""The addresses of relationships under /api/."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from relationships.api import (
    calendars,
    circles,
    community,
    entries,
    memberships,
    offers,
    partnerships,
    sign_in,
    subscriptions,
    trust,
)
from relationships.api.me import me_urls, my_data_urls

router = SimpleRouter(use_regex_path=False)
router.register("circles", circles.Circles, "circle")
router.register("organisations", circles.Organisations, "organisation")
router.register("peer-groups", circles.PeerGroups, "peer-group")
router.register("partnerships", circles.Partnerships, "partnership")
router.register("people", circles.People, "person")
router.register("memberships", memberships.Memberships, "membership")
router.register("invitations", memberships.Invitations, "invitation")
router.register("conversations", partnerships.Conversations, "conversation")
router.register("calendars", calendars.Calendars, "calendar")
router.register("heard", partnerships.HeardByEach, "heard")
router.register("handovers", partnerships.Handovers, "handover")
router.register("promises", partnerships.Promises, "promise")
router.register("trust-rounds", trust.TrustRounds, "trust-round")
router.register("trust-reflections", trust.TrustReflections, "trust-reflection")
router.register("listings", community.Listings, "listing")
router.register("asks-to-join", community.AsksToJoin, "ask-to-join")
router.register("events", community.Events, "event")
router.register("looks", community.Looks, "look")
router.register("concerns", community.Concerns, "concern")
router.register("offers", offers.Offers, "offer")
router.register("talks", offers.Talks, "talk")
router.register("talk-lines", offers.TalkLines, "talk-line")
router.register("sessions", sign_in.Sessions, "session")
router.register("sign-in-rules", sign_in.SignInRules, "sign-in-rule")
router.register("entries", entries.Entries, "entry")
router.register("subscriptions", subscriptions.Subscriptions, "subscription")

urlpatterns = [
    path("me/", me_urls(), name="me"),
    path("me/data/", my_data_urls(), name="my-data"),
    *router.urls,
]
