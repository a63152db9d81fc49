"""An invitation: a single-use link that reaches a person by e-mail and opens one circle."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models.circle import Circle
from relationships.models.membership import Membership
from relationships.models.organisation import Organisation
from relationships.models.person import Person

if TYPE_CHECKING:
    import datetime


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, at: "datetime.datetime | None" = None) -> Self:
        """Invitations that can still be accepted at the moment `at` (default: now)."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at or timezone.now())

    def visible_to(self, person: Person) -> Self:
        """Those one sent, and those of the circles one leads or facilitates now."""
        tended = Membership.objects.current().filter(person=person).exclude(role=Membership.Role.MEMBER)
        return self.filter(Q(invited_by=person) | Q(circle_id__in=tended.values("circle_id")))


class Invitation(models.Model):
    """Only a hash of the link's token is kept. Without a circle it is the first person's set-up link."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, null=True, related_name="invitations")
    email = models.EmailField(max_length=254, blank=True)
    role = models.CharField(max_length=20, choices=Membership.Role.choices, default=Membership.Role.MEMBER)
    on_behalf_of = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="invitations_sent"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    undeliverable_at = models.DateTimeField(
        null=True, help_text=_("When the address's post office refused the letter for good.")
    )

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"invitation to {self.circle or 'set up'}"
