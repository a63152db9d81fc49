"""A quarter's page for those who govern an organisation: begun, filled by choosing, written, and reviewed by another."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from funders import access
from funders.models import TrusteesLine, TrusteesPage
from hls_platform.actions import NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from learning.models import Adaptation, Insight
from relationships.actions.ending import must_go_on
from relationships.models import Organisation, Person


def _must_write(by: Person, organisation: Organisation) -> None:
    if not access.is_in(by, organisation):
        raise NotFound
    must_go_on(organisation)


@action
def begin_trustees_page(*, by: Person, organisation: Organisation, quarter: datetime.date) -> TrusteesPage:
    """The page of the quarter that `quarter` is in, begun where it is not there yet. Raises NotFound, Ended, Refused."""
    _must_write(by, organisation)
    first = quarter.replace(month=quarter.month - (quarter.month - 1) % 3, day=1)
    if first > timezone.localdate():
        raise Refused(_("That quarter has not begun."))
    in_turn(organisation.pk)
    if known := TrusteesPage.objects.filter(organisation=organisation, quarter=first).first():
        audit.nothing_changed()
        return known
    page = TrusteesPage.objects.create(organisation=organisation, quarter=first, written_by=by)
    audit.record(by=by, verb="trustees_page.begun", subject=page, circle=organisation, quarter=str(first))
    return page


@action
def write_trustees_page(
    *, by: Person, page: TrusteesPage, opening: str, read: str | None = None
) -> TrusteesPage:
    """Say in one's own words what the quarter brought; it is to be reviewed anew then. Raises NotFound, ChangedMeanwhile."""
    _must_write(by, page.organisation)
    in_turn(page.pk)
    page.refresh_from_db()
    if page.opening == opening.strip():
        audit.nothing_changed()
        return page
    must_be_as_read(read, kept(page, TrusteesPage.EDITED))
    page.opening, page.written_by = opening.strip(), by
    _to_be_reviewed(page, "opening", "written_by")
    audit.record(by=by, verb="trustees_page.written", subject=page, circle=page.organisation)
    return page


@action
def choose_for_trustees(
    *,
    by: Person,
    page: TrusteesPage,
    insight: Insight | None = None,
    adaptation: Adaptation | None = None,
    why: str = "",
) -> TrusteesLine:
    """Put an insight, or an adaptation, that `by` may read on the page, and say why it matters. Raises NotFound, Refused.

    Chosen already, it is only said anew why.
    """
    _must_write(by, page.organisation)
    if (insight is None) == (adaptation is None):
        raise Refused(_("Choose one insight, or one thing that is done differently now."))
    in_turn(page.pk)
    page.refresh_from_db()
    known = page.lines.filter(insight=insight, adaptation=adaptation).first()
    if known and known.why == why.strip():
        audit.nothing_changed()
        return known
    if known:
        known.why = why.strip()
        known.save(update_fields=["why"])
    line = known or TrusteesLine.objects.create(
        page=page, insight=insight, adaptation=adaptation, why=why.strip(), chosen_by=by
    )
    _to_be_reviewed(page)
    audit.record(by=by, verb="trustees_page.chosen", subject=line, circle=page.organisation)
    return line


@action
def leave_out_for_trustees(*, by: Person, line: TrusteesLine) -> None:
    """Take something that was chosen off the page. Raises NotFound; gone already, nothing changes."""
    page = line.page
    _must_write(by, page.organisation)
    in_turn(page.pk)
    page.refresh_from_db()
    gone, _by_kind = TrusteesLine.objects.filter(pk=line.pk).delete()
    if not gone:
        return audit.nothing_changed()
    _to_be_reviewed(page)
    audit.record(by=by, verb="trustees_page.left_out", subject=line, circle=page.organisation)


@action
def review_trustees_page(*, by: Person, page: TrusteesPage, version: str | None = None) -> TrusteesPage:
    """Say that one has read it and stands behind it; whoever wrote it last does not. Raises NotFound, NotAllowed, Refused.

    `version` is that of what was read: raises ChangedMeanwhile.
    """
    _must_write(by, page.organisation)
    in_turn(page.pk)
    page.refresh_from_db()
    if page.reviewed_by_id is not None:
        audit.nothing_changed()
        return page
    if page.written_by_id == by.pk:
        raise NotAllowed(_("Somebody other than whoever wrote it reviews it."))
    if not page.lines.exists():
        raise Refused(_("Nothing has been chosen for it yet."))
    must_be_as_read(version, as_reviewed(page))
    page.reviewed_by, page.reviewed_at = by, timezone.now()
    page.save(update_fields=["reviewed_by", "reviewed_at"])
    audit.record(by=by, verb="trustees_page.reviewed", subject=page, circle=page.organisation)
    return page


def as_reviewed(page: TrusteesPage) -> dict[str, object]:
    """What somebody who reviews the page has read."""
    lines = list(page.lines.order_by("id").values_list("id", "why"))
    return {"opening": page.opening, "lines": [f"{id} {why}" for id, why in lines]}


def _to_be_reviewed(page: TrusteesPage, *changed: str) -> None:
    page.reviewed_by = page.reviewed_at = None
    page.save(update_fields=[*changed, "reviewed_by", "reviewed_at"])
