"""The verbs of a report: asked for, composed, signed, issued; and what a withdrawal does to it."""

import datetime
import hashlib
import uuid
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import IntegerField, Max, TextField
from django.db.models.functions import Cast, Coalesce, Substr
from django.utils import timezone
from django.utils.translation import gettext as _

from funders import access
from funders.models import Report, ReportChoice, ReportFile, ReportSource, SignOff
from funders.reports.compose import compose
from funders.reports.content import content_of
from funders.reports.document import Document
from funders.reports.languages import languages
from hls_platform.actions import NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.live.news import changed
from hls_platform.security import audit
from hls_platform.security.asking import as_circles, as_job
from hls_platform.versions import must_be_as_read
from learning.models import Share
from learning.queries.cycles import questions_raised_by
from relationships.actions.ending import must_go_on
from relationships.models import Organisation, Partnership, PartnershipParty, Person

NUMBERING = 0x72657075
"""The key of the advisory lock under which report numbers are given."""


@action
def ask_for_report(
    *,
    partnership: Partnership,
    period_start: datetime.date,
    period_end: datetime.date,
    by: Person | None,
    language: str = "",
) -> Report:
    """A report to be composed, for the days from `period_start` up to and not including `period_end`.

    Its own words are in `language`, or else in that of the place. Where one for the same period and language is not issued yet, that one. `by` None is the command line of whoever runs
    the place. NotFound for people outside; Refused for an empty period.
    """
    if by is not None and not access.can_compose(by, partnership):
        raise NotFound
    must_go_on(partnership)
    language = "" if language == settings.LANGUAGE_CODE else language
    if period_end <= period_start:
        raise Refused(_("The period has to end after it begins."))
    if language and language not in languages():
        raise Refused(_("Reports are not made in this language here."))
    Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    begun = Report.objects.filter(
        partnership=partnership, period_start=period_start, period_end=period_end, language=language
    ).exclude(state=Report.State.ISSUED)
    if existing := begun.first():
        audit.nothing_changed()
        return existing
    report = Report.objects.create(
        partnership=partnership,
        period_start=period_start,
        period_end=period_end,
        language=language,
        created_by=by,
    )
    audit.record(by=by, verb="report.asked_for", subject=report, circle=partnership)
    return report


def compose_report(*, report: Report) -> Report:
    """Compose what waits to be composed, showing progress as it goes; doing it twice changes nothing.

    Words withdrawn while it is being composed make it begin again.
    """

    def show(percent: int) -> None:
        with as_circles(circles):
            waiting.update(progress=min(percent, 99))

    waiting = Report.objects.filter(pk=report.pk, state=Report.State.COMPOSING)
    circles = [report.partnership_id]
    with as_circles(circles):
        report = Report.objects.select_related("partnership").get(pk=report.pk)
    while report.state == Report.State.COMPOSING:
        document = compose(report, show)
        with as_circles(circles):
            report = keep_composed(report=report, document=document)
    return report


@action
def keep_composed(*, report: Report, document: Document) -> Report:
    """Keep what was composed, for choosing and signing. Left as it was when a source has been withdrawn meanwhile."""
    wanted = document.share_ids  # of all that is proposed: what was left out goes back to its author, too
    # Sources are locked before the report, in the order in which a withdrawal locks them.
    live = Share.objects.live().filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True)
    still_there = len(live) == len(wanted)
    report = locked(report)
    if report.state != Report.State.COMPOSING or not still_there:
        audit.nothing_changed()
        return report
    report.proposal = document.as_json()
    report.state = Report.State.SIGNING
    report.progress = 100
    report.save(update_fields=["proposal", "state", "progress"])
    keep_content(report)
    ReportSource.objects.bulk_create(ReportSource(report=report, share_id=share) for share in wanted)
    audit.record(
        by=None,
        verb="report.composed",
        subject=report,
        circle=report.partnership,
        sha256=report.content_sha256,
    )
    return report


def keep_content(report: Report) -> None:
    """The content as it follows from the proposal and what was chosen; who has the page open sees it at once.

    For an action that holds the report's row.
    """
    document = content_of(report, Document.from_json(report.proposal or {}))
    report.content = document.as_json()
    report.content_sha256 = document.sha256
    report.version += 1
    report.save(update_fields=["content", "content_sha256", "version"])
    changed("report", report.pk, report.version)


def bring_up_to_date(*, report: Report) -> Report:
    """Compose what waits; compose again what nobody has signed yet and would say something else today."""
    report = compose_report(report=report)
    with as_circles([report.partnership_id]):
        unsigned = report.state == Report.State.SIGNING and not report.sign_offs.exists()
        if not unsigned or Document.from_json(report.proposal or {}).says_the_same_as(compose(report)):
            return report
        report = recompose_report(report=report, by=None)
    return compose_report(report=report)


