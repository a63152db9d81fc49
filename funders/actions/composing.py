"""Composing a report together: what stands in it, in which order, with which comment, and its summary in plain words.

Everybody in the partnership chooses, and sees who left what out. As soon as one organisation has signed, the words are
those it signed: whoever wants to go on composing takes the signatures off first (`recompose_report`).
"""

from django.utils.translation import gettext as _

from funders import access
from funders.actions.reports import keep_content, locked
from funders.models import Report, ReportChoice
from funders.reports.arrange import can_be_left_out, moved
from funders.reports.content import chosen_for
from funders.reports.document import Document, Item, Section
from hls_platform.actions import NotFound, Refused, action
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from relationships.models import Person


@action
def leave_out(*, report: Report, key: str, by: Person) -> Report:
    """Leave one item out; again changes nothing. NotFound for people outside, Refused for what always stands there."""
    report = _to_compose(report, by)
    section, item = _proposed(report, key)
    if not can_be_left_out(section, item):
        raise Refused(_("This always stands in a report: who is there, and what was paid."))
    choice = _choice(report, key)
    if choice.left_out_by_id is not None:
        audit.nothing_changed()
        return report
    choice.left_out_by = by
    choice.save()
    return _kept(report, by, "report.left_out", choice)


@action
def put_in(*, report: Report, key: str, by: Person) -> Report:
    """Put an item back that was left out; again changes nothing."""
    report = _to_compose(report, by)
    choice = _choice(report, key)
    if choice.left_out_by_id is None:
        audit.nothing_changed()
        return report
    choice.left_out_by = None
    choice.save()
    return _kept(report, by, "report.put_in", choice)


@action
def move(*, report: Report, key: str, up: bool, by: Person) -> Report:
    """Move an item, and what belongs to it, one place up or down in its section. At its end nothing changes.

    Where it lies all see at once; when two move the same one, both moves count.
    """
    report = _to_compose(report, by)
    section, _item = _proposed(report, key)
    keys = moved(section, chosen_for(report), key, up=up)
    if not keys:
        audit.nothing_changed()
        return report
    ReportChoice.objects.bulk_create(
        [ReportChoice(report=report, key=each, position=nth) for nth, each in enumerate(keys)],
        update_conflicts=True,
        unique_fields=["report", "key"],
        update_fields=["position"],
    )
    return _kept(report, by, "report.moved", _choice(report, key))


@action
def comment_on(*, report: Report, key: str, comment: str, by: Person, read: str | None = None) -> Report:
    """What the partnership says about one item, printed with it; empty for nothing.

    `read` is the version of the comment that was looked at: raises ChangedMeanwhile, so that nobody's words are lost.
    """
    report = _to_compose(report, by)
    _proposed(report, key)
    choice = _choice(report, key)
    comment = comment.strip()
    if choice.comment == comment:
        audit.nothing_changed()
        return report
    must_be_as_read(read, kept(choice, ReportChoice.EDITED))
    choice.comment = comment
    choice.save()
    return _kept(report, by, "report.commented", choice)


@action
def write_summary(*, report: Report, summary: str, by: Person, read: str | None = None) -> Report:
    """What the report says, in plain words; people write it. `read` as in `comment_on`."""
    report = _to_compose(report, by)
    summary = summary.strip()
    if report.summary == summary:
        audit.nothing_changed()
        return report
    must_be_as_read(read, kept(report, Report.EDITED))
    report.summary = summary
    report.save(update_fields=["summary"])
    keep_content(report)
    audit.record(by=by, verb="report.summed_up", subject=report, circle=report.partnership_id)
    return report


def comment_now(report: Report, key: str) -> dict[str, str]:
    """What is kept of the comment on one item, as a form edits it."""
    return kept(_choice(report, key), ReportChoice.EDITED)


def _to_compose(report: Report, by: Person) -> Report:
    """The report, held for a change by somebody of its partnership. NotFound for others, Refused where it is not open."""
    if not access.can_compose(by, report.partnership):
        raise NotFound
    report = locked(report)
    if report.state == Report.State.ISSUED:
        raise Refused(_("This report is issued, and is not changed any more."))
    if report.state == Report.State.COMPOSING:
        raise Refused(_("The report is just being composed. Try again in a moment."))
    if report.sign_offs.exists():
        raise Refused(
            _(
                "Somebody has signed this report as it is. To change it, compose it again first: that takes signatures off."
            )
        )
    return report


def _proposed(report: Report, key: str) -> tuple[Section, Item]:
    """The proposed item with that key, and its section. NotFound where there is none."""
    for section in Document.from_json(report.proposal or {}).sections:
        for item in section.present:
            if key and item.key == key:
                return section, item
    raise NotFound


def _choice(report: Report, key: str) -> ReportChoice:
    found = ReportChoice.objects.filter(report=report, key=key).first()
    return found or ReportChoice(report=report, key=key)


def _kept(report: Report, by: Person, verb: str, choice: ReportChoice) -> Report:
    keep_content(report)
    audit.record(by=by, verb=verb, subject=choice, circle=report.partnership_id)
    return report
