"""Run inside a place: who reads which page, signed in, and how many questions each page asks of the database.

Given a file of targets chosen in another place with the same people and circles, takes those again.
"""

import json
import random
import sys
from pathlib import Path
from typing import Any

import django

MANY = 12
"""So many circles are a heavy membership; three to six a typical one."""
A_FULL_PAGE = 20
VERY_MANY = 500
"""So many partnerships a funder with a large portfolio is in."""
OF_EACH = 8
NOT_OF_THE_PAGE = ("SAVEPOINT", "RELEASE", "SELECT set_config")
"""Saying for whom one asks is not a question of the page's: see `at_most_queries` in the tests."""


def chosen() -> dict[str, list[tuple[str, str]]]:
    """For each page some (person's id, address), half of the readers with typical and half with heavy membership."""
    from django.db.models import Count, Q
    from django.urls import reverse

    from learning.models import Share
    from relationships.models import Circle, Membership, Person
    from systems.models import Factor

    chance = random.Random(7)
    people = Person.objects.annotate(circles=Count("memberships", filter=Q(memberships__until=None)))
    typical = list(people.filter(circles__range=(3, 6)).order_by("pk")[:400])
    heavy = list(people.filter(circles__gte=MANY).order_by("pk")[:400]) or list(
        people.order_by("-circles")[:20]
    )
    readers = chance.sample(typical, min(len(typical), 200)) + chance.sample(heavy, min(len(heavy), 100))

    def somebody_in(circle_id: object) -> str:
        inside = Membership.objects.current().filter(circle_id=circle_id).order_by("pk")
        return str(chance.choice(list(inside.values_list("person_id", flat=True))))

    def circles_with_most(kind: str) -> list[Circle]:
        live = Count("shares", filter=Q(shares__withdrawn_at=None))
        return list(Circle.objects.filter(kind=kind).annotate(live=live).order_by("-live", "pk")[:OF_EACH])

    def fed(person: Person) -> bool:
        return Share.objects.live().in_circles_of(person)[: A_FULL_PAGE + 1].count() > A_FULL_PAGE

    def some(people: list[Person]) -> list[Person]:
        chance.shuffle(people)
        full = (person for person in people if fed(person))
        return [person for person, _nth in zip(full, range(OF_EACH // 2), strict=False)]

    today = [(str(person.pk), "/") for person in some(typical) + some(heavy)]
    busiest = circles_with_most("organisation")
    partnerships = circles_with_most("partnership")
    factors = (
        Factor.objects.annotate(said=Count("mentions"))
        .select_related("map")
        .order_by("-said", "pk")[:OF_EACH]
    )
    lines = Count("memberships", filter=Q(memberships__circle__kind="partnership", memberships__until=None))
    holders = Person.objects.filter(pk__in=[person.pk for person in readers]).annotate(lines=lines)
    across = list(holders.filter(lines__gt=0).order_by("-lines")[: OF_EACH // 2])
    across += list(holders.filter(lines__range=(1, 4)).order_by("pk")[: OF_EACH // 2])
    holder = people.exclude(pk__in=[person.pk for person in readers]).order_by("-pk")[0]
    return {
        "Today": today,
        "Circle": [(somebody_in(circle.pk), circle.get_absolute_url()) for circle in busiest],
        "Partnership": [(somebody_in(circle.pk), circle.get_absolute_url()) for circle in partnerships],
        "Across partnerships": [(str(person.pk), reverse("funders:partnerships")) for person in across],
        "Across 500 partnerships": [(str(holder.pk), reverse("funders:partnerships"))],
        "Factor": [(somebody_in(factor.map.circle_id), factor.get_absolute_url()) for factor in factors],
    }


def give_a_portfolio(person_id: str) -> None:
    """Put the person into 500 partnerships, on the side that resources, as far as there are so many."""
    from relationships.models import Circle, Membership, PartnershipParty

    has = Membership.objects.current().filter(person=person_id, circle__kind="partnership")
    without = Circle.objects.filter(kind="partnership", ended_at=None).exclude(pk__in=has.values("circle_id"))
    parties = PartnershipParty.objects.filter(side="resourcing")
    stands_for = dict(parties.values_list("partnership_id", "organisation_id"))
    Membership.objects.bulk_create(
        Membership(person_id=person_id, circle=circle, on_behalf_of_id=stands_for.get(circle.pk))
        for circle in without.order_by("pk")[: max(0, VERY_MANY - has.count())]
    )


def digests() -> list[tuple[str, str]]:
    """Digests of about twenty things shared, each with a reader."""
    from django.db.models import Count, F, Q
    from django.db.models.functions import Abs

    from learning.models import Digest
    from relationships.models import Membership

    far = Abs(F("size") - A_FULL_PAGE)
    in_it = Q(
        circle__shares__withdrawn_at=None,
        circle__shares__shared_at__gte=F("period_start"),
        circle__shares__shared_at__lt=F("period_end"),
    )
    found = Digest.objects.annotate(size=Count("circle__shares", filter=in_it)).order_by(far, "pk")[:OF_EACH]
    return [
        (
            str(Membership.objects.current().filter(circle_id=digest.circle_id).first().person_id),
            digest.get_absolute_url(),
        )
        for digest in found
    ]


def session_of(person_id: str) -> str:
    """The key of a new session in which the person is signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.cached_db import SessionStore

    from relationships.models import Person

    session = SessionStore()
    session[SESSION_KEY] = person_id
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = Person.objects.get(pk=person_id).get_session_auth_hash()
    session.save()
    return str(session.session_key)


def queries_of(person_id: str, address: str) -> int:
    """How many statements the page sends to the database. Raises AssertionError when it is not answered."""
    from django.db import connection
    from django.test import Client

    from relationships.models import Person

    said: list[str] = []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        said.append(sql)
        return execute(sql, *rest)

    client = Client(headers={"host": "localhost"})
    client.force_login(Person.objects.get(pk=person_id))
    client.get(address)
    with connection.execute_wrapper(count):
        answer = client.get(address)
    if answer.status_code != 200:
        raise AssertionError(f"{address} answers {answer.status_code}")
    return sum(not sql.startswith(NOT_OF_THE_PAGE) for sql in said)


def main(known: Path) -> None:
    pages = json.loads(known.read_text()) if known.exists() else chosen()
    known.write_text(json.dumps(pages))
    for person_id, _address in pages["Across 500 partnerships"]:
        give_a_portfolio(person_id)
    pages["Digest"] = digests()
    pages["Baseline"] = [(person_id, "/bare/") for person_id, _address in pages["Today"]]
    said = {
        page: {
            "targets": [(session_of(person_id), address) for person_id, address in targets],
            "queries": max(queries_of(*target) for target in targets),
        }
        for page, targets in pages.items()
    }
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    django.setup()
    main(Path(sys.argv[1]))
