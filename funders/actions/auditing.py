"""An auditor's link to one issued report: made, opened, ended."""

import datetime
import secrets

from django.utils import timezone
from django.utils.translation import gettext as _

from funders import access
from funders.models import AuditorLink, Report
from hls_platform.actions import NotAllowed, NotFound, Refused, action
from hls_platform.security import audit
from hls_platform.security.asking import as_circles, as_person
from relationships.actions.memberships import hash_of
from relationships.models import Person

DAYS = (7, 30, 90)
"""For how long a link can be made to lead somewhere."""


@action
def make_auditor_link(
    *, report: Report, for_whom: str, days: int, by: Person, at: datetime.datetime | None = None
) -> tuple[AuditorLink, str]:
    """A link for somebody without an account; returns it with its secret, which is shown once and kept nowhere.

    NotFound for people outside; NotAllowed for who signs for no organisation here; Refused for what is not issued.
    """
    if not access.is_in(by, report.partnership):
        raise NotFound
    if not access.may_sign_for(by, report.partnership).exists():
        raise NotAllowed(_("Whoever signs the report for an organisation shows it to an auditor."))
    if report.state != Report.State.ISSUED:
        raise Refused(_("An auditor reads what is issued. This report is not yet."))
    if days not in DAYS or not for_whom.strip():
        raise Refused(_("Say for whom the link is, and for how long."))
    at, secret = at or timezone.now(), secrets.token_urlsafe(32)
    link = AuditorLink.objects.create(
        report=report,
        partnership=report.partnership,
        for_whom=for_whom.strip(),
        token_hash=hash_of(secret),
        made_by=by,
        made_at=at,
        expires_at=at + datetime.timedelta(days=days),
    )
    audit.record(
        by=by, verb="auditor_link.made", subject=link, circle=report.partnership, report=report.pk, days=days
    )
    return link, secret


@action
def end_auditor_link(*, link: AuditorLink, by: Person) -> AuditorLink:
    """The link leads nowhere from now on; again changes nothing. Anybody in the partnership can end it."""
    if not access.is_in(by, link.partnership):
        raise NotFound
    link = AuditorLink.objects.select_for_update().get(pk=link.pk)
    if link.ended_at is not None:
        audit.nothing_changed()
        return link
    link.ended_at = timezone.now()
    link.save(update_fields=["ended_at"])
    audit.record(by=by, verb="auditor_link.ended", subject=link, circle=link.partnership_id)
    return link


def open_auditor_link(secret: str) -> AuditorLink | None:
    """The link with that secret, if it leads somewhere now; that it was opened is recorded. To be read as its partnership."""
    with as_person(None, token_hash=hash_of(secret)):
        link = AuditorLink.objects.working().filter(token_hash=hash_of(secret)).first()
    if link is None:
        return None
    with as_circles([link.partnership_id]):
        return note_opening(link=link)


@action
def note_opening(*, link: AuditorLink) -> AuditorLink:
    """Note that somebody opened the link, for the partnership to see."""
    link.opened_at = timezone.now()
    link.save(update_fields=["opened_at"])
    audit.record(by=None, verb="auditor_link.opened", subject=link, circle=link.partnership_id)
    return link
