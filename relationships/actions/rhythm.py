"""What happens by itself as time goes by: the next conversation of a rhythm is planned, and whoever promised is reminded."""

import datetime
import uuid

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hls_platform.security import audit
from hls_platform.security.asking import as_circles, as_job
from relationships.models import Conversation, Membership, Partnership, Promise
from relationships.models.conversation import next_after

AT_ONCE = 1000


def plan_what_follows(*, at: datetime.datetime | None = None) -> int:
    """Plan the conversation that follows each one of a rhythm that has begun (or would have, had it not been cancelled).

    Returns how many. Each once, however many workers do this at the same time: a conversation is followed by one at most.
    """
    at = at or timezone.now()
    with as_job("hls_clock"):
        begun = (
            Conversation.objects.exclude(rhythm="")
            .filter(Q(planned_for__lte=at) | Q(planned_for=None, starts_at__lte=at))
            .exclude(pk__in=Conversation.objects.exclude(follows=None).values("follows_id"))
        )
        found = list(begun.order_by("pk").values_list("pk", "partnership_id")[:AT_ONCE])
    return sum(_follow(id, partnership, at) for id, partnership in found)


def _follow(id: uuid.UUID, partnership_id: uuid.UUID, at: datetime.datetime) -> bool:
    """Plan the one that follows; False where the partnership has ended, or somebody else has just done it."""
    with as_circles([partnership_id]), transaction.atomic():
        before = Conversation.objects.select_for_update().filter(pk=id).exclude(rhythm="").first()
        partnership = Partnership.objects.filter(pk=partnership_id, ended_at=None).first()
        if before is None or partnership is None or Conversation.objects.filter(follows=before).exists():
            return False
        moment = next_after(before.planned_for or before.starts_at, before.rhythm)
        while moment <= at:  # nothing was planned while the place stood still
            moment = next_after(moment, before.rhythm)
        conversation = Conversation.objects.create(
            partnership=partnership,
            starts_at=moment,
            planned_for=moment,
            minutes=before.minutes,
            rhythm=before.rhythm,
            about=before.about,
            follows=before,
            changed_at=at,
        )
        audit.record(by=None, verb="conversation.planned", subject=conversation, circle=partnership)
    return True


def remind_of_promises(*, at: datetime.datetime | None = None) -> int:
    """Write to whoever made each open promise whose day comes near, once; how many promises.

    Somebody who does not stand for the organisation there any more is not reminded: then those who do are.
    Several workers can do this at once; the letters are errands of the same transaction.
    """
    at = at or timezone.now()
    with as_job("hls_clock"):
        near = Promise.objects.filter(
            state=Promise.State.OPEN, reminded_at=None, remind_on__lte=timezone.localdate(at)
        )
        ids = list(near.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    return sum(_remind(each, at) for each in ids)


def _remind(id: uuid.UUID, at: datetime.datetime) -> bool:
    from relationships.tasks import remind_of_promise

    with transaction.atomic():
        with as_job("hls_clock"):
            waiting = Promise.objects.filter(pk=id, state=Promise.State.OPEN, reminded_at=None)
            if not waiting.update(reminded_at=at):
                return False
            partnership, organisation, made_by = Promise.objects.values_list(
                "partnership_id", "by_organisation_id", "made_by_id"
            ).get(pk=id)
        with as_circles([partnership]):
            standing = set(
                Membership.objects.current(at)
                .filter(circle_id=partnership, on_behalf_of_id=organisation, circle__ended_at=None)
                .values_list("person_id", flat=True)
            )
            for person in {made_by} & standing or standing:
                remind_of_promise.ask(str(person), str(id))
    return True
