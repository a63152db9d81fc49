"""Drawing on maps: what was changed on them, in order, and the links by which guests come."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from rest_framework import serializers

from hls_platform.api.fields import Filters, Known, Sent, Shown
from hls_platform.api.resources import Resource, changes, creates
from hls_platform.identifiers import uuid7
from systems.actions.changes import change_map
from systems.actions.guests import make_guest_link, revoke_guest_link
from systems.models import Change, GuestLink, SystemMap


class StepToTake(Sent):
    on = serializers.ChoiceField(["factor", "link", "map"])
    id = serializers.UUIDField(help_text="Of the thing; your own for something new.")
    set = serializers.DictField(help_text="Its fields; “attributes.NAME” for what else is said of a factor.")


class ChangeShown(Shown):
    sets = serializers.ListField(
        child=serializers.DictField(),
        help_text="What was set: “on”, “id”, “set”, and “was”, what stood there before.",
    )
    by_guest = serializers.CharField(
        source="guest.name",
        default=None,
        allow_null=True,
        help_text="The name that a guest typed, who has no account.",
    )

    class Meta:
        model = Change
        fields = ("id", "map", "number", "seen", "by", "by_guest", "at", "sets", "undoes")


class ChangeToMake(Sent):
    map = Known(SystemMap)
    id = serializers.UUIDField(required=False, default=uuid7, help_text="Sent again, it is kept once.")
    seen = serializers.IntegerField(
        min_value=0, max_value=2**62, help_text="The number of the last change of this map that you had read."
    )
    steps = StepToTake(many=True)


class OnMap(Filters):
    map = serializers.UUIDField(required=False, source="map_id")


class ChangeFilters(OnMap):
    since = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=2**62,
        source="number__gt",
        help_text="With a number above this one.",
    )


class Changes(Resource):
    """What was changed on the maps of your circles, in the order in which all see it."""

    shown = ChangeShown
    order = ("number", "id")
    filters = ChangeFilters
    to_write = "maps"

    def rows(self) -> QuerySet[Change]:
        return Change.objects.visible_to(self.person).select_related("guest")

    @creates(ChangeToMake)
    def create(self, sent: dict[str, Any]) -> Change:
        """Draw: several steps that are kept together or not at all. What somebody else has set since you looked stays, and yours waits beside it."""
        steps = [{**step, "id": str(step["id"])} for step in sent.pop("steps")]
        return change_map(by=self.person, steps=steps, **sent)


class GuestLinkShown(Shown):
    guests = serializers.SerializerMethodField(help_text="The names under which guests came by it.")

    class Meta:
        model = GuestLink
        fields: tuple[str, ...] = ("id", "map", "made_by", "made_at", "expires_at", "revoked_at", "guests")

    def get_guests(self, link: GuestLink) -> list[str]:
        return [guest.name for guest in link.guests.all()]


class GuestLinkMade(GuestLinkShown):
    address = serializers.URLField(help_text="Where guests come in. It is told this once.")

    class Meta(GuestLinkShown.Meta):
        fields = (*GuestLinkShown.Meta.fields, "address")


class GuestLinkToMake(Sent):
    map = Known(SystemMap)
    hours = serializers.IntegerField(min_value=1, max_value=24 * 30, help_text="For how long it works.")


class GuestLinks(Resource):
    """The links by which guests come to the maps of your circles."""

    shown = GuestLinkShown
    order = ("-made_at", "-id")
    filters = OnMap
    to_write = "maps"

    def rows(self) -> QuerySet[GuestLink]:
        return (
            GuestLink.objects.visible_to(self.person).select_related("map__circle").prefetch_related("guests")
        )

    @creates(GuestLinkToMake, again=False, shown=GuestLinkMade)
    def create(self, sent: dict[str, Any]) -> tuple[GuestLink, dict[str, str]]:
        """Make a link, in a circle that lets guests in."""
        link, token = make_guest_link(by=self.person, **sent)
        return link, {"address": settings.PUBLIC_URL + reverse("systems:come_as_guest", args=[token])}

    @changes()
    def revoke(self, link: GuestLink, sent: dict[str, Any]) -> GuestLink:
        """End a link: whoever came by it is out, and what they drew stays."""
        revoke_guest_link(by=self.person, link=link)
        return link
