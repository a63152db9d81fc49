"""Ten faults, each of a kind that happens, planted on purpose: one of the nets finds every one of them."""

import logging
import random
from collections.abc import Callable

import pytest
from django.db import connection, models, transaction
from django.utils import timezone

from hls_platform.actions import action
from hls_platform.security import audit
from hls_platform.security.walls import all_walls
from learning.models import Mention, Reflection, Share
from learning.models.mention import MentionQuerySet
from learning.models.reflection import ReflectionQuerySet
from learning.queries import feed
from relationships.models import Person
from relationships.models.membership import MembershipQuerySet
from tests import canaries
from tests.canaries import MarkedWorld, crowded, walk
from tests.learning.test_without_a_name import place  # noqa: F401 - a fixture
from tests.learning.test_without_a_name import (
    test_whoever_of_two_wrote_it_everything_that_others_read_is_the_same as the_two_tellings_are_the_same,
)
from tests.walls_compared import compare
from tests.worlds import NOUNS, world_of

pytestmark = pytest.mark.django_db


def differences(*nouns: type[models.Model]) -> set[str]:
    """Where the walls do not agree about these nouns, for everybody in a crowded world."""
    world = world_of(crowded(random.Random(1)), now=timezone.now())
    with transaction.atomic():
        world.insert()
        found = {each for person in world.rows[Person] for each in compare(world, person, nouns).differences}
        transaction.set_rollback(True)
    return found


def leaks() -> list[str]:
    return walk(MarkedWorld(), passes=2, only={"learning:today", "learning:circle"}).leaks


def named(difference: str) -> type[models.Model]:
    """The noun that a difference is about."""
    return next(noun for noun in NOUNS if noun.__name__ == difference.split()[0])


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_with_nothing_planted_the_nets_are_empty():
    assert differences(*NOUNS) == set()


@pytest.mark.parametrize(
    ("fault", "sql", "found"),
    [
        (
            "a policy that lets everything through",
            "DROP POLICY hls_app_see ON learning_reflection;"
            "CREATE POLICY hls_app_see ON learning_reflection FOR SELECT TO hls_app USING (true)",
            "Reflection see: the database shows too much",
        ),
        (
            "a table whose wall is switched off",
            "ALTER TABLE learning_draft DISABLE ROW LEVEL SECURITY",
            "Draft see: the database shows too much",
        ),
        (
            "a policy that forgets withdrawals",
            "DROP POLICY hls_app_see ON learning_share; CREATE POLICY hls_app_see ON learning_share FOR SELECT"
            " TO hls_app USING (circle_id = ANY (wall.mine()) OR wall.wrote(reflection_id))",
            "Share see: the database shows too much",
        ),
        (
            "a function that forgets that memberships end",
            "SET ROLE hls_wall; CREATE OR REPLACE FUNCTION wall.mine() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER"
            " SET search_path = public AS $$ SELECT coalesce(array_agg(circle_id), '{}') FROM relationships_membership"
            " WHERE person_id = wall.me() $$; RESET ROLE",
            "Conversation see: the database shows too much",
        ),
        (
            "a policy that was dropped, so that people cannot do what is theirs",
            "DROP POLICY hls_app_change ON learning_reflection",
            "Reflection change: the database holds back",
        ),
        (
            "a right to take away what nobody takes away",
            "GRANT DELETE ON relationships_promise TO hls_app;"
            "CREATE POLICY slip ON relationships_promise FOR DELETE TO hls_app USING (true)",
            "Promise remove: the database shows too much",
        ),
    ],
)
def test_a_fault_in_the_database_s_wall_is_found_by_comparing(fault, sql, found):
    run(sql)
    assert found in differences(named(found)), fault


@pytest.mark.parametrize(
    ("queryset", "method", "slip", "found"),
    [
        (ReflectionQuerySet, "visible_to", lambda rows, person: rows.all(), "Reflection see: the application shows too much"),
        (
            MembershipQuerySet,
            "current",
            lambda rows, at=None: rows.filter(since__lte=at or timezone.now()),
            "Conversation see: the application shows too much",
        ),
        (
            MentionQuerySet,
            "visible_to",
            lambda rows, person: rows.filter(reflection__in=Reflection.objects.visible_to(person)),
            "Mention see: the application shows too much",
        ),
    ],
)  # fmt: skip
def test_a_filter_forgotten_in_the_application_is_found_by_comparing(
    monkeypatch, queryset, method, slip: Callable[..., object], found
):
    monkeypatch.setattr(queryset, method, slip)
    assert found in differences(named(found))


def test_a_page_that_names_who_shared_without_a_name_is_found_by_the_two_tellings(monkeypatch, place):  # noqa: F811
    monkeypatch.setattr(Share, "attribution", property(lambda share: share.reflection.author.name))
    with pytest.raises(AssertionError):
        the_two_tellings_are_the_same(place)


def test_an_address_that_carries_a_reflection_s_id_is_found_by_the_canaries(monkeypatch):
    of = Share.objects.values_list("reflection_id", flat=True)
    monkeypatch.setattr(
        feed, "address_of", lambda _view, key: f"/shared/{key}/?of={of.filter(pk=key).first()}"
    )
    assert any("the id of another's reflection" in leak for leak in leaks())


def test_words_in_a_log_line_are_found_by_the_canaries(monkeypatch):
    before = canaries.Client.get

    def chatty(client, address, **more):
        answer = before(client, address, **more)
        if reflection := Reflection.objects.first():
            logging.getLogger("learning").warning("read %s", reflection.text)
        return answer

    monkeypatch.setattr(canaries.Client, "get", chatty)
    assert any("a log line holds" in leak for leak in leaks())


def test_a_page_that_browsers_may_keep_is_found_by_the_canaries(settings):
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if "headers" not in each]
    assert any("may be kept in a cache" in leak for leak in leaks())


def test_a_table_without_a_wall_is_found_and_cannot_even_be_read():
    run("SET LOCAL ROLE hls_owner; CREATE TABLE public.new_noun (id int); RESET ROLE")
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        assert {name for (name,) in cursor.fetchall()} - set(all_walls()) == {"new_noun"}
        cursor.execute("SELECT has_table_privilege('hls_app', 'public.new_noun', 'SELECT')")
        assert cursor.fetchone() == (False,)


def test_an_action_that_leaves_no_trace_is_found_as_it_ends():
    @action
    def forget(*, by: Person) -> None:
        Mention.objects.all().delete()

    with pytest.raises(audit.Unrecorded):
        forget(by=Person.objects.create_user("amina@example.org", name="Amina"))
