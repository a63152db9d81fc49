"""People see what is in their circles, and nothing else: `visible_to` against the rule said in plain loops."""

from collections import defaultdict

import pytest
import time_machine
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funders.models import Publication
from hls_platform.models import Errand
from relationships.models import AddressLink, Person
from systems.models import PublishedMap
from tests.obvious import RULES, may_see
from tests.worlds import NOUNS, NOW, PEOPLE, World, worlds

OURS = ("hls_platform", "relationships", "systems", "learning", "funders")
READ_WITHOUT = {
    "hls_platform.auditentry": "Read by the administration's own role, and by a circle's people for one verb of theirs.",
    "learning.theme_shares": "Read only from a theme that one may see, to shares that one may see.",
    "learning.digestthread_shares": "Read only from a thread that one may see, to shares that one may see.",
    "learning.understanding_insights": "Read only from a step that one may see, to insights of its circle.",
    "funders.agreement_questions": "Read only from an agreement that one may see, to questions of its circle.",
}
"""Tables without `visible_to`, each with the reason."""


def test_every_noun_says_who_may_see_it_and_is_held_against_the_rule():
    models = {
        model
        for app in OURS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if model._meta.label_lower not in READ_WITHOUT
    }
    assert not [model for model in models if not hasattr(model._default_manager.all(), "visible_to")]
    assert models == set(RULES)


@pytest.mark.django_db
def test_in_random_worlds_each_person_sees_exactly_what_they_may():
    met: set[tuple[type, bool]] = set()

    @settings(
        max_examples=120,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(world=worlds(), number=st.integers(0, PEOPLE - 1))
    def in_one_world(world: World, number: int) -> None:
        reader = world.rows[Person][number]
        expected = defaultdict(set)
        for row in world:
            may = may_see(world, reader, row)
            met.add((type(row), may))
            if may:
                expected[type(row)].add(row.pk)
        with time_machine.travel(NOW, tick=False), transaction.atomic():
            world.insert()
            for noun in NOUNS:
                seen = list(noun._default_manager.visible_to(reader).values_list("pk", flat=True))
                assert len(seen) == len(set(seen)), f"{noun.__name__}: a row comes twice"
                assert set(seen) == expected[noun], noun.__name__
            transaction.set_rollback(True)

    in_one_world()
    nobodys = {(Errand, True), (AddressLink, True)}
    everybodys = {(Publication, False), (PublishedMap, False)}
    never = {(noun, may) for noun in NOUNS for may in (True, False)} - met - nobodys - everybodys
    assert not never, "the worlds were too small to tell"
