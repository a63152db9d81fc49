"""An agreement: a partnership's money and what both sides are accountable for. There is no target in it."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funders.models.fund import Fund
from funders.money import said
from hls_platform.identifiers import uuid7
from learning.models import LearningQuestion
from relationships.models import Circle, Partnership, Person


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, person: Person) -> Self:
        """The agreements of the partnerships that `person` is in now."""
        return self.filter(partnership__in=Circle.objects.having_member(person))


class Agreement(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="agreements")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements")
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, default="GBP", help_text=_("ISO 4217 code"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    unrestricted = models.BooleanField(_("can be used as the partner sees fit"), default=True)
    rhythm = models.CharField(_("how often we talk"), max_length=160, blank=True)
    accountable_for = models.TextField(_("what both sides are accountable for"), blank=True)
    questions = models.ManyToManyField(LearningQuestion, related_name="agreements", blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="agreement_amount_is_positive"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="agreement_has_length"),
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z]{3}$"), name="agreement_currency_code"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership} {self.starts_on:%Y}"

    @property
    def said(self) -> str:
        """The amount for reading: "£60,000"."""
        return said(self.amount, self.currency)


class PaymentQuerySet(models.QuerySet["Payment"]):
    def visible_to(self, person: Person) -> Self:
        """The payments of the partnerships that `person` is in now."""
        return self.filter(agreement__partnership__in=Circle.objects.having_member(person))


class Payment(models.Model):
    """Due on a day, paid on a day; never tied to a result. In the currency of its agreement."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="payments")
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    due_on = models.DateField(_("due on"))
    paid_on = models.DateField(_("paid on"), null=True, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        ordering = ["due_on"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount_is_positive")]

    def __str__(self) -> str:
        return f"{self.amount} due {self.due_on}"

    @property
    def said(self) -> str:
        """The amount for reading, in the currency of its agreement."""
        return said(self.amount, self.agreement.currency)
