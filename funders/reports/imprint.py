"""What is printed on a report beside its document: number, hash, signatures. Not part of what the hash covers."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from funders.models import Report


@dataclass(frozen=True, kw_only=True)
class Imprint:
    number: str
    sha256: str
    issued_on: str
    signatures: tuple[str, ...]

    @property
    def issued_day(self) -> str:
        """The day it was issued as people write it; empty before."""
        return date_format(datetime.date.fromisoformat(self.issued_on), "j F Y") if self.issued_on else ""


def imprint_of(report: Report) -> Imprint:
    """The imprint of a composed report. Number and day are empty until it is issued."""
    signed = report.sign_offs.select_related("organisation", "person").order_by("signed_at")
    return Imprint(
        number=report.number or "",
        sha256=report.content_sha256,
        issued_on=timezone.localtime(report.issued_at).date().isoformat() if report.issued_at else "",
        signatures=tuple(f"{sign_off.organisation}: {sign_off.person}" for sign_off in signed),
    )
