"""Finding again: people find what they may see, as they remember it, and nothing else; not even that it is there."""

import datetime
import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hls_platform.management.script_door import CommandError
from hls_platform.security.asking import as_person
from learning import actions
from learning.finding import index
from learning.finding.nouns import NOUNS
from learning.models import (
    Adaptation,
    Experiment,
    Insight,
    LearningCycle,
    LearningQuestion,
    Measure,
    Observation,
    Reflection,
    SenseMaking,
    Share,
    Theme,
    Understanding,
)
from learning.queries.search import Asking, search
from relationships.actions.circles import describe_circle
from relationships.models import Circle, Conversation, Membership, Person
from systems.models import Factor, SystemMap
from tests.factories import (
    a_circle_with,
    a_member,
    a_partnership,
    a_person,
    a_reflection,
    a_share,
    an_organisation,
)

pytestmark = pytest.mark.django_db
TOLD = "She had paid the rent three weeks late, and nobody had asked her why."


def found(person: Person, words: str, **narrowed: object) -> list[str]:
    """The names of what `person` finds, each as "noun: the words"."""
    with as_person(person.pk):
        hits = search(person, Asking(words, **narrowed)).hits  # type: ignore[arg-type]
    return [f"{hit.noun}: {_plain(hit.title or hit.said)}" for hit in hits]


def _plain(marked: str) -> str:
    return marked.replace("<mark>", "").replace("</mark>", "")


@pytest.fixture
def two():
    amina, ben = a_person("Amina"), a_person("Ben")
    return amina, ben, a_circle_with(amina, ben)


def test_one_finds_what_one_wrote_and_what_was_shared_with_one_and_nothing_else(two):
    amina, ben, circle = two
    a_share(a_reflection(amina, TOLD), circle)
    a_reflection(ben, "The rent office never rang back.")
    assert found(ben, "rent") == ["reflection: The rent office never rang back.", f"shared: {TOLD}"]
    assert found(amina, "rent") == [f"reflection: {TOLD}"]
    assert found(a_person("Cy"), "rent") == []


@pytest.mark.parametrize(
    "words",
    [
        "rents", "PAY rent", "réñt", "“three weeks late”", '"payed the rent"', "rent -council", "nob", "rent weeks la",
        "why rent", "payi", "rent three '", 'rent "',
    ],
)  # fmt: skip
def test_it_is_found_as_one_remembers_it(two, words):
    amina, _ben, _circle = two
    a_reflection(amina, TOLD.replace("paid", "payed"))
    assert len(found(amina, words)) == 1


@pytest.mark.parametrize(
    "words", ['"late three weeks"', "rent -paid", "rent council", "ate", "", "-rent", "!!", '"']
)
def test_it_is_not_found_by_what_it_does_not_say(two, words):
    a_reflection(two[0], TOLD)
    assert found(two[0], words) == []


def test_accents_are_no_obstacle_in_what_was_written_either(two):
    a_reflection(two[0], "We met at the café, José and I.")
    assert found(two[0], "cafe jose") == found(two[0], "CAFÉ José") != []


