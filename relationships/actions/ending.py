"""How long words stay with a circle, and the end of a circle. What that means for its people: docs/decisions/0020."""

import datetime

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import Refused, action, in_turn
from hls_platform.midnight import midnight
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from relationships import access
from relationships.actions.circles import must_tend
from relationships.actions.letters import write_to_members
from relationships.models import Circle, Event, Invitation, Letter, Listing, Person

DAYS_AFTER_THE_END = 30
"""For so long the people of an ended circle still read what was shared, and can hand their own on."""


class Ended(Refused):
    """The circle has ended: what is there is read, and nothing is added."""


def must_go_on(circle: Circle) -> None:
    """Raises Ended where nothing can be added any more."""
    if circle.ended_at is not None:
        raise Ended(_("This circle has ended. What is here can be read; nothing is added any more."))


@action
def keep_words_for(
    *,
    by: Person,
    circle: Circle,
    months: int | None,
    read: str | None = None,
    at: datetime.datetime | None = None,
) -> None:
    """Set how long what is shared stays with a circle that `by` tends; None is until its authors withdraw it.

    Its people are told. Whatever was announced under an earlier rule is void: under the new one it is announced
    anew before anything goes. The same again changes nothing. `read` is the version (of its `words_stay`) that was
    edited. Raises ChangedMeanwhile, NotFound, NotAllowed, Refused.
    """
    must_tend(by, circle)
    if months is not None and months not in Circle.Stay.values:
        raise Refused(_("Choose how long words stay."))
    in_turn(circle.pk)
    this = Circle.objects.filter(pk=circle.pk)
    if not this.exclude(words_stay=months).exists():
        return audit.nothing_changed()
    must_be_as_read(read, kept(this.get(), ["words_stay"]))
    this.update(words_stay=months, returns_on=None, returns_before=None)
    audit.record(by=by, verb="circle.stay_set", subject=circle, circle=circle, months=months)
    write_to_members(circle.pk, about=Letter.About.STAY, told_of=at or timezone.now())


@action
def end_circle(*, by: Person, circle: Circle, at: datetime.datetime | None = None) -> None:
    """End a circle that `by` tends. Ended already: nothing changes.

    Nothing is added to it from now on, no digest is made, open invitations do nothing; it leaves the map, and what it
    announced is called off. What was shared can be read
    by its people for thirty days more, and each author can hand theirs on; then it goes back to its authors.
    Its people are told. Raises NotFound, NotAllowed; Refused for an organisation that stands in a partnership.
    """
    at = at or timezone.now()
    in_turn(circle.pk)
    this = Circle.objects.filter(pk=circle.pk)
    if access.current_membership(by, circle) and this.filter(ended_at__isnull=False).exists():
        return audit.nothing_changed()
    must_tend(by, circle)
    if circle.kind == Circle.Kind.ORGANISATION and _stands_in_a_partnership(circle):
        raise Refused(_("This organisation stands in a partnership. End that first."))
    returns_on = midnight(timezone.localdate(at + datetime.timedelta(days=DAYS_AFTER_THE_END + 1)))
    this.update(ended_at=at, returns_on=returns_on, returns_before=returns_on)
    Invitation.objects.open(at).filter(circle_id=circle.pk).update(withdrawn_at=at)
    Listing.objects.filter(group_id=circle.pk, taken_down_at=None).update(taken_down_at=at)
    Event.objects.filter(circle_id=circle.pk, starts_at__gt=at, called_off_at=None).update(
        called_off_at=at, changed_at=at
    )
    audit.record(by=by, verb="circle.ended", subject=circle, circle=circle)
    write_to_members(circle.pk, about=Letter.About.END, told_of=at)


def _stands_in_a_partnership(organisation: Circle) -> bool:
    """Whether one of its partnerships goes on: those who lead it are not in all of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT wall.stands_in_a_partnership(%s)", [organisation.pk])
        return bool(cursor.fetchone()[0])
