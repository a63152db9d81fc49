"""Themes: what a circle sees in what it shared."""

import uuid
from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from hls_platform.api.fields import Filters, Known, Moment, Sent, Shown
from hls_platform.api.resources import Resource, changes, creates
from learning import actions
from learning.models import Share, Theme


class ThemeShown(Shown):
    shared = serializers.SerializerMethodField(help_text="What it gathers: ids under /api/shared/.")

    class Meta:
        model = Theme
        fields = ("id", "circle", "name", "named_by", "created_at", "became", "shared")

    def get_shared(self, theme: Theme) -> list[uuid.UUID]:
        return sorted(share.pk for share in theme.still_shared)  # type: ignore[attr-defined]


class ThemeFilters(Filters):
    circle = serializers.UUIDField(required=False, source="circle_id")
    since = Moment(required=False, source="created_at__gte")


class Gathered(Sent):
    share = Known(Share)
    name = serializers.CharField(max_length=160)


class ThemeName(Sent):
    name = serializers.CharField(max_length=160)


class Joined(Sent):
    into = Known(Theme)


class TakenOut(Sent):
    share = Known(Share)


class Themes(Resource):
    """What several of the things shared with a circle speak of, in its own words."""

    shown = ThemeShown
    filters = ThemeFilters
    to_write = "reflect"

    def rows(self) -> QuerySet[Theme]:
        live = Share.objects.live().only("pk")
        return (
            Theme.objects.visible_to(self.person)
            .select_related("circle")
            .prefetch_related(Prefetch("shares", live, to_attr="still_shared"))
        )

    @creates(Gathered)
    def create(self, sent: dict[str, Any]) -> Theme:
        """Put something shared under a theme of its circle, which begins with it where there is none of that name."""
        return actions.put_under_theme(by=self.person, **sent)

    @changes(ThemeName)
    def partial_update(self, theme: Theme, sent: dict[str, Any]) -> Theme:
        """Call it otherwise."""
        return actions.rename_theme(by=self.person, theme=theme, **sent)

    @changes(Joined)
    def join(self, theme: Theme, sent: dict[str, Any]) -> Theme:
        """Let it go on in another theme of the circle."""
        return actions.join_themes(by=self.person, theme=theme, **sent)

    @changes(TakenOut)
    def take_out(self, theme: Theme, sent: dict[str, Any]) -> Theme:
        """Take something out of it; it stays shared."""
        return actions.take_out_of_theme(by=self.person, theme=theme, **sent)
