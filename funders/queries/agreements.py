"""Agreements in short, as a partnership's page shows them."""

import datetime
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funders.money import said
from hls_platform.rows import rows
from hls_platform.spoken import once_in_each_language
from hls_platform.templatetags.plain_words import day
from hls_platform.web.addresses import address_of
from relationships.models import Circle

AGREEMENTS = """
    SELECT agreement.id, agreement.amount, currency, fund.name, starts_on, ends_on, unrestricted, rhythm, accountable_for,
        agreed_at IS NOT NULL, ended_on, (
            SELECT count(*) FROM funders_agreementversion version
            WHERE version.agreement_id = agreement.id AND taken_back_at IS NULL AND number = (
                SELECT max(number) FROM funders_agreementversion last WHERE last.agreement_id = agreement.id
            ) AND number IS DISTINCT FROM in_force
        ) > 0, (
            SELECT count(*) FROM funders_targetchallenge challenge
            WHERE challenge.agreement_id = agreement.id AND wanted <> '' AND let_go_at IS NULL
        ), payment.id, payment.amount, due_on, paid_on
    FROM funders_agreement agreement
    LEFT JOIN funders_fund fund ON fund.id = fund_id
    LEFT JOIN funders_payment payment ON payment.agreement_id = agreement.id AND called_off_at IS NULL
    WHERE partnership_id = %(partnership)s
    ORDER BY starts_on DESC, agreement.id, due_on, payment.id"""
OF_AGREEMENT = 13
"""How many columns are of the agreement itself."""


@dataclass(frozen=True)
class Paid:
    """A payment, due or paid."""

    id: uuid.UUID
    said: str
    due_on: datetime.date
    paid_on: datetime.date | None
    to_givers: bool
    """Whether this is read on the side that gives: to that side it says when something is late, to the others when it was due."""

    @property
    def when(self) -> str:
        return when(self.due_on, self.paid_on, self.to_givers)


@dataclass(frozen=True)
class Agreed:
    """An agreement in short."""

    id: uuid.UUID
    said: str
    fund: str | None
    starts_on: datetime.date
    ends_on: datetime.date
    unrestricted: bool
    rhythm: str
    accountable_for: str
    agreed: bool
    ended_on: datetime.date | None
    waits: bool
    """Whether terms are proposed that not all have agreed to."""
    wanted: int
    """How many targets somebody wants in it."""
    payments: list[Paid] = field(default_factory=list)

    @property
    def url(self) -> str:
        return address_of("funders:agreement", self.id)

    @property
    def from_until(self) -> str:
        return _from_until(self.starts_on, self.ends_on)


@dataclass(frozen=True)
class _Words:
    paid: str
    due: str


@once_in_each_language
def _words() -> _Words:
    return _Words(paid=_("paid %(day)s"), due=_("due %(day)s"))


@once_in_each_language
def _from_until(start: datetime.date, end: datetime.date) -> str:
    said = {"start": date_format(start, "j F Y"), "end": date_format(end, "j F Y")}
    return _("%(start)s until %(end)s") % said


def when(due_on: datetime.date, paid_on: datetime.date | None, to_givers: bool) -> str:
    """When a payment was made or is due. That it is late is said to the side that gives, and to nobody else."""
    if paid_on:
        return _words().paid % {"day": day(paid_on)}
    said_due = _words().due % {"day": day(due_on)}
    late = (timezone.localdate() - due_on).days
    if not to_givers or late <= 0:
        return said_due
    how = ngettext("%(number)s day late", "%(number)s days late", late) % {"number": late}
    return f"{said_due}, {how}"


def agreements_of(partnership: Circle, *, to_givers: bool) -> list[Agreed]:
    """Newest first, with their payments by the day they are due, as the side that gives or the others read them."""
    found = rows(lambda *row: row, AGREEMENTS, {"partnership": partnership.pk})
    return list(_agreements(found, to_givers))


def _agreements(found: list[tuple[Any, ...]], to_givers: bool) -> Iterator[Agreed]:
    for (id, amount, currency, *rest), each in groupby(found, key=lambda row: row[:OF_AGREEMENT]):
        paid = [
            Paid(payment, said(part, currency), due_on, paid_on, to_givers)
            for payment, part, due_on, paid_on in (row[OF_AGREEMENT:] for row in each)
            if payment is not None
        ]
        yield Agreed(id, said(amount, currency), *rest, paid)  # type: ignore[call-arg]
