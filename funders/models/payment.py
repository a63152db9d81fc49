"""A payment, and the ledger in which all that happens to an agreement's money is entered and nothing is taken out."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funders.models.agreement import Agreement, AgreementVersion, OfAnAgreement
from funders.models.amounts import AmountField, no_finer_than_its_currency
from funders.money import said
from hls_platform.identifiers import uuid7
from relationships.models import Organisation, Person


class Payment(models.Model):
    """Due on a day, approved by another person than the one who entered it, paid on a day; never tied to a result.

    In the currency of its agreement. Nothing but days and people stands between it and being paid: there is no column for more.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="payments")
    to_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    amount = AmountField(_("amount"))
    due_on = models.DateField(_("due on"))
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True)

    objects = OfAnAgreement.as_manager()

    class Meta:
        ordering = ["due_on"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount_is_positive"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False, entered_by__isnull=False)
                & ~Q(approved_by=F("entered_by")),
                name="payment_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(paid_on=None) | Q(approved_by__isnull=False), name="payment_paid_once_approved"
            ),
            models.CheckConstraint(
                condition=Q(paid_on=None) | Q(called_off_at=None), name="payment_paid_or_called_off"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} due {self.due_on}"

    @property
    def said(self) -> str:
        """The amount for reading, in the currency of its agreement."""
        return said(self.amount, self.agreement.currency)


class LedgerEntry(models.Model):
    """One thing that happened to an agreement's money. It is never changed; what was wrong is reversed by another."""

    class Kind(models.TextChoices):
        AGREED = "agreed", _("agreed")
        VARIED = "varied", _("varied")
        DUE = "due", _("due")
        PAID = "paid", _("paid")
        REVERSED = "reversed", _("reversed")

    class Account(models.TextChoices):
        AGREED = "agreed", _("agreed")
        DUE = "due", _("due")
        PAID = "paid", _("paid")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="ledger")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    account = models.CharField(max_length=20, choices=Account.choices, help_text=_("Which sum it changes."))
    amount = AmountField(_("amount"))
    currency = models.CharField(max_length=3)
    day = models.DateField(help_text=_("The day it is of: due, paid, in force."))
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    version = models.ForeignKey(
        AgreementVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    objects = OfAnAgreement.as_manager()

    class Meta:
        ordering = ["written_at", "id"]
        verbose_name_plural = "ledger entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["agreed", "varied"], account="agreed", version__isnull=False)
                & Q(payment=None, reverses=None)
                | Q(kind__in=["due", "paid"], account=F("kind"), payment__isnull=False)
                & Q(version=None, reverses=None)
                | Q(kind="reversed", account__in=["due", "paid"], reverses__isnull=False)
                & Q(payment__isnull=False, version=None)
                & ~Q(note=""),
                name="ledger_entry_is_of_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="reversed", amount__lt=0)
                | Q(kind="varied") & ~Q(amount=0)
                | Q(kind__in=["agreed", "due", "paid"], amount__gt=0),
                name="ledger_amount_has_its_sign",
            ),
            models.CheckConstraint(condition=no_finer_than_its_currency(), name="ledger_amount_is_exact"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount} {self.currency}"

    @property
    def said(self) -> str:
        """The amount for reading."""
        return said(self.amount, self.currency)
