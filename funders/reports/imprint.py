"""What is printed on a report beside its document: number, hash, signatures, whose look it has. Not part of what the hash covers."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from funders.models import Report
from funders.reports.dress import PLAIN, Dress


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Who signed for an organisation, and the reservation with which they did; empty for none."""

    organisation: str
    person: str
    reservation: str = ""


@dataclass(frozen=True, kw_only=True)
class Imprint:
    number: str
    sha256: str
    issued_on: str
    signatures: tuple[Signature, ...]
    verify_at: str = ""
    """The address at which anybody can check it; empty before it is issued."""
    dress: Dress = PLAIN

    @property
    def issued_day(self) -> str:
        """The day it was issued as people write it; empty before."""
        return date_format(datetime.date.fromisoformat(self.issued_on), "j F Y") if self.issued_on else ""


def imprint_of(report: Report, dress: Dress = PLAIN) -> Imprint:
    """The imprint of a composed report, in the look `dress`. Number, day and address are empty until it is issued."""
    signed = report.sign_offs.select_related("organisation", "person").order_by("signed_at")
    return Imprint(
        number=report.number or "",
        sha256=report.content_sha256,
        issued_on=timezone.localtime(report.issued_at).date().isoformat() if report.issued_at else "",
        signatures=tuple(
            Signature(
                organisation=str(each.organisation),
                person=str(each.person),
                reservation=each.reservation,
            )
            for each in signed
        ),
        verify_at=_where_it_can_be_checked(report),
        dress=dress,
    )


def _where_it_can_be_checked(report: Report) -> str:
    return (
        f"{settings.PUBLIC_URL}{reverse('funders:is_genuine')}?asked={report.number}" if report.number else ""
    )
