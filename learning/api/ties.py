"""What of the work hangs together with factors of maps, and which insights led to changes on them."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from hls_platform.api.fields import Filters, Known, Sent, Shown
from hls_platform.api.resources import Resource, changes, creates
from learning import actions
from learning.models import ChangeReason, Insight, Tie
from learning.models.tie import NOUNS
from systems.models import Change, Factor


class TieShown(Shown):
    class Meta:
        model = Tie
        fields = ("id", "factor", *NOUNS, "tied_at")


class TieFilters(Filters):
    factor = serializers.UUIDField(required=False, source="factor_id")
    map = serializers.UUIDField(required=False, source="factor__map_id")


class TieToMake(Sent):
    factor = Known(Factor)
    noun = serializers.ChoiceField(list(NOUNS), help_text="What it is tied to.")
    thing = serializers.UUIDField(help_text="The id of that.")

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        seen = NOUNS[sent.pop("noun")]._default_manager.visible_to(self.context["person"])  # type: ignore[attr-defined]
        found = seen.filter(pk=sent["thing"]).first()
        if found is None:
            raise serializers.ValidationError({"thing": [_("There is no such thing that you may see.")]})
        return sent | {"thing": found}


class Ties(Resource):
    """What factors are tied to, where you may see the factor and the thing."""

    shown = TieShown
    order = ("-tied_at", "-id")
    filters = TieFilters
    to_write = "maps"

    def rows(self) -> QuerySet[Tie]:
        return Tie.objects.visible_to(self.person)

    @creates(TieToMake)
    def create(self, sent: dict[str, Any]) -> Tie:
        """Tie a factor of a map to an insight, a question, an experiment, a measure, an adaptation or an organisation."""
        return actions.tie(by=self.person, **sent)

    @changes()
    def destroy(self, tie: Tie, sent: dict[str, Any]) -> None:
        """Take the tie away."""
        actions.untie(by=self.person, tie=tie)


class ChangeReasonShown(Shown):
    map = serializers.UUIDField(source="change.map_id")
    number = serializers.IntegerField(
        source="change.number", help_text="The number of the change on its map."
    )

    class Meta:
        model = ChangeReason
        fields = ("id", "change", "map", "number", "insight", "said_at")


class ChangeReasonFilters(Filters):
    map = serializers.UUIDField(required=False, source="change__map_id")
    insight = serializers.UUIDField(required=False, source="insight_id")


class ChangeReasonToSay(Sent):
    change = Known(Change)
    insight = Known(Insight)


class ChangeReasons(Resource):
    """The insights that led to changes on maps."""

    shown = ChangeReasonShown
    order = ("-said_at", "-id")
    filters = ChangeReasonFilters
    to_write = "maps"

    def rows(self) -> QuerySet[ChangeReason]:
        return ChangeReason.objects.visible_to(self.person).select_related("change")

    @creates(ChangeReasonToSay)
    def create(self, sent: dict[str, Any]) -> ChangeReason:
        """Say that an insight led to a change on a map."""
        return actions.say_reason(by=self.person, **sent)

    @changes()
    def destroy(self, reason: ChangeReason, sent: dict[str, Any]) -> None:
        """Say so no more."""
        actions.take_back_reason(by=self.person, reason=reason)
