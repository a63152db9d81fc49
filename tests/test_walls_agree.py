"""`visible_to`, the database's policies and the plain rule agree in random worlds, for every table, reader and verb."""

import random

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hls_platform.security.asking import as_person
from relationships.models import Person
from systems.models import Change, Contest, Factor, Guest, GuestsAllowed, Link, SystemMap
from tests.canaries import crowded
from tests.walls_compared import compare, keys
from tests.worlds import NOUNS, PEOPLE, World, world_of, worlds

pytestmark = pytest.mark.django_db


def test_both_walls_agree_in_random_worlds():
    @settings(
        max_examples=24,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(world=worlds(on_the_edge=False), number=st.integers(0, PEOPLE - 1))
    def in_one_world(world: World, number: int) -> None:
        with transaction.atomic():
            world.insert()
            assert compare(world, world.rows[Person][number]).differences == []
            transaction.set_rollback(True)

    in_one_world()


def test_a_guest_sees_what_everybody_sees_and_one_map_as_it_is_drawn():
    world = world_of(crowded(random.Random(1)), now=timezone.now())
    world.insert()
    allowed = {each.circle_id for each in world.rows[GuestsAllowed]}
    come = set()
    for guest in world.rows[Guest]:
        circle = guest.map.circle
        comes = circle.pk in allowed and circle.ended_at is None
        come.add(comes)
        for noun in NOUNS:
            with as_person(None):
                public = set(keys(noun, ""))
            with as_person(None, token_hash=guest.secret_hash):
                seen = set(keys(noun, ""))
            theirs = set()
            if comes and noun in (SystemMap, Factor, Link, Change, Contest, Guest):
                column = "pk" if noun is SystemMap else "map_id"
                theirs = {row.pk for row in world.rows[noun] if getattr(row, column) == guest.map_id}
            assert seen == public | theirs, noun.__name__
    assert come == {True, False}
