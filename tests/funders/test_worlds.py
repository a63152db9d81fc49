"""A big invented place: as many of everything as was asked, and nothing in it that the platform would refuse."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from learning.actions.digests import build_due_digests
from learning.models import Digest, Mention, Reflection, Response, Share
from relationships.models import Circle, Membership, Partnership, Person
from systems.models import Factor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def a_made_world(people: int = 60, circles: int = 24, reflections: int = 700) -> dict[str, object]:
    out = io.StringIO()
    call_command("make_world", people=people, circles=circles, reflections=reflections, stdout=out)
    return json.loads(out.getvalue().splitlines()[-1])


def test_a_made_world_has_what_was_asked_and_all_of_it_holds():
    said = a_made_world()
    assert said.keys() == {"people", "circles", "reflections", "seconds"}
    assert [said[name] for name in ("people", "circles", "reflections")] == [60, 24, 700]
    assert (Person.objects.count(), Circle.objects.count(), Reflection.objects.count()) == (60, 24, 700)
    assert set(Circle.objects.values_list("kind", flat=True)) == set(Circle.Kind.values)
    for model in (Mention, Response):
        assert model.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND NOT convalidated"
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT noun, count(*) FROM wall.findable WHERE noun IN ('reflection', 'shared') GROUP BY noun"
        )
        assert dict(cursor.fetchall()) == {"reflection": 700, "shared": Share.objects.live().count()}
    latest = timezone.now()
    assert not Share.objects.filter(shared_at__gt=latest).exists()
    for share in Share.objects.select_related("reflection")[:200]:
        assert Membership.objects.filter(
            person_id=share.reflection.author_id, circle_id=share.circle_id, since__lte=share.shared_at
        ).exists()
        if share.anonymous:
            assert share.shared_at == Share.moment(share.shared_at, anonymous=True)


def test_people_of_a_made_world_see_what_is_in_their_circles_and_their_pages_open():
    a_made_world()
    build_due_digests(until=timezone.now())
    partnership = Partnership.objects.order_by("slug").first()
    person = Membership.objects.filter(circle=partnership.circle, until=None).first().person
    mine = set(Membership.objects.current().filter(person=person).values_list("circle_id", flat=True))
    seen = Share.objects.visible_to(person).exclude(reflection__author=person)
    assert {share.circle_id for share in seen} <= mine
    assert set(Circle.objects.having_member(person).values_list("pk", flat=True)) == mine
    client = Client()
    client.force_login(person)
    addresses = ["/", "/partnerships/", "/circles/", "/maps/", "/learning/", "/reports/"]
    addresses += [circle.get_absolute_url() for circle in Circle.objects.having_member(person)]
    for things in (Digest.objects, Factor.objects.select_related("map")):
        addresses += [thing.get_absolute_url() for thing in things.visible_to(person)[:3]]
    for address in addresses:
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize(("people", "circles", "reflections"), [(10, 6, 0), (10, 30, 5), (25, 7, 40)])
def test_a_very_small_world_can_be_made_too(people, circles, reflections):
    a_made_world(people, circles, reflections)
    assert Circle.objects.count() == circles
    assert Reflection.objects.count() == reflections


def test_a_world_is_not_made_where_somebody_is_nor_with_numbers_that_make_none():
    with pytest.raises(CommandError, match="at least 10") as refused:
        a_made_world(people=3)
    assert refused.value.returncode == 2
    a_made_world(10, 6, 1)
    with pytest.raises(CommandError, match="Somebody is here already") as refused:
        a_made_world(10, 6, 1)
    assert refused.value.returncode == 2
    assert Person.objects.count() == 10
