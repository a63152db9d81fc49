"""Which terms of an agreement stand, which wait and for whom, and what its ledger says."""

from decimal import Decimal
from typing import Any

from django.db.models import Sum

from funders import access
from funders.models import Agreement, AgreementVersion, LedgerEntry
from funders.terms import Terms, terms_of
from relationships.models import Organisation


def latest_version(agreement: Agreement) -> AgreementVersion | None:
    """The version that was proposed last; None for an agreement that has none."""
    return AgreementVersion.objects.filter(agreement=agreement).order_by("number").last()


def open_version(agreement: Agreement) -> AgreementVersion | None:
    """The version that waits for somebody to agree, if there is one."""
    latest = latest_version(agreement)
    if latest is None or latest.taken_back_at or latest.number == agreement.in_force:
        return None
    return latest


def missing_assents(version: AgreementVersion) -> list[Organisation]:
    """The organisations that a version still waits for, by name."""
    agreed = version.assents.filter(sha256=version.sha256).values("organisation")
    return list(access.must_agree(version.agreement.partnership).exclude(pk__in=agreed))


def terms_in_force(agreement: Agreement) -> Terms | None:
    """The terms that all have agreed to; None while there are none."""
    if agreement.agreed_at is None:
        return None
    version = agreement.versions.filter(number=agreement.in_force or 0).first()
    return Terms.from_json(version.terms) if version else terms_of(agreement)


def terms_now(agreement: Agreement) -> dict[str, Any]:
    """What a form that changes the terms begins with, by the names of its fields."""
    return standing_terms(agreement).edited


def standing_terms(agreement: Agreement) -> Terms:
    """The terms that were proposed last and not taken back, or else those in force."""
    latest = latest_version(agreement)
    if latest and latest.taken_back_at and agreement.in_force:
        latest = AgreementVersion.objects.get(agreement=agreement, number=agreement.in_force)
    if latest:
        return Terms.from_json(latest.terms)
    return terms_of(agreement, agreement.questions.order_by("pk").values_list("pk", flat=True))


def in_the_ledger(agreement: Agreement) -> dict[str, Decimal]:
    """What is agreed, due and paid, by the ledger."""
    sums = dict(
        LedgerEntry.objects.filter(agreement=agreement)
        .order_by()
        .values_list("account")
        .annotate(sum=Sum("amount"))
    )
    return {account: sums.get(account, Decimal(0)) for account in LedgerEntry.Account.values}
