"""Giving and taking back the consent that a circle may read a reflection."""

import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import NotAllowed, NotFound, Refused, action
from hls_platform.security import audit
from learning import access
from learning.models import Reflection, Share
from learning.signals import share_withdrawn
from relationships.models import Circle, Person


class WouldNotHide(Refused):
    """So few people are in the circle that leaving out the name hides nobody."""


@action
def share_reflection(
    *,
    by: Person,
    reflection: Reflection,
    circle: Circle,
    anonymous: bool = False,
    small_circle_understood: bool = False,
    at: datetime.datetime | None = None,
) -> Share:
    """Let the people of `circle` read one's own `reflection`, with or without one's name.

    Sharing again what is shared changes nothing (to change how, withdraw first).
    Raises `WouldNotHide` when `anonymous` in a circle of fewer than five and not `small_circle_understood`;
    `NotFound` when the reflection or the circle is not `by`'s.
    """
    return give(
        by=by,
        reflection=reflection,
        circle=circle,
        anonymous=anonymous,
        small_circle_understood=small_circle_understood,
        at=at or timezone.now(),
    )


def give(
    *,
    by: Person,
    reflection: Reflection,
    circle: Circle,
    anonymous: bool,
    small_circle_understood: bool,
    at: datetime.datetime,
) -> Share:
    """What `share_reflection` does, for an action that is already under way."""
    if not access.can_share(by, reflection, circle):
        raise NotFound
    if anonymous and not small_circle_understood:
        people = access.possible_authors(circle)
        if people < access.FEWEST_POSSIBLE_AUTHORS:
            raise WouldNotHide(
                _(
                    "Only %(people)s people are in %(circle)s, so they may guess who wrote this "
                    "even without your name. Nothing has been shared yet."
                )
                % {"people": people, "circle": circle.name}
            )
    try:
        with transaction.atomic():
            share = Share.objects.create(
                reflection=reflection,
                circle_id=circle.pk,
                anonymous=anonymous,
                shared_at=Share.moment(at, anonymous=anonymous),
            )
    except IntegrityError:  # it is shared already: the database holds one live share per circle
        audit.nothing_changed()
        return Share.objects.live().get(reflection=reflection, circle_id=circle.pk)
    # Of a share without a name the trail keeps neither the share nor the circle, so that it names nobody.
    audit.record(
        by=by,
        verb="reflection.shared",
        subject=reflection if anonymous else share,
        circle=None if anonymous else circle,
        anonymous=anonymous,
    )
    return share


@action
def withdraw_share(*, by: Person, share: Share, at: datetime.datetime | None = None) -> Share:
    """Take back the consent: from now on nobody but the author reads it by this share.

    Sends `share_withdrawn`. Withdrawing twice changes nothing.
    Raises `NotAllowed` when `by` is a reader, `NotFound` when not even that.
    """
    locked = (
        Share.objects.select_for_update(of=("self",)).select_related("reflection", "circle").get(pk=share.pk)
    )
    if not access.can_withdraw(by, locked):
        raise NotAllowed() if access.can_read(by, locked) else NotFound()
    if locked.withdrawn_at is not None:
        audit.nothing_changed()
        return locked
    locked.withdrawn_at = at or timezone.now()
    locked.save(update_fields=["withdrawn_at"])
    audit.record(
        by=by,
        verb="share.withdrawn",
        subject=locked.reflection if locked.anonymous else locked,
        circle=None if locked.anonymous else locked.circle,
    )
    share_withdrawn.send(sender=Share, share=locked)
    return locked


@action
def withdraw_from_circle(*, by: Person, circle: Circle, at: datetime.datetime | None = None) -> int:
    """Withdraw everything that `by` shared with `circle`, for one who leaves it. Gives how many shares went.

    A person does this to their own shares only, so nothing can be refused.
    """
    # In the order in which composing a report locks them, so that neither waits for the other for ever.
    mine = Share.objects.live().filter(reflection__author=by, circle_id=circle.pk).order_by("pk")
    shares = list(mine)
    for share in shares:
        withdraw_share(by=by, share=share, at=at)
    audit.nothing_changed()  # each withdrawal has its own entry
    return len(shares)