def test_everything_with_words_is_found_by_the_people_of_its_circle_and_by_nobody_else(two):
    amina, ben, circle = two
    charity, foundation = an_organisation("Harbour", amina), an_organisation("Quay", kind="funder")
    partnership = a_partnership("Quince alliance", resourcing=foundation, delivering=charity)
    a_member(amina, partnership, on_behalf_of=charity)
    Conversation.objects.create(
        partnership=partnership, starts_at=timezone.now(), about="Quince prices", notes="Too high"
    )
    question = LearningQuestion.objects.create(circle=circle, text="Who buys quinces?", asked_by=amina)
    Understanding.objects.create(question=question, text="Mostly grandmothers", written_by=ben)
    Insight.objects.create(circle=circle, text="Quinces need time.", written_by=amina)
    Adaptation.objects.create(circle=circle, text="We pick quinces late.", written_by=amina)
    Theme.objects.create(circle=circle, name="Quince and pear")
    LearningCycle.objects.create(
        circle=circle, name="Orchard", to_learn="When quinces are ripe.", scale="team", tended_by=ben
    )
    Experiment.objects.create(
        circle=circle,
        what="A quince a day",
        why="Health",
        notice="Colour",
        look_on="2026-11-01",
        tended_by=ben,
    )
    counted = Measure.objects.create(
        circle=circle, name="Baskets", why="To see", collected_by="Us", cost="Little", kept_by=ben
    )
    Observation.objects.create(
        measure=counted, day="2026-11-01", value=3, story="The quince fell.", written_by=ben
    )
    SenseMaking.objects.create(circle=circle, about="Quinces", begun_by=amina, facilitator=amina)
    map = SystemMap.objects.create(
        circle=circle, slug="orchard", name="The orchard", description="Quince trees"
    )
    Factor.objects.create(map=map, label="Ripeness", description="of quince")
    Circle.objects.filter(pk=circle.pk).update(purpose="To talk of quinces")
    a_share(a_reflection(ben, "A quince fell."), circle)
    a_reflection(amina, "I ate a quince.")
    everything = {noun.name for noun in NOUNS}
    assert {each.split(":")[0] for each in found(amina, "quince")} == everything
    not_his = {"shared", "conversation", "partnership"}
    assert {each.split(":")[0] for each in found(ben, "quince")} == everything - not_his
    assert found(a_person("Cy"), "quince") == []
    assert found(ben, "grandmothers") == ["question: Who buys quinces?"]


def test_what_is_withdrawn_edited_or_gone_is_gone_from_search_at_once(two):
    amina, ben, circle = two
    reflection = a_reflection(amina, TOLD)
    share = a_share(reflection, circle)
    assert found(ben, "rent")
    actions.edit_reflection(by=amina, reflection=reflection, text="She had paid late.")
    assert (found(ben, "rent"), found(ben, "paid")) == ([], ["shared: She had paid late."])
    actions.withdraw_share(by=amina, share=share)
    assert (found(ben, "paid"), len(found(amina, "paid"))) == ([], 1)
    things = {reflection.pk, share.pk}
    assert things & _in_index() == {reflection.pk}
    reflection.shares.all().delete()
    reflection.delete()
    assert things & _in_index() == set()


def test_whoever_has_left_finds_nothing_more_there(two):
    amina, ben, circle = two
    a_share(a_reflection(amina, TOLD), circle)
    Membership.objects.filter(person=ben).update(until=timezone.now() - datetime.timedelta(hours=1))
    assert found(ben, "rent") == []


def test_what_was_shared_without_a_name_shows_none_and_is_not_joined_to_what_has_one(two):
    amina, ben, circle = two
    other = a_circle_with(ben, amina, name="Thursday group")
    reflection = a_reflection(amina, TOLD)
    a_share(reflection, circle, anonymous=True)
    a_share(reflection, other)
    with as_person(ben.pk):
        hits = search(ben, Asking("rent")).hits
    assert sorted((hit.by, hit.circle, hit.also) for hit in hits) == [
        ("Amina", "Thursday group", ()),
        ("Someone in this circle", "Tuesday group", ()),
    ]
    assert str(reflection.pk) not in str(hits)
    Share.objects.filter(circle=circle).update(anonymous=False)
    with as_person(ben.pk):
        (hit,) = search(ben, Asking("rent")).hits
    assert {hit.circle, *hit.also} == {"Tuesday group", "Thursday group"}


def test_a_search_is_narrowed_to_a_kind_a_circle_and_days(two):
    amina, ben, circle = two
    a_share(a_reflection(ben, TOLD), circle, shared_at=timezone.now() - datetime.timedelta(days=9))
    a_reflection(amina, "The rent again.")
    today = timezone.localdate()
    week = datetime.timedelta(days=7)
    assert (
        found(amina, "rent", kind="shared") == found(amina, "rent", circle=circle.pk) == [f"shared: {TOLD}"]
    )
    assert found(amina, "rent", since=today - week) == ["reflection: The rent again."]
    assert found(amina, "rent", until=today - week) == [f"shared: {TOLD}"]
    assert found(ben, "rent", circle=circle.pk) == [f"shared: {TOLD}"]  # one's own, where one shared it
    assert found(ben, "rent", circle=a_circle_with(amina).pk) == []


