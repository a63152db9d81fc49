"""A report over many partnerships: begun by the organisation whose committee reads it, given part by part by the partnerships."""

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext as _

from funders import access
from funders.models import CommitteePart, CommitteeReport, Report
from funders.reports.document import Document
from hls_platform.actions import NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from relationships.actions.ending import must_go_on
from relationships.models import Organisation, PartnershipParty, Person


@action
def begin_committee_report(
    *, organisation: Organisation, title: str, for_whom: str, by: Person
) -> CommitteeReport:
    """Begin one for an organisation. NotAllowed for whoever does not lead or facilitate it; Refused without words."""
    if not access.can_begin_for_committee(by, organisation):
        raise NotAllowed(
            _("Whoever leads or facilitates the organisation begins a report for its committee.")
        )
    must_go_on(organisation)
    if not title.strip() or not for_whom.strip():
        raise Refused(_("Say what it is called, and who will read it."))
    begun = CommitteeReport.objects.create(
        organisation=organisation, title=title.strip(), for_whom=for_whom.strip(), begun_by=by
    )
    audit.record(by=by, verb="committee_report.begun", subject=begun, circle=organisation)
    return begun


@action
def ask_for_parts(*, committee_report: CommitteeReport, report: Report, by: Person) -> list[CommitteePart]:
    """Ask the partnership of an issued report for parts of it: each organisation there, but the one that asks.

    Asked again, nothing changes. NotFound for whoever is not in both; Refused for what is not issued, or is superseded.
    """
    if not access.is_at(by, committee_report.organisation) or not access.is_in(by, report.partnership):
        raise NotFound
    in_turn(committee_report.pk)
    if report.state != Report.State.ISSUED:
        raise Refused(_("Parts are given of issued reports. This one is not issued yet."))
    if CommitteePart.objects.filter(committee_report=committee_report, report=report).exists():
        audit.nothing_changed()
        return list(CommitteePart.objects.filter(committee_report=committee_report, report=report))
    parties = PartnershipParty.objects.filter(partnership=report.partnership_id, side__in=access.MUST_SIGN)
    if not parties.filter(organisation=committee_report.organisation).exists():
        raise Refused(_("The organisation of this committee is no side of that partnership."))
    asked = [
        CommitteePart(committee_report=committee_report, report=report, organisation_id=party.organisation_id)
        for party in parties.exclude(organisation=committee_report.organisation).order_by("pk")
    ]
    CommitteePart.objects.bulk_create(asked)
    audit.record(
        by=by,
        verb="committee_report.asked",
        subject=committee_report,
        circle=report.partnership_id,
        report=report.pk,
    )
    return asked


@action
def give_parts(
    *, part: CommitteePart, sections: Collection[str], by: Person, read: str | None = None
) -> CommitteePart:
    """Say for one organisation which sections it gives; empty for none. It can be said otherwise at any time.

    NotFound for people outside the partnership, NotAllowed for who does not sign for the organisation, Refused for
    sections that the report does not have; `read` is the version of the answer that was looked at.
    """
    report = part.report
    if not access.is_in(by, report.partnership):
        raise NotFound
    if not access.can_sign(by, report, part.organisation):
        raise NotAllowed(_("Whoever signs for the organisation says what it gives."))
    part = CommitteePart.objects.select_for_update().get(pk=part.pk)
    there = [section.key for section in Document.from_json(report.content or {}).sections]
    if not set(sections) <= set(there):
        raise Refused(_("The report has no such section."))
    wanted = [key for key in there if key in set(sections)]
    if part.sections == wanted:
        audit.nothing_changed()
        return part
    must_be_as_read(read, kept(part, ["sections"]))
    part.sections, part.answered_by, part.answered_at = wanted, by, timezone.now()
    part.save(update_fields=["sections", "answered_by", "answered_at"])
    audit.record(
        by=by,
        verb="committee_report.answered",
        subject=part,
        circle=report.partnership_id,
        organisation=part.organisation_id,
        sections=wanted,
    )
    return part