@action
def recompose_report(*, report: Report, by: Person | None, read: str | None = None) -> Report:
    """Compose again from what is shared now. Signatures are void: they were under other words.

    `by` None is the command line of whoever runs the place. `read` is the version (`as_signed`) that was looked at, so
    that nobody takes away a signature they have not seen: raises ChangedMeanwhile. NotFound for people outside, Refused
    once issued.
    """
    if by is not None and not access.can_compose(by, report.partnership):
        raise NotFound
    report = locked(report)
    if report.state == Report.State.ISSUED:
        raise Refused(_("This report is issued, and is not changed any more."))
    if report.state == Report.State.COMPOSING:
        audit.nothing_changed()
        return report
    must_be_as_read(read, as_signed(report))
    _begin_again(report)
    audit.record(by=by, verb="report.begun_again", subject=report, circle=report.partnership)
    return report


def as_signed(report: Report) -> dict[str, Any]:
    """What a report says (its hash), and who signed that: what somebody has read before they compose it again."""
    signed = report.sign_offs.order_by("organisation").values_list("organisation", flat=True)
    return {"content_sha256": report.content_sha256, "signed": list(signed)}


@action
def supersede_report(*, report: Report, what_changed: str, by: Person) -> Report:
    """Begin the report that takes an issued one's place, with what was chosen for that one; returns the new one.

    The old one stands until the new one is issued. Where one is begun already, that one. NotFound for people outside;
    Refused for what is not issued, or without saying what changed.
    """
    if not access.can_compose(by, report.partnership):
        raise NotFound
    must_go_on(report.partnership)
    in_turn(report.pk)
    if later := Report.objects.filter(supersedes=report).first():
        audit.nothing_changed()
        return later
    if report.state != Report.State.ISSUED:
        raise Refused(_("Only an issued report is superseded. This one can still be changed."))
    if not what_changed.strip():
        raise Refused(_("Say what changes, so that readers of the one before know why."))
    later = Report.objects.create(
        partnership=report.partnership,
        period_start=report.period_start,
        period_end=report.period_end,
        created_by=by,
        supersedes=report,
        what_changed=what_changed.strip(),
        summary=report.summary,
    )
    ReportChoice.objects.bulk_create(
        ReportChoice(
            report=later,
            key=each.key,
            left_out_by_id=each.left_out_by_id,
            position=each.position,
            comment=each.comment,
        )
        for each in report.choices.all()
    )
    audit.record(
        by=by, verb="report.superseding", subject=later, circle=report.partnership, earlier=report.pk
    )
    return later


@action
def sign_off(
    *, report: Report, organisation: Organisation, content_sha256: str, by: Person, reservation: str = ""
) -> Report:
    """Sign for one organisation, under exactly the content with this hash; the last needed signature issues it.

    A `reservation` says with what the organisation does not agree; it is printed with its signature. NotFound for people outside, NotAllowed for who does not sign for the organisation, Refused when the content is not
    (any more) what was read.
    """
    if not access.is_in(by, report.partnership):
        raise NotFound
    if not access.can_sign(by, report, organisation):
        raise NotAllowed(_("Whoever leads or facilitates here for an organisation signs for it."))
    report = locked(report)
    if SignOff.objects.filter(report=report, organisation=organisation).exists():
        audit.nothing_changed()
        return report
    if report.state != Report.State.SIGNING or report.content_sha256 != content_sha256:
        raise Refused(_("The report has changed since you read it. Please read it again before signing."))
    reservation = reservation.strip()
    SignOff.objects.create(
        report=report,
        organisation=organisation,
        person=by,
        content_sha256=content_sha256,
        reservation=reservation,
    )
    audit.record(
        by=by,
        verb="report.signed",
        subject=report,
        circle=report.partnership,
        organisation=organisation.pk,
        sha256=content_sha256,
        with_reservation=bool(reservation),
    )
    if missing_signatures(report):
        _tell(report)
        return report
    return issue(report=report, by=by)


def missing_signatures(report: Report) -> list[Organisation]:
    """The organisations whose signature the report still waits for, by name."""
    return [
        party.organisation
        for party in PartnershipParty.objects.filter(
            partnership=report.partnership_id, side__in=access.MUST_SIGN
        )
        .exclude(organisation__in=report.sign_offs.values("organisation"))
        .select_related("organisation")
        .order_by("organisation__name")
    ]


