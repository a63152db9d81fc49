"""Trust reflections: what each of two sides writes of the other, in four words, sealed until both have written."""

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models.membership import Membership
from relationships.models.organisation import Organisation
from relationships.models.partnership import Partnership, PartnershipParty
from relationships.models.person import Person

if TYPE_CHECKING:
    from django.db.models import QuerySet

WRITING = (PartnershipParty.Side.RESOURCING, PartnershipParty.Side.DELIVERING)
"""The two sides. Who supports a partnership neither writes nor reads: it stays between the two."""


def standing(person: Person) -> "QuerySet[PartnershipParty]":
    """The parties that `person` may write and read of trust for, now: one in each partnership at most.

    One comes into the partnership for it, and works there, too: whoever leads a partnership can invite people for any of its
    organisations, and who works in one says that organisation alone. Nobody who works on both sides is on either.
    """
    now = Membership.objects.current().filter(person=person)
    works_in = now.values("circle_id")
    comes_for = now.filter(circle_id=OuterRef("partnership_id"), on_behalf_of_id=OuterRef("organisation_id"))
    other = PartnershipParty.objects.filter(
        ~Q(side=OuterRef("side")),
        partnership_id=OuterRef("partnership_id"),
        side__in=WRITING,
        organisation_id__in=works_in,
    )
    return PartnershipParty.objects.filter(
        Exists(comes_for), ~Exists(other), side__in=WRITING, organisation_id__in=works_in
    )


class TrustRoundQuerySet(models.QuerySet["TrustRound"]):
    def visible_to(self, person: Person) -> Self:
        """Those of the partnerships in which `person` is on one of the two sides."""
        return self.filter(partnership_id__in=standing(person).values("partnership_id"))


class TrustRound(models.Model):
    """A period about which the two sides of a partnership write. Opened once, for both at that moment, or never."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="trust_rounds")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until (that day too)"))
    begun_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True, editable=False)

    objects = TrustRoundQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "starts_on"], name="one_trust_round_at_a_time"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="trust_round_has_days"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"

    def get_absolute_url(self) -> str:
        return reverse("relationships:trust_round", args=[self.pk])


class TrustReflectionQuerySet(models.QuerySet["TrustReflection"]):
    def visible_to(self, person: Person) -> Self:
        """What one's own side wrote; what the other wrote, once both were opened."""
        mine = standing(person).filter(partnership_id=OuterRef("round__partnership_id"))
        opened = Q(round__opened_at__isnull=False) & Q(Exists(mine))
        return self.filter(opened | Q(Exists(mine.filter(side=OuterRef("side")))))


class TrustReflection(models.Model):
    """What one side wrote about a period: in words alone. Its id is random, so that it does not tell when that was."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(TrustRound, on_delete=models.CASCADE, related_name="reflections")
    side = models.CharField(max_length=20, choices=PartnershipParty.Side.choices)
    variety = models.TextField(_("variety"), blank=True)
    empathy = models.TextField(_("empathy"), blank=True)
    strengths = models.TextField(_("strengths"), blank=True)
    trust = models.TextField(_("trust"), blank=True)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_for = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    handed_in_at = models.DateTimeField(null=True, editable=False)

    objects = TrustReflectionQuerySet.as_manager()

    EDITED = ("variety", "empathy", "strengths", "trust")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "side"], name="one_trust_reflection_per_side"),
            models.CheckConstraint(
                condition=Q(side__in=["resourcing", "delivering"]), name="trust_is_between_two_sides"
            ),
            models.CheckConstraint(
                condition=~Q(variety="", empathy="", strengths="", trust=""), name="trust_in_words"
            ),
        ]

    def __str__(self) -> str:
        return f"trust reflection {self.pk}"
