"""Whose digests are due, and what goes into them: a few statements for some hundreds of people.

A digest that is built is written out once, as a copy for each member; a person's copies wait until their own moment
comes, and then go along with one delivery. No clock decides whether something was delivered: a row does.
"""

import datetime
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from hls_platform.identifiers import uuid7
from learning.digests.collect import BATCH, Begun
from learning.digests.moments import last_moment, next_moment
from learning.models import Delivery, Digest, DigestChoice

A_MOMENT = datetime.timedelta(microseconds=1)
MEMBERS = """
    SELECT DISTINCT digest.id, membership.person_id
    FROM learning_digest digest
    JOIN relationships_membership membership
      ON membership.circle_id = digest.circle_id AND membership.since <= %(at)s
     AND (membership.until IS NULL OR membership.until > %(at)s)
    JOIN relationships_person person ON person.id = membership.person_id AND person.is_active
    WHERE digest.id = ANY(%(digests)s)"""
CHOICES = """
    INSERT INTO learning_digestchoice (
        id, person_id, rhythm, day, hour, zone, channel, names_circles, own, next_at, covered_until)
    SELECT gen_random_uuid(), person_id, %(rhythm)s, %(day)s, %(hour)s, %(zone)s, %(channel)s, FALSE, %(own)s, next, starts
    FROM (
        SELECT DISTINCT ON (person_id) person_id, next, starts
        FROM unnest(%(of)s::uuid[], %(people)s::uuid[]) AS member (digest_id, person_id)
        JOIN unnest(%(digests)s::uuid[], %(starts)s::timestamptz[], %(nexts)s::timestamptz[])
          AS of_digest (digest_id, starts, next) USING (digest_id)
        WHERE NOT EXISTS (SELECT FROM learning_digestchoice choice WHERE choice.person_id = member.person_id)
        ORDER BY person_id, next, starts
    ) first
    ORDER BY person_id
    ON CONFLICT (person_id) DO NOTHING"""
"""In the order of the people, so that two who write out digests never wait for each other."""
COPIES = """
    INSERT INTO learning_digestcopy (id, digest_id, person_id)
    SELECT gen_random_uuid(), digest_id, member.person_id
    FROM unnest(%(of)s::uuid[], %(people)s::uuid[]) AS member (digest_id, person_id)
    JOIN learning_digestchoice choice ON choice.person_id = member.person_id AND choice.rhythm <> 'off'
    ON CONFLICT (digest_id, person_id) DO NOTHING"""
WAITING = """
    SELECT copy.person_id, array_agg(copy.id)
    FROM unnest(%(people)s::uuid[], %(moments)s::timestamptz[]) AS due (person_id, moment)
    JOIN learning_digestcopy copy ON copy.person_id = due.person_id AND copy.delivery_id IS NULL
    JOIN learning_digest digest ON digest.id = copy.digest_id AND digest.period_end <= due.moment
    GROUP BY copy.person_id"""
KEPT_BACK = """
    SELECT person_id FROM unnest(%(people)s::uuid[], %(starts)s::timestamptz[], %(moments)s::timestamptz[])
        AS due (person_id, starts, moment)
    WHERE wall.kept_back(person_id, starts, moment)"""
UNSENT = """
    SELECT id, person_id FROM learning_delivery
    WHERE person_id = ANY (%(people)s) AND sent_at IS NULL AND dropped_at IS NULL
    ORDER BY id FOR UPDATE SKIP LOCKED"""
TAKE_ALONG = """
    UPDATE learning_digestcopy copy SET delivery_id = taken.delivery_id
    FROM unnest(%(copies)s::uuid[], %(deliveries)s::uuid[]) AS taken (copy_id, delivery_id)
    WHERE copy.id = taken.copy_id AND copy.delivery_id IS NULL"""
GROWN = """
    UPDATE learning_delivery delivery SET covers_until = grown.moment
    FROM unnest(%(deliveries)s::uuid[], %(moments)s::timestamptz[]) AS grown (delivery_id, moment)
    WHERE delivery.id = grown.delivery_id"""
MOVE_ON = """
    UPDATE learning_digestchoice choice SET next_at = moved.next, covered_until = moved.covered
    FROM unnest(%(choices)s::uuid[], %(nexts)s::timestamptz[], %(covered)s::timestamptz[]) AS moved (choice_id, next, covered)
    WHERE choice.id = moved.choice_id"""


def as_at_first(**whose: UUID) -> DigestChoice:
    """What holds for whoever has not chosen (`person_id`)."""
    return DigestChoice(**whose, zone=settings.TIME_ZONE)