def test_names_count_for_more_than_words_and_new_for_more_than_old(two):
    amina, _ben, circle = two
    a_reflection(amina, "Rent, long ago.", created_at=timezone.now() - datetime.timedelta(days=700))
    a_reflection(amina, "Rent, just now.")
    LearningQuestion.objects.create(circle=circle, text="Rent?", asked_by=amina)
    assert [each.split(": ")[1] for each in found(amina, "rent")] == [
        "Rent?", "Rent, just now.", "Rent, long ago."
    ]  # fmt: skip


def test_a_list_goes_on_where_it_stopped_and_says_no_total(two, client):
    amina, _ben, _circle = two
    for number in range(45):
        a_reflection(amina, f"Rent number {number}")
    client.force_login(amina)
    address, seen = f"{reverse('learning:search')}?q=rent", []
    for _page in range(3):
        page = client.get(address)
        seen += [hit.id for hit in page.context["found"].hits]
        assert "45 " not in _main(page)
        address = f"{reverse('learning:search')}?{page.context['more']}"
    assert len(seen) == len(set(seen)) == 45
    assert page.context["more"] == ""


def test_of_a_very_common_word_the_newest_are_shown_best_first(two, monkeypatch):
    amina, _ben, _circle = two
    Reflection.objects.bulk_create(
        Reflection(
            author=amina, text="The rent is due.", created_at=timezone.now() - datetime.timedelta(days=number)
        )
        for number in range(index.MOST_RANKED + 5)
    )
    a_reflection(amina, "Rent, rent and the rent.")
    assert found(amina, "rent")[0] == "reflection: Rent, rent and the rent."


def test_a_circle_that_speaks_another_language_is_found_as_it_writes(two):
    amina, ben, circle = two
    a_share(a_reflection(ben, "Mae'r tenantiaid yn talu the."), circle)
    assert not found(amina, "the")
    describe_circle(by=amina, circle=circle, purpose="", digest_rhythm="weekly", language="other")
    assert found(amina, "the") == found(amina, "tenantiaid yn") != []
    with as_person(amina.pk):
        assert search(amina, Asking("tenantiaids")).instead == "tenantiaid"


def test_a_slip_is_put_right_by_words_that_one_may_read_and_by_no_others(two):
    amina, ben, circle = two
    a_share(a_reflection(amina, TOLD), circle)
    a_reflection(ben, "Zeppelin")
    with as_person(amina.pk):
        assert search(amina, Asking("nobdoy askde")).instead == "nobody asked"
        assert search(amina, Asking("zepelin")) == search(amina, Asking("xyzzyxyzzy"))
        assert search(amina, Asking("zepelin")).hits == []


def test_what_was_asked_for_is_marked_and_nothing_in_it_becomes_markup(two):
    amina, _ben, _circle = two
    a_reflection(
        amina, f"<script>alert('rent')</script> {'Long before that. ' * 40} They visited & paid Café rents."
    )
    with as_person(amina.pk):
        (hit,) = search(amina, Asking("visits cafe")).hits
    assert "They <mark>visited</mark> &amp; paid <mark>Café</mark> rents." in hit.said
    with as_person(amina.pk):
        (hit,) = search(amina, Asking("script")).hits
    assert "&lt;<mark>script</mark>&gt;" in hit.said
    assert "<script" not in hit.said


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(words=st.text(max_size=60) | st.text("'\"\\:*&|!()<-> ab", max_size=30))
def test_whatever_is_typed_is_answered(two, words):
    a_reflection(two[0], TOLD)
    found(two[0], words)


def test_nobody_reads_the_index_but_the_wall_and_nobody_told_finds_nothing(two):
    a_reflection(two[0], TOLD)
    for statement in (
        "SELECT * FROM wall.findable",
        "SELECT * FROM wall.newest_rows(ARRAY[wall.me()], NULL, NULL, 9)",
        "SELECT wall.find_reflection_anew('{}')",
    ):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            as_person(two[1].pk),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    with as_person(None):
        assert search(two[0], Asking("rent")).hits == []


