"""In random worlds each person finds exactly what they may see, whatever the word; and a fault in both walls is noticed."""

import random
import re
from collections.abc import Iterable

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hls_platform.security.asking import as_person
from learning.models import (
    Adaptation,
    Experiment,
    Insight,
    LearningCycle,
    LearningQuestion,
    Measure,
    Reflection,
    SenseMaking,
    Share,
    Theme,
)
from learning.queries import search as finding
from relationships.models import Circle, Conversation, Person
from systems.models import Factor, SystemMap
from tests.canaries import crowded
from tests.worlds import PEOPLE, World, world_of, worlds

pytestmark = pytest.mark.django_db
WORDS = (
    "door",
    "circle",
    "waiting",
    "rent",
    "map",
    "come",
    "letter",
    "ring",
    "theme",
    "home",
    "answer",
    "week",
)


def test_in_random_worlds_search_finds_what_one_may_see_and_nothing_else():
    met: set[str] = set()

    @settings(
        max_examples=20,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(world=worlds(on_the_edge=False), number=st.integers(0, PEOPLE - 1))
    def in_one_world(world: World, number: int) -> None:
        with transaction.atomic():
            world.insert()
            person = world.rows[Person][number]
            assert found(person) == may_find(person)
            met.update(noun for noun, _key in may_find(person))
            transaction.set_rollback(True)

    in_one_world()
    assert met == set(finding.BY_NAME), "the worlds were too small to tell"


def test_a_fault_in_both_walls_is_noticed_and_one_in_either_is_held_by_the_other(monkeypatch):
    """That memberships end is forgotten, first by the database alone and then by the application, too."""
    world = world_of(crowded(random.Random(1)), now=timezone.now())
    world.insert()
    right = {person.pk: may_find(person) for person in world.rows[Person]}
    with connection.cursor() as cursor:
        cursor.execute(
            "SET ROLE hls_wall; CREATE OR REPLACE FUNCTION wall.mine() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER"
            " SET search_path = public AS $$ SELECT coalesce(array_agg(circle_id), '{}') FROM relationships_membership"
            " WHERE person_id = wall.me() $$; RESET ROLE"
        )
    assert {person.pk: found(person) for person in world.rows[Person]} == right
    monkeypatch.setattr(finding, "MINE", finding.MINE.replace("until > %(now)s", "until > '-infinity'"))
    assert {person.pk: found(person) for person in world.rows[Person]} != right


def found(person: Person) -> set[tuple[str, object]]:
    """What `person` finds by any of the words, page after page."""
    hits: set[tuple[str, object]] = set()
    for word in WORDS:
        after: str | None = None
        while True:
            with as_person(person.pk):
                page = finding.search(person, finding.Asking(f'"{word}"'), after, size=3)
            hits |= {(hit.noun, hit.id) for hit in page.hits if not page.instead}
            if (after := page.next_after) is None:
                break
    by_share = {share.pk: share for share in Share.objects.filter(pk__in=[key for _noun, key in hits])}
    return {told_once(by_share[key]) if noun == "shared" else (noun, key) for noun, key in hits}


def may_find(person: Person) -> set[tuple[str, object]]:
    """What of what `person` may see, or is in, says one of the words."""

    def among(noun: str, rows: Iterable[object], *fields: str) -> set[tuple[str, object]]:
        return {
            (noun, row.pk)  # type: ignore[attr-defined]
            for row in rows
            if any(word in WORDS for field in fields for word in _words(getattr(row, field)))
        }

    circles = Circle.objects.having_member(person)
    shares = (
        Share.objects.visible_to(person)
        .live()
        .exclude(reflection__author=person)
        .select_related("reflection")
    )
    told = [share for share in shares if "door" in share.reflection.text]
    return (
        among("reflection", Reflection.objects.filter(author=person), "text")
        | {told_once(share) for share in told}
        | among("question", LearningQuestion.objects.visible_to(person).filter(circle__in=circles), "text")
        | among("insight", Insight.objects.visible_to(person), "text")
        | among("adaptation", Adaptation.objects.visible_to(person), "text")
        | among("cycle", LearningCycle.objects.visible_to(person), "name")
        | among("experiment", Experiment.objects.visible_to(person), "what", "notice")
        | among("measure", Measure.objects.visible_to(person), "name")
        | among("session", SenseMaking.objects.visible_to(person), "about")
        | among("theme", Theme.objects.visible_to(person).standing(), "name")
        | among("factor", Factor.objects.visible_to(person).live(), "label", "description", "cluster")
        | among("map", SystemMap.objects.visible_to(person), "name")
        | among("conversation", Conversation.objects.visible_to(person), "about")
        | among("circle", circles.exclude(kind="partnership"), "name")
        | among("partnership", circles.filter(kind="partnership"), "name")
    )


def told_once(share: Share) -> tuple[str, object]:
    """What a hit of this share stands for: what is shared by name with several circles is one hit."""
    return "shared", share.pk if share.anonymous else share.reflection_id


def _words(text: object) -> list[str]:
    """The words of a text of these worlds, in the singular."""
    return [word.rstrip("s") for word in re.findall("[a-z]+", str(text).lower())]