def not_addressed(after: UUID) -> list[Begun]:
    """Some digests whose copies nobody has written out, or does just now; by id, after `after`. Locks them."""
    waiting = Digest.objects.filter(addressed_at=None, pk__gt=after).order_by("pk")
    free = waiting.select_for_update(skip_locked=True).values_list("pk", "circle_id")
    return [Begun(*row) for row in free[:BATCH]]


def members(digests: Sequence[Begun], *, at: datetime.datetime) -> list[tuple[UUID, UUID]]:
    """The digest and the person, for each person who is a member of its circle at `at`. Asked as the circles."""
    return _rows(MEMBERS, digests=[digest.id for digest in digests], at=at)


def address_to_members(digests: Sequence[Begun], readers: Sequence[tuple[UUID, UUID]]) -> None:
    """A copy for each of these readers who has not stopped their digests.

    Whoever never chose gets what holds at first: their next digest is due at the first such moment after this one's period.
    """
    if not readers:
        return
    first = as_at_first()
    found = Digest.objects.filter(pk__in=[digest.id for digest in digests])
    periods = list(found.values_list("pk", "period_start", "period_end"))
    said: dict[str, Any] = {
        "of": [digest for digest, _person in readers],
        "people": [person for _digest, person in readers],
        "digests": [pk for pk, _start, _end in periods],
        "starts": [start for _pk, start, _end in periods],
        "nexts": [next_moment(first, end - A_MOMENT) for _pk, _start, end in periods],
        "rhythm": first.rhythm,
        "day": first.day,
        "hour": first.hour,
        "zone": first.zone,
        "channel": first.channel,
        "own": first.own,
    }
    with connection.cursor() as cursor:
        cursor.execute(CHOICES, said)
        cursor.execute(COPIES, said)


def due_choices(at: datetime.datetime) -> list[DigestChoice]:
    """Some people whose moment has come by `at` and whom nobody else serves just now. Locks their choices."""
    found = DigestChoice.objects.filter(next_at__lte=at).order_by("next_at", "id")
    asked = found.only("id", "person_id", *DigestChoice.EDITED, "next_at", "covered_until")
    return list(asked.select_for_update(skip_locked=True)[:BATCH])


def deliver_to(choices: Sequence[DigestChoice], *, at: datetime.datetime) -> tuple[int, int]:
    """A delivery for each of these people, whose moment has come, of all that waits for them; how many that made, and
    for how many there was nothing.

    Several moments that were missed are one. What waits in a letter that could not be sent yet waits on in the same one.
    """
    moments = {each.person_id: max(last_moment(each, at), each.next_at or at) for each in choices}
    waiting = dict(_rows(WAITING, people=list(moments), moments=list(moments.values())))
    wrote = _who_kept_something_back(choices, moments)
    served = [each for each in choices if each.person_id in waiting or each.person_id in wrote]
    unsent = {person_id: id for id, person_id in _rows(UNSENT, people=[each.person_id for each in served])}
    new, grown, taken = [], [], []
    for each in served:
        delivery_id, moment = unsent.get(each.person_id), moments[each.person_id]
        if delivery_id is None:
            made = _delivery(each, moment, at)
            delivery_id = made.pk
            new.append(made)
        else:
            grown.append((delivery_id, moment))
        taken += [(copy, delivery_id) for copy in waiting.get(each.person_id, ())]
        each.covered_until = moment
    Delivery.objects.bulk_create(new)
    _do(GROWN, deliveries=[id for id, _moment in grown], moments=[moment for _id, moment in grown])
    _do(TAKE_ALONG, copies=[copy for copy, _id in taken], deliveries=[id for _copy, id in taken])
    _do(
        MOVE_ON,
        choices=[each.pk for each in choices],
        nexts=[next_moment(each, at) for each in choices],
        covered=[each.covered_until for each in choices],
    )
    return len(served), len(choices) - len(served)


def _delivery(choice: DigestChoice, moment: datetime.datetime, at: datetime.datetime) -> Delivery:
    return Delivery(
        id=uuid7(),
        person_id=choice.person_id,
        covers_from=choice.covered_until,
        covers_until=moment,
        channel=choice.channel,
        created_at=at,
        sent_at=None if choice.goes_by_letter else at,
    )


def _who_kept_something_back(
    choices: Sequence[DigestChoice], moments: dict[UUID, datetime.datetime]
) -> set[UUID]:
    asked = [each for each in choices if each.own != DigestChoice.Own.NO]
    found = _rows(
        KEPT_BACK,
        people=[each.person_id for each in asked],
        starts=[each.covered_until for each in asked],
        moments=[moments[each.person_id] for each in asked],
    )
    return {person_id for (person_id,) in found}


def _rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _do(sql: str, **values: list[Any]) -> None:
    if all(values.values()):
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
