"""`visible_to`, the database's policies and the plain rule agree in random worlds, for every table, reader and verb."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relationships.models import Person
from tests.walls_compared import compare
from tests.worlds import PEOPLE, World, worlds

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
