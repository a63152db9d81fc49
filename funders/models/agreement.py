"""An agreement: a partnership's money and what all in it are accountable for, as all of them agreed. There is no target in it."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funders.models.amounts import AmountField, no_finer_than_its_currency
from funders.models.fund import Fund
from funders.money import said
from hls_platform.identifiers import uuid7
from learning.models import LearningQuestion
from relationships.models import Circle, Organisation, Partnership, Person


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, person: Person) -> Self:
        """The agreements of the partnerships that `person` is in now."""
        return self.filter(partnership__in=Circle.objects.having_member(person))

    def agreed(self) -> Self:
        """Those that every organisation that must has agreed: only these are paid, reported and published."""
        return self.filter(agreed_at__isnull=False)


class Agreement(models.Model):
    """Its columns hold the terms in force, and as long as nothing is agreed the terms that were proposed last."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="agreements")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements")
    amount = AmountField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3, default="GBP", help_text=_("ISO 4217 code"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    unrestricted = models.BooleanField(_("can be used as the partner sees fit"), default=True)
    rhythm = models.CharField(_("how often we talk"), max_length=160, blank=True)
    accountable_for = models.TextField(_("what both sides are accountable for"), blank=True)
    questions = models.ManyToManyField(LearningQuestion, related_name="agreements", blank=True)
    agreed_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When all had agreed its first terms.")
    )
    in_force = models.PositiveIntegerField(null=True, blank=True, help_text=_("The number of its version."))
    ended_on = models.DateField(null=True, blank=True, help_text=_("When it ended, as all agreed."))

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="agreement_amount_is_positive"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="agreement_has_length"),
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z]{3}$"), name="agreement_currency_code"
            ),
            models.CheckConstraint(condition=no_finer_than_its_currency(), name="agreement_amount_is_exact"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(agreed_at__isnull=False), name="agreement_ends_once_agreed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership} {self.starts_on:%Y}"

    def get_absolute_url(self) -> str:
        return reverse("funders:agreement", args=[self.pk])

    @property
    def said(self) -> str:
        """The amount for reading: "£60,000"."""
        return said(self.amount, self.currency)


class OfAnAgreement(models.QuerySet[Any]):
    def visible_to(self, person: Person) -> Self:
        """Those of the agreements of the partnerships that `person` is in now."""
        return self.filter(agreement__partnership__in=Circle.objects.having_member(person))


class AgreementVersion(models.Model):
    """Terms as they were proposed, under a hash. They never change: who wants others proposes another version."""

    class Kind(models.TextChoices):
        BEGINNING = "beginning", _("the first terms")
        VARIATION = "variation", _("changed terms")
        EXTENSION = "extension", _("a longer time")
        ENDING = "ending", _("an ending")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    terms = models.JSONField(help_text=_("See funders/terms.py."))
    sha256 = models.CharField(max_length=64)
    why = models.TextField(_("why"), blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = OfAnAgreement.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreement_version_number_once"),
            models.CheckConstraint(
                condition=Q(kind="beginning") | ~Q(why=""), name="agreement_changed_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} version {self.number}"


class AssentQuerySet(models.QuerySet["Assent"]):
    def visible_to(self, person: Person) -> Self:
        """What was agreed to in the partnerships that `person` is in now."""
        return self.filter(version__agreement__partnership__in=Circle.objects.having_member(person))


class Assent(models.Model):
    """One organisation agrees to exactly these terms."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="assents")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(default=timezone.now)
    sha256 = models.CharField(max_length=64, help_text=_("Of the terms that were read."))

    objects = AssentQuerySet.as_manager()

    class Meta:
        ordering = ["agreed_at"]
        constraints = [
            models.UniqueConstraint(fields=["version", "organisation"], name="agreed_once_per_organisation")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} agrees to {self.version_id}"
