"""Giving and taking back the consent that a circle may read a reflection."""

import datetime
from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.security import audit
from learning import access
from learning.models import Reflection, Share
from learning.prompts import needs_consent
from learning.signals import share_withdrawn
from relationships.models import Circle, Person


class WouldNotHide(Refused):
    """So few people are in the circle that leaving out the name hides nobody."""

    @classmethod
    def of(cls, circle: Circle) -> "WouldNotHide | None":
        """What to say of `circle` before something is shared with it without a name; None when enough people are in it."""
        people = access.possible_authors(circle)
        if people >= access.FEWEST_POSSIBLE_AUTHORS:
            return None
        return cls(
            _(
                "Only %(people)s people are in %(circle)s, so they may guess who wrote this "
                "even without your name. Nothing has been shared yet."
            )
            % {"people": people, "circle": circle.name}
        )


class NoConsent(Refused):
    """It holds another person's own words, and nobody said that they agreed."""


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


@action
def share_with_circles(
    *,
    by: Person,
    reflection: Reflection,
    circles: Collection[Circle],
    anonymous: bool = False,
    small_circle_understood: bool = False,
    at: datetime.datetime | None = None,
) -> list[Share]:
    """Let the people of each of `circles` read it, or of none: a warning about one comes before any is shared.

    Raises what `share_reflection` raises.
    """
    audit.nothing_changed()  # each share has its own entry
    return [
        give(
            by=by,
            reflection=reflection,
            circle=circle,
            anonymous=anonymous,
            small_circle_understood=small_circle_understood,
            at=at or timezone.now(),
        )
        for circle in circles
    ]


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
    if needs_consent(reflection.prompts) and not _has_consent(reflection):
        raise NoConsent(
            _(
                "These are somebody’s own words. Ask the person first, and tick here that they agreed. "
                "Nothing has been shared yet."
            )
        )
    if anonymous and not small_circle_understood and (warning := WouldNotHide.of(circle)):
        raise warning
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
        # The latest, should it have been withdrawn in this very moment.
        there = Share.objects.filter(reflection=reflection, circle_id=circle.pk)
        return there.order_by(F("withdrawn_at").desc(nulls_first=True))[0]
    # Of a share without a name the trail keeps neither the share nor the circle, so that it names nobody.
    audit.record(
        by=by,
        verb="reflection.shared",
        subject=reflection if anonymous else share,
        circle=None if anonymous else circle,
        anonymous=anonymous,
    )
    return share


def _has_consent(reflection: Reflection) -> bool:
    """As it stands now: it may have been taken back since `reflection` was read."""
    return Reflection.objects.filter(pk=reflection.pk, consented_at__isnull=False).exists()


@action
def hand_on(
    *,
    by: Person,
    shares: Collection[Share],
    circle: Circle,
    small_circle_understood: bool = False,
    at: datetime.datetime | None = None,
) -> list[Share]:
    """Let another circle of `by`'s read what they shared with one that has ended: with their name where it had one
    there, without where it had none. What others answered stays behind. What is shared there already changes nothing.

    Raises what `share_reflection` raises, `WouldNotHide` also where fewer than five people are in both circles;
    `Refused` for a circle that goes on; `NotFound` for another's.
    """
    audit.nothing_changed()  # each share has its own entry
    handed_on = []
    for each in shares:
        share = Share.objects.select_related("reflection", "circle").get(pk=each.pk)
        if share.reflection.author_id != by.pk or share.withdrawn_at is not None:
            raise NotFound
        if share.circle.ended_at is None:
            raise Refused(_("This circle goes on. Share your reflection with the other one as well."))
        if not access.can_share(by, share.reflection, circle):
            raise NotFound
        if share.anonymous and not small_circle_understood:
            _must_hide_in_both(share.circle, circle)
        handed_on.append(
            give(
                by=by,
                reflection=share.reflection,
                circle=circle,
                anonymous=share.anonymous,
                small_circle_understood=small_circle_understood,
                at=at or timezone.now(),
            )
        )
    return handed_on


def _must_hide_in_both(one: Circle, other: Circle) -> None:
    """Raise `WouldNotHide` where whoever is in both circles, and knows the text again, could guess."""
    people = access.possible_authors_in_both(one, other)
    if people < access.FEWEST_POSSIBLE_AUTHORS:
        raise WouldNotHide(
            _(
                "Only %(people)s people are in both circles, and may guess who wrote what has no name. "
                "Nothing has been handed on yet."
            )
            % {"people": people}
        )


@action
def withdraw_share(*, by: Person, share: Share, at: datetime.datetime | None = None) -> Share:
    """Take back the consent: from now on nobody but the author reads it by this share.

    Sends `share_withdrawn`. Withdrawing twice changes nothing.
    Raises `NotAllowed` when `by` is a reader, `NotFound` when not even that.
    """
    in_turn(share.pk)
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
    return _withdraw_all(Share.objects.filter(circle_id=circle.pk), by, at)


@action
def withdraw_everything(*, by: Person, at: datetime.datetime | None = None) -> int:
    """Withdraw all that `by` shared, wherever. Gives how many shares went. One's own only, so nothing can be refused."""
    return _withdraw_all(Share.objects.all(), by, at)


def _withdraw_all(shares: QuerySet[Share], by: Person, at: datetime.datetime | None) -> int:
    # Locked in the order in which a report's composing locks them.
    mine = shares.filter(withdrawn_at=None, reflection__author=by).order_by("pk")
    locked = mine.select_for_update(of=("self",))
    for share in locked:
        withdraw_share(by=by, share=share, at=at)
    audit.nothing_changed()  # each withdrawal has its own entry
    return len(locked)
