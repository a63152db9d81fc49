"""The second wall stands around every table, and the few exceptions have a reason."""

import uuid

import pytest
from django.db import ProgrammingError, connection, transaction

from hls_platform.security.asking import as_circles, as_job, as_person
from hls_platform.security.walls import NoWall, Wall, all_walls
from learning.models import Reflection, Share
from relationships.models import Circle, Membership, Person
from tests.factories import a_circle_with, a_person, a_reflection, a_share
from tests.world import a_world

pytestmark = pytest.mark.django_db
MOST_EXCEPTIONS = 6


def rows(sql: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def test_every_table_is_declared_and_the_exceptions_are_few_and_reasoned():
    tables = {name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    walls = all_walls()
    assert tables == set(walls)
    exceptions = [wall for wall in walls.values() if isinstance(wall, NoWall)]
    assert len(exceptions) <= MOST_EXCEPTIONS
    assert all(len(wall.reason) > 10 for wall in exceptions)


def test_every_wall_is_built_and_forced():
    built = {
        name: (enabled, forced)
        for name, enabled, forced in rows(
            "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        )
    }
    for wall in all_walls().values():
        assert built[wall.table] == ((True, True) if isinstance(wall, Wall) else (False, False)), wall.table


def test_the_application_has_no_right_on_a_table_that_its_wall_does_not_name():
    with transaction.atomic():
        rows("SET LOCAL ROLE hls_app")
        for wall in all_walls().values():
            if isinstance(wall, Wall):
                for verb, command in (("add", "INSERT"), ("change", "UPDATE"), ("remove", "DELETE")):
                    (granted,) = rows("SELECT has_table_privilege(%s, %s)", wall.table, command)[0]
                    assert granted == (getattr(wall, verb) is not None), (wall.table, verb)


def test_nobody_told_nothing_seen():
    a_world()
    for_anybody = {
        "relationships_peergroup", "relationships_look", "relationships_listing", "relationships_event",
        "learning_piece", "learning_quote", "funders_publication", "funders_fund", "systems_publishedmap", "systems_edition",
    }  # fmt: skip
    with as_person(None):
        for wall in all_walls().values():
            if isinstance(wall, Wall) and wall.table not in for_anybody:
                seen = rows(f"SELECT count(*) FROM {wall.table}")[0][0]  # noqa: S608 - our own names
                open_groups = 1 if wall.table == "relationships_circle" else 0  # whoever comes may join these
                assert seen <= open_groups, wall.table


def test_who_asks_is_told_for_one_transaction_only():
    amina, ben = a_person("Amina"), a_person("Ben")
    mine = a_reflection(amina)
    with as_person(amina.pk):
        assert Reflection.objects.get() == mine
        with as_person(ben.pk):
            assert not Reflection.objects.exists()
        assert Reflection.objects.get() == mine
    (said,) = rows("SELECT current_setting('hls.person', true)")[0]
    assert not said


def test_an_error_gives_back_who_asked_before():
    amina, ben = a_person("Amina"), a_person("Ben")
    a_reflection(amina)
    with as_person(amina.pk):
        with pytest.raises(ValueError, match="on purpose"), as_person(ben.pk):
            raise ValueError("on purpose")
        assert Reflection.objects.exists()


def test_a_query_that_forgets_its_filter_still_shows_only_what_is_ones_own():
    amina, ben, outsider = a_person("Amina"), a_person("Ben"), a_person("Otto")
    circle = a_circle_with(amina, ben)
    shared, kept = a_reflection(amina), a_reflection(amina, text="For nobody.")
    a_share(shared, circle)
    with as_person(amina.pk):
        assert set(Reflection.objects.all()) == {shared, kept}
    with as_person(ben.pk):
        assert set(Reflection.objects.all()) == {shared}
        assert not Person.objects.filter(pk=outsider.pk).exists()
    with as_person(outsider.pk):
        assert not Reflection.objects.exists()


def test_nobody_writes_in_anothers_name():
    amina, ben = a_person("Amina"), a_person("Ben")
    circle = a_circle_with(amina, ben)
    theirs = a_reflection(amina)
    with pytest.raises(ProgrammingError, match="row-level security"), as_person(ben.pk):
        Reflection.objects.create(author=amina, text="I never said this.")
    with pytest.raises(ProgrammingError, match="row-level security"), as_person(ben.pk):
        Share.objects.create(reflection=theirs, circle=circle, shared_at=theirs.created_at)
    with as_person(ben.pk):
        assert Reflection.objects.filter(pk=theirs.pk).update(text="Changed.") == 0
        assert Reflection.objects.filter(pk=theirs.pk).delete()[0] == 0


def test_nobody_makes_themself_a_lead_or_comes_in_uninvited():
    amina, ben = a_person("Amina"), a_person("Ben")
    circle = a_circle_with(amina, ben)
    other = a_circle_with(amina, name="Other")
    bens = Membership.objects.get(person=ben)
    with pytest.raises(ProgrammingError, match="row-level security"), as_person(ben.pk):
        Membership.objects.filter(pk=bens.pk).update(role="lead")
    with pytest.raises(ProgrammingError, match="row-level security"), as_person(ben.pk):
        Membership.objects.create(person=ben, circle=other)
    with as_person(ben.pk):
        assert Circle.objects.filter(pk=circle.pk).update(name="Mine now") == 0


def test_a_circle_asks_for_itself_and_sees_what_its_people_share_with_it():
    amina, ben = a_person("Amina"), a_person("Ben")
    first, second = a_circle_with(amina, ben), a_circle_with(amina, name="Second")
    with_first, with_second = a_reflection(amina), a_reflection(amina, text="Elsewhere.")
    a_share(with_first, first)
    a_share(with_second, second)
    a_reflection(amina, text="For nobody.")
    with as_circles([first.pk]):
        assert set(Reflection.objects.all()) == {with_first}
        assert {each.circle_id for each in Membership.objects.all()} == {first.pk}


@pytest.mark.parametrize(
    "job",
    [
        "hls_sign_in",
        "hls_clock",
        "hls_post",
        "hls_registrar",
        "hls_publisher",
        "hls_scrubber",
        "hls_sealer",
        "hls_returner",
        "hls_opener",
        "hls_door",
        "hls_guest",
        "hls_administration",
    ],
)
def test_no_job_of_the_platform_reads_what_people_write(job):
    amina = a_person("Amina")
    a_share(a_reflection(amina), a_circle_with(amina))
    for table in ("learning_reflection", "learning_draft", "learning_response", "relationships_conversation"):
        with pytest.raises(ProgrammingError, match="permission denied"), as_job(job):
            rows(f"SELECT * FROM {table}")  # noqa: S608 - our own names


def test_the_application_cannot_step_around_the_wall():
    with transaction.atomic():
        rows("SET LOCAL ROLE hls_app")
        with pytest.raises(ProgrammingError), transaction.atomic():
            rows("ALTER TABLE learning_reflection DISABLE ROW LEVEL SECURITY")
        assert rows("SELECT rolbypassrls, rolsuper FROM pg_roles WHERE rolname = 'hls_app'") == [
            (False, False)
        ]
        assert rows(
            "SELECT count(*) FROM pg_auth_members JOIN pg_roles member ON member.oid = pg_auth_members.member"
            " JOIN pg_roles granted ON granted.oid = roleid WHERE member.rolname = 'hls_app'"
            " AND (granted.rolbypassrls OR granted.rolsuper OR granted.rolname IN ('hls_owner', 'hls_wall')"
            " OR pg_auth_members.inherit_option)"
        ) == [(0,)]


def test_an_unknown_person_is_nobody():
    a_world()
    with as_person(uuid.uuid4()):
        assert not Person.objects.exists()
