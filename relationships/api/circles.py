"""Circles of every kind, and the people one is in them with."""

from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from rest_framework import serializers

from hls_platform.api.fields import Filters, Known, Sent, Shown, Words, may_be_left_out
from hls_platform.api.resources import Resource, changes, creates
from relationships.actions.circles import begin_partnership, begin_peer_group, found_organisation
from relationships.actions.ending import end_circle, keep_words_for
from relationships.models import (
    Circle,
    Membership,
    Organisation,
    Partnership,
    PartnershipParty,
    PeerGroup,
    Person,
)


class CircleShown(Shown):
    mine = serializers.BooleanField(help_text="Whether you are in it now.")

    class Meta:
        model = Circle
        fields: tuple[str, ...] = (
            "id",
            "kind",
            "slug",
            "name",
            "purpose",
            "language",
            "ended_at",
            "words_stay",
            "returns_on",
            "returns_before",
            "mine",
        )


class CircleFilters(Filters):
    mine = serializers.BooleanField(required=False, help_text="Only those you are in, or only the others.")


class AnyCircleFilters(CircleFilters):
    kind = serializers.ChoiceField(Circle.Kind.choices, required=False)


def with_mine(circles: QuerySet[Any], person: Person) -> QuerySet[Any]:
    """The circles, each with `mine`: whether `person` is in it now."""
    inside = Membership.objects.current().filter(person=person, circle_id=OuterRef("pk"))
    return circles.annotate(mine=Exists(inside))


class HowLong(Sent):
    months = serializers.ChoiceField(
        Circle.Stay.choices, allow_null=True, help_text="Null: until its author withdraws it."
    )


class Circles(Resource):
    """The circles you are in, and those you may know of: open peer groups, and the organisations of your partnerships."""

    shown = CircleShown
    order = ("name", "id")
    filters = AnyCircleFilters
    to_write = "circles"

    def rows(self) -> QuerySet[Circle]:
        return with_mine(Circle.objects.visible_to(self.person), self.person)

    @changes(HowLong)
    def keep_words_for(self, circle: Circle, sent: dict[str, Any]) -> Circle:
        """Set for how many months what is shared stays with a circle that you lead or facilitate; its people are told."""
        keep_words_for(by=self.person, circle=circle, **sent)
        return circle

    @changes()
    def end(self, circle: Circle, sent: dict[str, Any]) -> Circle:
        """End a circle that you lead or facilitate; its people are told. It cannot be begun again."""
        end_circle(by=self.person, circle=circle)
        return circle


class IdentifierShown(serializers.Serializer):
    scheme = serializers.CharField(help_text="The list, as org-id.guide names it: GB-CHC.")
    value = serializers.CharField()


class OrganisationShown(CircleShown):
    identifiers = IdentifierShown(many=True)

    class Meta(CircleShown.Meta):
        model = Organisation
        fields = (*CircleShown.Meta.fields, "organisation_kind", "place", "identifiers")


class OrganisationToFound(Sent):
    name = serializers.CharField(max_length=160)
    organisation_kind = serializers.ChoiceField(Organisation.OrganisationKind.choices)
    purpose = Words(**may_be_left_out())
    place = serializers.CharField(**may_be_left_out(max_length=120))


class OrganisationFilters(CircleFilters):
    organisation_kind = serializers.ChoiceField(Organisation.OrganisationKind.choices, required=False)


class Organisations(Resource):
    """Organisations: the circle of everyone who works there. An administrator of the place adds them."""

    shown = OrganisationShown
    order = ("name", "pk")
    filters = OrganisationFilters
    to_write = "circles"

    def rows(self) -> QuerySet[Organisation]:
        seen = Organisation.objects.visible_to(self.person).prefetch_related("identifiers")
        return with_mine(seen, self.person)

    @creates(OrganisationToFound)
    def create(self, sent: dict[str, Any]) -> Organisation:
        """Add an organisation to the place, led by you."""
        return found_organisation(by=self.person, **sent)


class PeerGroupShown(CircleShown):
    class Meta(CircleShown.Meta):
        model = PeerGroup
        fields = (*CircleShown.Meta.fields, "place", "joining", "rhythm")


class PeerGroupToBegin(Sent):
    name = serializers.CharField(max_length=160)
    purpose = Words(**may_be_left_out())
    place = serializers.CharField(**may_be_left_out(max_length=120))
    joining = serializers.ChoiceField(PeerGroup.Joining.choices, default=PeerGroup.Joining.INVITATION.value)
    rhythm = serializers.CharField(**may_be_left_out(max_length=160))


class PeerGroupFilters(CircleFilters):
    joining = serializers.ChoiceField(PeerGroup.Joining.choices, required=False)


class PeerGroups(Resource):
    """Peer groups: people who reflect together, across organisations."""

    shown = PeerGroupShown
    order = ("name", "pk")
    filters = PeerGroupFilters
    to_write = "circles"

    def rows(self) -> QuerySet[PeerGroup]:
        return with_mine(PeerGroup.objects.visible_to(self.person), self.person)

    @creates(PeerGroupToBegin)
    def create(self, sent: dict[str, Any]) -> PeerGroup:
        """Begin a peer group; you facilitate it."""
        return begin_peer_group(by=self.person, **sent)


class PartyShown(serializers.Serializer):
    organisation = serializers.UUIDField(source="organisation_id")
    name = serializers.CharField(source="organisation.name")
    side = serializers.ChoiceField(PartnershipParty.Side.choices)


class PartnershipShown(CircleShown):
    parties = PartyShown(many=True)

    class Meta(CircleShown.Meta):
        model = Partnership
        fields = (*CircleShown.Meta.fields, "parties")


class PartyToName(Sent):
    organisation = Known(Organisation)
    side = serializers.ChoiceField(PartnershipParty.Side.choices)


class PartnershipToBegin(Sent):
    name = serializers.CharField(max_length=160)
    purpose = Words(**may_be_left_out())
    on_behalf_of = Known(Organisation, help_text="Your own organisation, which you lead or facilitate.")
    parties = PartyToName(many=True, help_text="The organisations, yours too, and where each stands.")


class Partnerships(Resource):
    """Partnerships: the named people of two or more organisations, and the side each organisation stands on."""

    shown = PartnershipShown
    order = ("name", "pk")
    filters = CircleFilters
    to_write = "partnership"

    def rows(self) -> QuerySet[Partnership]:
        parties = PartnershipParty.objects.select_related("organisation").order_by(
            "side", "organisation__name"
        )
        seen = Partnership.objects.visible_to(self.person).prefetch_related(Prefetch("parties", parties))
        return with_mine(seen, self.person)

    @creates(PartnershipToBegin)
    def create(self, sent: dict[str, Any]) -> Partnership:
        """Begin a partnership of your organisation with others."""
        sides = [(each["organisation"], each["side"]) for each in sent.pop("parties")]
        return begin_partnership(by=self.person, parties=sides, **sent)


class PersonShown(Shown):
    class Meta:
        model = Person
        fields = ("id", "name")


class People(Resource):
    """You, and the people who are in a circle with you now."""

    shown = PersonShown
    order: ClassVar[tuple[str, ...]] = ("name", "id")

    def rows(self) -> QuerySet[Person]:
        return Person.objects.visible_to(self.person)
