"""A membership: a person is in a circle, from a day until a day."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models.circle import Circle
from relationships.models.organisation import Organisation
from relationships.models.person import Person

if TYPE_CHECKING:
    import datetime


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, at: "datetime.datetime | None" = None) -> Self:
        """Memberships that hold at the moment `at` (default: now)."""
        at = at or timezone.now()
        return self.filter(Q(until=None) | Q(until__gt=at), since__lte=at)

    def visible_to(self, person: Person) -> Self:
        """One's own, and those of the circles one is in now."""
        return self.filter(Q(person=person) | Q(circle__in=Circle.objects.having_member(person)))


class Membership(models.Model):
    class Role(models.TextChoices):
        MEMBER = "member", _("member")
        FACILITATOR = "facilitator", _("facilitator")
        LEAD = "lead", _("lead")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.MEMBER)
    on_behalf_of = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="representatives"
    )
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "circle"], condition=Q(until=None), name="one_open_membership"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="membership_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["circle", "person"], name="membership_of_circle")]

    def __str__(self) -> str:
        return f"{self.person} in {self.circle}"
