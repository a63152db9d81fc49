"""Who acts on maps, and on which factors."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from hls_platform.api.fields import Known, Sent, Shown, Words, may_be_left_out
from hls_platform.api.resources import Resource, changes, creates
from relationships.models import Organisation
from systems.actions.actors import act_on, describe_actor, leave_factor, name_actor, take_actor_off
from systems.api.maps import OnMapFilters
from systems.models import Actor, ActsOn, Factor, SystemMap


class ActsOnShown(Shown):
    class Meta:
        model = ActsOn
        fields = ("factor", "how")


class ActorShown(Shown):
    acts_on = ActsOnShown(many=True, source="acts_on_now", help_text="The factors that it acts on, and how.")

    class Meta:
        model = Actor
        fields = ("id", "map", "name", "kind", "organisation", "description", "acts_on", "made_at")


class ActorWords(Sent):
    name = serializers.CharField(max_length=160, required=False, help_text="Of an organisation or a role.")
    kind = serializers.ChoiceField(Actor.Kind.choices, required=False)
    organisation = Known(Organisation, required=False, allow_null=True, help_text="The one here that it is.")
    description = Words(required=False, allow_blank=True)


class ActorToName(ActorWords):
    map = Known(SystemMap)
    name = serializers.CharField(max_length=160, help_text="Of an organisation or a role.")
    description = Words(**may_be_left_out())
    acts_on = Known(Factor, many=True, required=False)


class OnAFactor(Sent):
    factor = Known(Factor)


class ActsOnAFactor(OnAFactor):
    how = Words(**may_be_left_out())


class Actors(Resource):
    """Organisations and roles that act on factors of your circles' maps."""

    shown = ActorShown
    order = ("name", "id")
    filters = OnMapFilters
    to_write = "maps"

    def rows(self) -> QuerySet[Actor]:
        acts_on = Prefetch("acts_on", ActsOn.objects.live().order_by("id"), to_attr="acts_on_now")
        found = Actor.objects.visible_to(self.person).select_related("map__circle")
        return found.prefetch_related(acts_on)

    @creates(ActorToName)
    def create(self, sent: dict[str, Any]) -> Actor:
        """Say that an organisation or a role acts on a map."""
        return name_actor(by=self.person, **sent)

    @changes(ActorWords)
    def partial_update(self, actor: Actor, sent: dict[str, Any]) -> Actor:
        """Say anew who it is."""
        now: dict[str, Any] = {name: getattr(actor, name) for name in ("name", "kind", "description")}
        if "organisation" not in sent and actor.organisation_id:
            now["organisation"] = Organisation(pk=actor.organisation_id)
        return describe_actor(by=self.person, actor=actor, **{**now, **sent})

    @changes()
    def destroy(self, actor: Actor, sent: dict[str, Any]) -> None:
        """Take it off the map."""
        take_actor_off(by=self.person, actor=actor)

    @changes(ActsOnAFactor)
    def act_on(self, actor: Actor, sent: dict[str, Any]) -> Actor:
        """Say that it acts on a factor of its map, and how."""
        act_on(by=self.person, actor=actor, **sent)
        return actor

    @changes(OnAFactor)
    def leave(self, actor: Actor, sent: dict[str, Any]) -> Actor:
        """Say that it does not act on a factor."""
        leave_factor(by=self.person, actor=actor, factor=sent["factor"])
        return actor
