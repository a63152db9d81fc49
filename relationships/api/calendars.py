"""The private address of one's calendar."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from rest_framework import serializers

from hls_platform.api.fields import Sent, Shown
from hls_platform.api.resources import Resource, changes, creates
from relationships.actions import calendars
from relationships.models import CalendarFeed


class CalendarShown(Shown):
    class Meta:
        model = CalendarFeed
        fields: tuple[str, ...] = ("id", "names_partnerships", "made_at")


class CalendarMade(CalendarShown):
    address = serializers.CharField(help_text="For your calendar, as a subscription; shown this once.")

    class Meta(CalendarShown.Meta):
        fields = (*CalendarShown.Meta.fields, "address")


class CalendarToMake(Sent):
    names_partnerships = serializers.BooleanField(
        default=False, help_text="Whether your calendar says which partnership it is."
    )


class Calendars(Resource):
    """The address under which your own calendar finds the conversations of your partnerships: one, or none."""

    shown = CalendarShown
    order = ("-made_at", "-id")
    to_write = "partnership"

    def rows(self) -> QuerySet[CalendarFeed]:
        return CalendarFeed.objects.visible_to(self.person)

    @creates(CalendarToMake, again=False, shown=CalendarMade)
    def create(self, sent: dict[str, Any]) -> tuple[CalendarFeed, dict[str, str]]:
        """Make an address, in the place of the one before. The answer shows it, this once."""
        secret = calendars.make_calendar(by=self.person, **sent)
        address = settings.PUBLIC_URL + reverse("relationships:calendar_feed", args=[secret])
        return self.rows().get(), {"address": address}

    @changes()
    def destroy(self, feed: CalendarFeed, sent: dict[str, Any]) -> None:
        """End the address."""
        calendars.end_calendar(by=self.person)