def test_what_the_index_says_by_mistake_is_held_back_by_both_walls(two):
    """A row of the index in a place where it does not belong: its function finds it, and neither wall shows it."""
    amina, ben, _circle = two
    reflection = a_reflection(amina, TOLD)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE hls_wall")
        cursor.execute("UPDATE wall.findable SET place = %s WHERE thing = %s", [ben.pk, reflection.pk])
        cursor.execute(
            "UPDATE wall.findable SET vector = vector || array_to_tsvector(ARRAY[wall.mark_of(place)])"
            " WHERE thing = %s", [reflection.pk],
        )  # fmt: skip
        cursor.execute("RESET ROLE")
    with as_person(ben.pk), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM wall.find('''rent''','',NULL,NULL,NULL,NULL,NULL,NULL,NULL,9)")
        assert cursor.fetchone() == (1,)
    assert found(ben, "rent") == []


def test_filling_it_anew_finds_the_same(two):
    amina, ben, circle = two
    a_share(a_reflection(amina, TOLD), circle)
    a_share(a_reflection(ben, "A <b>café</b>, withdrawn."), circle, withdrawn_at=timezone.now())
    before = _rows_of_index()
    with connection.cursor() as cursor:
        index.find_all_anew(cursor)
        assert _rows_of_index() == before
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with index.resting(cursor):
            pass
    assert _rows_of_index() == before
    assert found(ben, "rent")


def test_the_page_shows_it_counts_its_questions_and_keeps_its_words_to_itself(
    two, client, django_assert_max_num_queries
):
    amina, ben, circle = two
    a_share(a_reflection(amina, TOLD), circle)
    client.force_login(ben)
    client.get("/")
    with django_assert_max_num_queries(10):
        page = client.get(reverse("learning:search"), {"q": "rent", "circle": circle.slug})
    assert "the <mark>rent</mark> three" in _main(page)
    assert client.get(reverse("learning:search"), {"since": "yesterday"}).status_code == 422
    assert client.get(reverse("learning:search"), {"q": "rent", "circle": "elsewhere"}).status_code == 422
    assert "These words" not in _main(client.get(reverse("learning:search"), {"q": "xyzzy"}))


def test_whoever_searches_without_end_is_asked_to_wait_a_minute(two, client, settings):
    settings.SEARCH_RATE = "2/min"
    client.force_login(two[0])
    answers = [client.get(reverse("learning:search"), {"q": "rent"}) for _nth in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 422]
    assert "Wait a minute" in _main(answers[-1])


def test_like_this_one_shows_what_one_may_see_and_not_the_same_words(two, client):
    amina, ben, circle = two
    share = a_share(a_reflection(amina, TOLD), circle)
    a_share(a_reflection(amina, TOLD), circle)
    near = a_reflection(ben, "Again somebody paid the rent three weeks late; we never asked.")
    a_reflection(ben, "The kettle broke.")
    a_reflection(amina, "Rent paid three weeks late, hidden.")
    client.force_login(ben)
    page = client.get(reverse("learning:like_shared", args=[share.pk]))
    assert [hit.id for hit in page.context["hits"]] == [near.pk]
    part = client.get(reverse("learning:like_shared", args=[share.pk]), headers={"HX-Request": "true"})
    assert part.content.decode().strip().startswith("<section")
    client.force_login(a_person("Cy"))
    assert client.get(reverse("learning:like_shared", args=[share.pk])).status_code == 404
    assert client.get(reverse("learning:like_mine", args=[near.pk])).status_code == 404


def test_the_door_answers_as_that_person(two):
    amina, ben, circle = two
    a_share(a_reflection(amina, TOLD), circle)
    out = StringIO()
    call_command("search", "rent", "--as", ben.email, stdout=out)
    (hit,) = json.loads(out.getvalue())["hits"]
    assert (hit["noun"], hit["by"], hit["circle"]) == ("shared", "Amina", "Tuesday group")
    with pytest.raises(CommandError):
        call_command("search", "rent", "--as", "nobody@example.org")


def _main(page) -> str:
    return page.content.decode().split("<main")[1].split("</main>")[0]


def _rows_of_index() -> set[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE hls_wall")
        cursor.execute("SELECT thing, noun, place, at, vector::text FROM wall.findable")
        rows = set(cursor.fetchall())
        cursor.execute("RESET ROLE")
    return rows


def _in_index() -> set[object]:
    return {row[0] for row in _rows_of_index()}
