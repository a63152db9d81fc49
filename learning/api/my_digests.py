"""What came to you, all your circles together, and how you want it to come."""

import uuid
from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hls_platform.actions import in_turn
from hls_platform.api.conditions import etag_of, is_known, must_match
from hls_platform.api.fields import Day, Filters, Moment, Sent, Shown
from hls_platform.api.resources import Resource
from learning.actions.digest_choices import choice_of, choose_digests
from learning.models import Delivery, Digest, DigestChoice, DigestCopy
from learning.queries.my_digests import in_a_sentence
from relationships.models import Circle, Person


class DeliveryShown(Shown):
    digests = serializers.SerializerMethodField(
        help_text="Of circles that you are in: ids under /api/digests/."
    )

    class Meta:
        model = Delivery
        fields = (
            "id", "channel", "covers_from", "covers_until", "digests", "created_at", "sent_at", "dropped_at",
        )  # fmt: skip

    def get_digests(self, delivery: Delivery) -> list[uuid.UUID]:
        return sorted(copy.digest_id for copy in delivery.seen)  # type: ignore[attr-defined]


class DeliveryFilters(Filters):
    digest = serializers.UUIDField(required=False, source="copies__digest_id")
    since = Moment(required=False, source="created_at__gte")


class Deliveries(Resource):
    """The digests that came to you, each of all your circles together, and those whose letter waits to be sent."""

    shown = DeliveryShown
    filters = DeliveryFilters

    def rows(self) -> QuerySet[Delivery]:
        seen = DigestCopy.objects.filter(
            person=self.person, digest__in=Digest.objects.visible_to(self.person)
        )
        return Delivery.objects.visible_to(self.person).prefetch_related(
            Prefetch("copies", seen, to_attr="seen")
        )


class DigestChoiceShown(Shown):
    covered_until = serializers.DateTimeField(
        allow_null=True,
        help_text="Where the last one ended and the next begins; null while you have not chosen and none came to you.",
    )
    sentence = serializers.SerializerMethodField(help_text="What will happen, in words.")

    class Meta:
        model = DigestChoice
        fields = (*DigestChoice.EDITED, "next_at", "covered_until", "sentence")

    def get_sentence(self, choice: DigestChoice) -> str:
        return in_a_sentence(choice)


class DigestChoiceToMake(Sent):
    rhythm = serializers.ChoiceField(Circle.Rhythm.choices, required=False)
    day = serializers.ChoiceField(DigestChoice.Day.choices, required=False, help_text="0 is Monday.")
    hour = serializers.IntegerField(min_value=0, max_value=23, required=False)
    zone = serializers.CharField(max_length=64, required=False, help_text="For example Europe/London.")
    channel = serializers.ChoiceField(DigestChoice.Channel.choices, required=False)
    names_circles = serializers.BooleanField(required=False)
    own = serializers.ChoiceField(DigestChoice.Own.choices, required=False)
    away_until = Day(required=False, allow_null=True)


class DigestSettings(Resource):
    """When, where and how you want your digests."""

    shown = DigestChoiceShown
    to_write = "account"

    def rows(self) -> QuerySet[DigestChoice]:
        return DigestChoice.objects.visible_to(self.person)

    def retrieve(self, request: Request) -> Response:  # type: ignore[override]
        """How you want them now."""
        shown = self._now()
        etag = etag_of(shown)
        return (
            Response(status=304, headers={"ETag": etag})
            if is_known(request, etag)
            else Response(shown, headers={"ETag": etag})
        )

    def partial_update(self, request: Request) -> Response:
        """Choose otherwise. What came since the last digest comes with the next: nothing is lost, nothing comes twice."""
        in_turn(self.person.pk)
        must_match(request, etag_of(self._now()))
        choose_digests(by=self.person, **self.words(DigestChoiceToMake))
        shown = self._now()
        return Response(shown, headers={"ETag": etag_of(shown)})

    partial_update.words, partial_update.writes = DigestChoiceToMake, "change"  # type: ignore[attr-defined]

    def _now(self) -> Any:
        person: Person = self.person
        return self.shown_by_itself(choice_of(person))


def digest_settings_urls() -> Any:
    """The view of one address for the one who asks."""
    return DigestSettings.as_view({"get": "retrieve", "patch": "partial_update"}, basename="my-digests")
