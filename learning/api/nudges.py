"""Nudges that people set for themselves, for programs that ask on their behalf."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from hls_platform.api.fields import Sent, Shown
from hls_platform.api.resources import Resource, changes, creates
from learning.actions import nudges as actions
from learning.models import Nudge


class NudgeShown(Shown):
    class Meta:
        model = Nudge
        fields = ("id", "days", "at", "zone", "quiet_from", "quiet_until", "next_at", "created_at")


class NudgeToSet(Sent):
    days = serializers.CharField(max_length=7, help_text="135 is Monday, Wednesday and Friday.")
    at = serializers.TimeField()
    zone = serializers.CharField(max_length=64, help_text="For example Europe/London.")
    quiet_from = serializers.TimeField(required=False)
    quiet_until = serializers.TimeField(required=False)


class Nudges(Resource):
    """The nudges that you set for yourself. Nobody else sees them, or can set one for you."""

    shown = NudgeShown
    to_write = "reflect"

    def rows(self) -> QuerySet[Nudge]:
        return Nudge.objects.visible_to(self.person)

    @creates(NudgeToSet)
    def create(self, sent: dict[str, Any]) -> Nudge:
        """Have an e-mail at times of your own. The same again is the same nudge."""
        return actions.set_nudge(by=self.person, **sent)

    @changes()
    def destroy(self, nudge: Nudge, sent: dict[str, Any]) -> None:
        """Stop it."""
        actions.stop_nudge(by=self.person, nudge=nudge)
