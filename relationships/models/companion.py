"""A companion: somebody who is supported, known here by an alias of their choosing, to the workers named on it alone."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models.circle import Circle
from relationships.models.membership import Membership
from relationships.models.organisation import Organisation
from relationships.models.partnership import PartnershipParty
from relationships.models.person import Person

if TYPE_CHECKING:
    from django.db.models import QuerySet

FUNDS = (Organisation.OrganisationKind.FUNDER, Organisation.OrganisationKind.COMMISSIONER)


def of_a_funder(person: str) -> Q:
    """The condition under which the person in the field `person` works or speaks for whoever gives money, now."""
    now = Membership.objects.current().filter(person=OuterRef(person))
    funders = Organisation.objects.filter(organisation_kind__in=FUNDS).values("pk")
    resourcing = PartnershipParty.objects.filter(
        side=PartnershipParty.Side.RESOURCING,
        partnership_id=OuterRef("circle_id"),
        organisation_id=OuterRef("on_behalf_of_id"),
    )
    speaks = Q(circle_id__in=funders) | Q(on_behalf_of_id__in=funders) | Q(Exists(resourcing))
    return Q(Exists(now.filter(speaks)))


class CompanionWorkerQuerySet(models.QuerySet["CompanionWorker"]):
    def accompanying(self) -> Self:
        """Those who are named now, are still in the circle, and are of no funder."""
        there = Membership.objects.current().filter(
            person=OuterRef("person"), circle_id=OuterRef("companion__circle_id")
        )
        return self.filter(Exists(there), ~of_a_funder("person"), until=None)

    def visible_to(self, person: Person) -> Self:
        """One's own, and who else is named where one is."""
        with_me = CompanionWorker.objects.accompanying().filter(person=person).values("companion_id")
        return self.filter(Q(person=person) | Q(companion_id__in=with_me))


class CompanionQuerySet(models.QuerySet["Companion"]):
    def standing(self) -> Self:
        """Those whose consent holds."""
        return self.filter(ended_at=None, consent_until__gt=timezone.now())

    def visible_to(self, person: Person) -> Self:
        """Those on which one is named, while the consent holds; of ended ones nothing but that they ended."""
        with_me = CompanionWorker.objects.accompanying().filter(person=person).values("companion_id")
        return self.filter(Q(ended_at__isnull=False) | Q(consent_until__gt=timezone.now()), pk__in=with_me)

    def who_may_be_named(self, circle: Circle) -> "QuerySet[Person]":
        """The people of `circle` who are of no funder: the database is asked, which knows of circles that one does not see."""
        there = Membership.objects.current().filter(circle_id=circle.pk).values("person_id")
        of_one = Func("pk", function="wall.is_of_a_funder", output_field=models.BooleanField())
        return Person.objects.filter(~Q(of_one), pk__in=there, is_active=True).order_by("name", "pk")


class Companion(models.Model):
    """What somebody said of themselves, and what they said yes to. When it ends, the words go and an empty row stays,
    by which a late repeat of the writing finds nothing to write."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="companions")
    alias = models.CharField(_("the name they choose to go by here"), max_length=80, blank=True)
    strengths = models.TextField(_("their strengths, in their words"), blank=True)
    hopes = models.TextField(_("their hopes, in their words"), blank=True)
    matters = models.TextField(_("what matters to them, in their words"), blank=True)
    consent_scope = models.TextField(_("what they said yes to"), blank=True)
    consent_on = models.DateField(_("on which day they said it"))
    consent_until = models.DateTimeField()
    key_hash = models.CharField(max_length=64, blank=True, editable=False)
    written_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = CompanionQuerySet.as_manager()

    WORDS = ("alias", "strengths", "hopes", "matters")
    CONSENT = ("consent_scope", "consent_on", "consent_until")

    class Meta:
        ordering = ["alias"]
        constraints = [
            models.UniqueConstraint(
                fields=["key_hash"], condition=~Q(key_hash=""), name="one_key_of_a_companion"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) & ~Q(alias="") & ~Q(consent_scope="")
                | Q(ended_at__isnull=False, alias="", strengths="", hopes="", matters="", consent_scope=""),
                name="companion_rests_on_consent",
            ),
        ]

    def __str__(self) -> str:
        return f"companion {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("relationships:companion", args=[self.pk])

    @property
    def last_day(self) -> datetime.date:
        """The last day on which the consent holds."""
        return timezone.localdate(self.consent_until - datetime.timedelta(microseconds=1))


class CompanionWorker(models.Model):
    """Somebody named on a companion's page, since the person agreed to it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    companion = models.ForeignKey(Companion, on_delete=models.CASCADE, related_name="workers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, editable=False)

    objects = CompanionWorkerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["companion", "person"], name="named_once_on_a_companion"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="named_for_a_while"
            ),
        ]

    def __str__(self) -> str:
        return f"worker of {self.companion_id}"