@action
def issue(*, report: Report, by: Person) -> Report:
    """Freeze a signed report under the next number of its year. Numbers have no gaps.

    Refused while a signature is missing. A second call changes nothing.
    """
    report = locked(report)
    if report.state == Report.State.ISSUED:
        audit.nothing_changed()
        return report
    if report.state != Report.State.SIGNING or missing_signatures(report):
        raise Refused(_("The report is issued when both sides have signed."))
    report.issued_at = timezone.now()
    year = str(timezone.localtime(report.issued_at).year)
    with as_job("hls_registrar"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBERING])
        last = Report.objects.filter(number__startswith=f"{year}-").aggregate(
            last=Max(Cast(Substr("number", len(year) + 2), IntegerField()))
        )["last"]
    report.number = f"{year}-{(last or 0) + 1:04}"
    report.state = Report.State.ISSUED
    report.proposal = None  # what was left out is nobody's any more but its author's
    stands = [uuid.UUID(id) for id in Document.from_json(report.content or {}).share_ids]
    report.sources.exclude(share__in=stands).delete()
    report.version += 1
    report.save(update_fields=["number", "state", "issued_at", "proposal", "version"])
    changed("report", report.pk, report.version)
    audit.record(by=by, verb="report.issued", subject=report, circle=report.partnership, number=report.number)
    return report


def note_file(*, report: Report, kind: str, body: bytes) -> None:
    """Note the hash of a file that an issued report goes out as, so that it is known again; a preview is not noted.

    No change of the report, and told of nobody: it says that the file is ours, not who took it.
    """
    if report.state == Report.State.ISSUED:
        sha256 = hashlib.sha256(body).hexdigest()
        ReportFile.objects.bulk_create(
            [ReportFile(report=report, kind=kind, sha256=sha256)], ignore_conflicts=True
        )


def scrub_share(*, share: Share) -> list[Report]:
    """Take a withdrawn share out of every report it stands in; returns those to be composed again.

    As a job of its own: whoever withdraws may have left the partnership, and the words go all the same.
    """
    with as_job("hls_scrubber"):
        reports = Report.objects.filter(sources__share=share).order_by("pk")
        ReportChoice.objects.filter(key=f"share:{share.pk}").delete()  # a comment may repeat the words
        changed = [scrub(report=report, share=share) for report in reports]
        return [report for report in changed if report.state == Report.State.COMPOSING]


def scrub_person(*, person: Person) -> list[Report]:
    """Take the name of somebody who leaves for good out of every report, and the words that they wrote into a circle's own
    things; returns the reports to be composed again. What they shared goes by `scrub_share`.
    """
    whose = [person.pk, *questions_raised_by(person)]  # a report names who raised one by the question alone
    with as_job("hls_scrubber"):
        held = Coalesce("proposal", "content")  # what is proposed holds all that the content does
        reports = Report.objects.annotate(said=Cast(held, TextField()))
        changed = [
            scrub(report=report, person_id=id)
            for id in whose
            for report in reports.filter(said__contains=str(id)).defer("content", "proposal").order_by("pk")
        ]
        return [report for report in changed if report.state == Report.State.COMPOSING]


@action
def scrub(*, report: Report, share: Share | None = None, person_id: uuid.UUID | None = None) -> Report:
    """An issued report loses the words and keeps their digest; one not issued yet is composed again.

    One that does not hold the words (any more) is left as it is.
    """
    report = locked(report)
    held = report.proposal or report.content
    document = Document.from_json(held) if held else None
    share_id, whose = str(share.pk) if share else None, str(person_id) if person_id else None
    if document is None or not {share_id, whose} & (document.share_ids | document.person_ids):
        audit.nothing_changed()
        return report
    if report.state == Report.State.ISSUED:
        report.content = document.without(share_id=share_id, person_id=whose).as_json()
        report.save(update_fields=["content"])
        verb = "report.scrubbed"
    else:
        _begin_again(report)
        verb = "report.begun_again"
    audit.record(by=None, verb=verb, subject=report, circle=report.partnership_id)
    return report


def locked(report: Report) -> Report:
    return Report.objects.select_for_update().get(pk=report.pk)


def _begin_again(report: Report) -> None:
    report.sign_offs.all().delete()
    report.sources.all().delete()
    report.state = Report.State.COMPOSING
    report.content = report.proposal = None
    report.content_sha256 = ""
    report.progress = 0
    report.version += 1
    report.save(update_fields=["state", "content", "proposal", "content_sha256", "progress", "version"])
    changed("report", report.pk, report.version)


def _tell(report: Report) -> None:
    report.version += 1
    report.save(update_fields=["version"])
    changed("report", report.pk, report.version)
