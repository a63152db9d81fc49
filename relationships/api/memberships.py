"""Who is in which circle, who is invited, and coming and going."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers

from hls_platform.api.fields import Filters, Known, Sent, Shown
from hls_platform.api.resources import Resource, changes, creates
from relationships import access
from relationships.actions import memberships as coming_and_going
from relationships.models import Circle, Invitation, Membership, Organisation, PeerGroup
from relationships.tasks import send_invitation


class MembershipShown(Shown):
    person_name = serializers.CharField(source="person.name")

    class Meta:
        model = Membership
        fields = ("id", "person", "person_name", "circle", "role", "on_behalf_of", "since", "until")


class MembershipFilters(Filters):
    circle = serializers.UUIDField(required=False, source="circle_id")
    person = serializers.UUIDField(required=False, source="person_id")
    role = serializers.ChoiceField(Membership.Role.choices, required=False)
    current = serializers.BooleanField(required=False, help_text="Those that hold now, or those that ended.")

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        now = timezone.now()
        current = self.validated_data.pop("current", None)
        if current is True:
            rows = rows.filter(Q(until=None) | Q(until__gt=now), since__lte=now)
        if current is False:
            rows = rows.filter(until__lte=now)
        return super().narrow(rows)


class ComingIn(Sent):
    circle = Known(PeerGroup, required=False, help_text="An open peer group.")
    invitation = serializers.CharField(
        required=False, max_length=200, help_text="Or the end of an invitation's link, behind /join/."
    )

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        if len(sent) != 1:
            raise serializers.ValidationError(_("Name an open peer group, or an invitation."))
        return sent


class RoleToGive(Sent):
    role = serializers.ChoiceField(Membership.Role.choices)


class Leaving(Sent):
    keep_shared = serializers.BooleanField(
        default=True, help_text="False takes what you shared there with you; only for yourself."
    )


class Memberships(Resource):
    """Memberships: who is, or was, in a circle that you are in; and all of your own."""

    shown = MembershipShown
    order = ("-since", "-id")
    filters = MembershipFilters
    to_write = "circles"

    def rows(self) -> QuerySet[Membership]:
        return Membership.objects.visible_to(self.person).select_related("person", "circle")

    @creates(ComingIn)
    def create(self, sent: dict[str, Any]) -> Membership | None:
        """Join an open peer group, or accept an invitation."""
        if "circle" in sent:
            return coming_and_going.join(by=self.person, group=sent["circle"])
        circle = coming_and_going.circle_behind(sent["invitation"], self.person)
        coming_and_going.accept_invitation(token=sent["invitation"], by=self.person)
        return access.current_membership(self.person, circle) if circle else None

    @changes(RoleToGive)
    def partial_update(self, membership: Membership, sent: dict[str, Any]) -> Membership:
        """Give somebody in a circle that you tend another role."""
        coming_and_going.change_role(by=self.person, membership=membership, **sent)
        return membership

    @changes(Leaving)
    def end(self, membership: Membership, sent: dict[str, Any]) -> Membership:
        """Leave a circle, or end the membership of somebody in a circle that you tend."""
        coming_and_going.end_membership(by=self.person, membership=membership, **sent)
        return membership


class InvitationShown(Shown):
    class Meta:
        model = Invitation
        fields = (
            "id",
            "circle",
            "email",
            "role",
            "on_behalf_of",
            "created_at",
            "expires_at",
            "accepted_at",
            "withdrawn_at",
        )


class InvitationFilters(Filters):
    circle = serializers.UUIDField(required=False, source="circle_id")
    open = serializers.BooleanField(
        required=False, help_text="Those that can still be accepted, or the others."
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        wanted = self.validated_data.pop("open", None)
        if wanted is True:
            rows = rows.open()  # type: ignore[attr-defined]
        if wanted is False:
            rows = rows.exclude(pk__in=Invitation.objects.open().values("pk"))
        return super().narrow(rows)


class Inviting(Sent):
    circle = Known(Circle)
    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(Membership.Role.choices, default=Membership.Role.MEMBER.value)
    on_behalf_of = Known(
        Organisation,
        required=False,
        allow_null=True,
        default=None,
        help_text="In a partnership: for whom they come in.",
    )


class Invitations(Resource):
    """Invitations that you sent, and those into circles that you tend. The link goes by e-mail to the invited alone."""

    shown = InvitationShown
    filters = InvitationFilters
    to_write = "circles"

    def rows(self) -> QuerySet[Invitation]:
        return (
            Invitation.objects.visible_to(self.person).filter(circle__isnull=False).select_related("circle")
        )

    @creates(Inviting)
    def create(self, sent: dict[str, Any]) -> Invitation:
        """Invite somebody by e-mail into a circle that you tend."""
        invitation, token = coming_and_going.invite(by=self.person, **sent)
        send_invitation.ask(str(invitation.pk), token)
        return invitation

    @changes()
    def withdraw(self, invitation: Invitation, sent: dict[str, Any]) -> Invitation:
        """Make an invitation's link useless."""
        coming_and_going.withdraw_invitation(by=self.person, invitation=invitation)
        return invitation
