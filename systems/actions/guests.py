"""Letting guests draw on one map by a link, and letting them no longer."""

import datetime
import secrets
from hashlib import sha256

from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import NotAllowed, NotFound, Refused, action
from hls_platform.live.news import changed
from hls_platform.security import audit
from hls_platform.security.asking import as_job, as_person
from relationships.access import can_tend
from relationships.models import Circle, Person
from systems import access
from systems.drawers import OF_GUESTS
from systems.models import Guest, GuestLink, GuestsAllowed, SystemMap

LONGEST = datetime.timedelta(days=30)
MOST_GUESTS = 100
"""So many guests come by one link."""


def hash_of(secret: str) -> str:
    """What is kept of a secret that is long and random."""
    return sha256(secret.encode()).hexdigest()


@action
def allow_guests(*, by: Person, circle: Circle, allowed: bool) -> None:
    """Let guests' links work on the circle's maps, or none of them.

    Raises NotFound outside the circle, NotAllowed for those who do not tend it.
    """
    if not access.can_draw(by, circle):
        raise NotFound
    if not can_tend(by, circle):
        raise NotAllowed(_("Whoever leads or facilitates the circle says whether guests may come."))
    there = GuestsAllowed.objects.filter(circle=circle)
    if there.exists() == allowed:
        return audit.nothing_changed()
    if allowed:
        GuestsAllowed.objects.create(circle=circle, by=by)
    else:
        there.delete()
    audit.record(
        by=by, verb="guests.allowed" if allowed else "guests.sent_away", subject=circle, circle=circle
    )


@action
def make_guest_link(*, by: Person, map: SystemMap, hours: int) -> tuple[GuestLink, str]:
    """A link that opens the map for guests for so many hours; with its token, which is kept nowhere.

    Raises NotFound outside the circle, Refused where the circle lets no guests in, or for a time beyond `LONGEST`.
    """
    if not access.can_draw(by, map.circle):
        raise NotFound
    if not GuestsAllowed.objects.filter(circle=map.circle_id).exists():
        raise Refused(_("This circle lets no guests draw on its maps."))
    lasts = datetime.timedelta(hours=hours)
    if not datetime.timedelta() < lasts <= LONGEST:
        raise Refused(_("A link for guests works for at most %(days)d days.") % {"days": LONGEST.days})
    token, now = secrets.token_urlsafe(32), timezone.now()
    link = GuestLink.objects.create(
        map=map, made_by=by, token_hash=hash_of(token), made_at=now, expires_at=now + lasts
    )
    audit.record(by=by, verb="guest_link.made", subject=link, circle=map.circle_id, hours=hours)
    return link, token


@action
def revoke_guest_link(*, by: Person, link: GuestLink) -> None:
    """End a link: nobody comes by it any more, and whoever came by it is out. What they drew stays.

    Raises NotFound outside the circle.
    """
    if not access.can_draw(by, link.map.circle):
        raise NotFound
    if not GuestLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now()):
        return audit.nothing_changed()
    audit.record(by=by, verb="guest_link.revoked", subject=link, circle=link.map.circle_id)
    changed("map", link.map_id, link.map.version)


@action
def come_as_guest(*, token: str, name: str) -> tuple[Guest, str]:
    """Come in by a link, under a name; the guest, with the secret that their browser keeps.

    Raises NotFound where the link does not work, Refused without a name or where too many have come.
    """
    with as_person(None, token_hash=hash_of(token)):
        link = GuestLink.objects.working().filter(token_hash=hash_of(token)).first()
        if link is None:
            raise NotFound
        if not (name := " ".join(name.split())[:60]):
            raise Refused(_("Tell the others your name."))
        if Guest.objects.filter(link=link).count() >= MOST_GUESTS:
            raise Refused(_("Too many guests have come by this link. Ask for another one."))
        secret = secrets.token_urlsafe(32)
        circle = SystemMap.objects.values_list("circle_id", flat=True).get(pk=link.map_id)
        guest = Guest.objects.create(link=link, map_id=link.map_id, name=name, secret_hash=hash_of(secret))
        with as_job(OF_GUESTS):
            audit.record(by=None, verb="guest.came", subject=guest, circle=circle, link=link.pk)
    return guest, secret
