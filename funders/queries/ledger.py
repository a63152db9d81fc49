"""The ledger as a table for a finance system: one row for each entry, exact, and nothing in it that a spreadsheet would run."""

import csv
import datetime
import io

from django.db.models import Exists, OuterRef, Q, QuerySet

from funders.models import LedgerEntry
from funders.money import exact
from hls_platform.spreadsheets import harmless
from relationships.models import Membership, Organisation, PartnershipParty, Person

COLUMNS = (
    "entry", "written_at", "day", "kind", "account", "amount", "currency", "partnership", "fund", "agreement", "payment",
    "to", "due_on", "entered_by", "approved_by", "reverses", "note",
)  # fmt: skip


def ledgers_of(
    person: Person, since: datetime.date | None = None, until: datetime.date | None = None
) -> QuerySet[LedgerEntry]:
    """The entries of every agreement for whose giving side `person` speaks now.

    `since` and `until` are days of writing; the second is not in it.
    """
    mine = Membership.objects.current().filter(person=person, circle=OuterRef("partnership"))
    in_person = Q(organisation__in=Organisation.objects.having_member(person).values("pk"))
    spoken_for = PartnershipParty.objects.filter(side=PartnershipParty.Side.RESOURCING).filter(
        Exists(mine.filter(on_behalf_of=OuterRef("organisation")))
        | Exists(mine.filter(on_behalf_of=None)) & in_person
    )
    entries = LedgerEntry.objects.filter(agreement__partnership__in=spoken_for.values("partnership"))
    if since:
        entries = entries.filter(written_at__date__gte=since)
    if until:
        entries = entries.filter(written_at__date__lt=until)
    return entries


def as_csv(entries: QuerySet[LedgerEntry]) -> bytes:
    """The whole file, in UTF-8, its head first."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    found = entries.select_related(
        "agreement__partnership",
        "agreement__fund",
        "payment__to_organisation",
        "payment__entered_by",
        "payment__approved_by",
    ).order_by("written_at", "id")
    for entry in found.iterator(chunk_size=2000):
        writer.writerow([harmless(cell) for cell in _cells(entry)])
    return out.getvalue().encode("utf-8-sig")


def _cells(entry: LedgerEntry) -> tuple[str, ...]:
    payment = entry.payment
    to = payment.to_organisation if payment else None
    return (
        str(entry.pk),
        entry.written_at.isoformat(timespec="seconds"),
        entry.day.isoformat(),
        entry.kind,
        entry.account,
        str(exact(entry.amount, entry.currency)),
        entry.currency,
        entry.agreement.partnership.name,
        entry.agreement.fund.name if entry.agreement.fund else "",
        str(entry.agreement_id),
        str(payment.pk) if payment else "",
        to.name if to else "",
        payment.due_on.isoformat() if payment else "",
        payment.entered_by.name if payment and payment.entered_by else "",
        payment.approved_by.name if payment and payment.approved_by else "",
        str(entry.reverses_id or ""),
        entry.note,
    )
