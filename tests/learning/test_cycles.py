"""Cycles that nest: what stands in a smaller one's way becomes the wider one's question, and the answer comes back down."""

import datetime
from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from hls_platform.actions import NotAllowed, NotFound
from hls_platform.identifiers import uuid7
from hls_platform.security.asking import as_person
from learning import actions
from learning.actions.cycles import NoSuchMove, NotNestable, NotSaid, NowhereToRaise
from learning.actions.digests import build_due_digests
from learning.digests.periods import period_of
from learning.models import Digest, LearningCycle, LearningQuestion, Obstacle, Understanding
from relationships.models import Circle, Person
from tests.factories import a_member, a_peer_group, a_person
from tests.learning.digest_ways import delivered, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> SimpleNamespace:
    """A team with Amina, who tends it, Ben, who is in the place's circle too, and Tom; the place with Iris, whom only Ben knows."""
    w = SimpleNamespace()
    w.amina, w.ben, w.tom, w.iris = (a_person(name) for name in ("Amina", "Ben", "Tom", "Iris"))
    w.team = a_peer_group("Night team", w.ben, w.tom)
    a_member(w.amina, w.team, role="facilitator")
    w.place = a_peer_group("Haddermouth learns", w.iris, w.ben)
    w.wider = actions.begin_cycle(
        by=w.iris, circle=w.place.circle, name="Homes here", to_learn="What a home needs.", scale="place"
    )
    w.cycle = actions.begin_cycle(
        by=w.ben, circle=w.team.circle, name="First nights", to_learn="What helps at night.", scale="team"
    )
    return w


def nested(w: SimpleNamespace) -> LearningCycle:
    return actions.nest_cycle(by=w.ben, cycle=w.cycle, wider=w.wider)


def test_a_team_s_obstacle_becomes_the_place_s_question_and_the_answer_comes_back(w):
    nested(w)
    obstacle = actions.raise_obstacle(
        by=w.amina, cycle=w.cycle, text="Why does nobody answer after six?", why="People sleep outside."
    )
    with as_person(w.iris.pk):
        question = LearningQuestion.objects.in_circles_of(w.iris).get()
        assert (question.text, question.who_asked) == ("Why does nobody answer after six?", "A team’s cycle")
        assert not Obstacle.objects.exists(), "the place does not hear which cycle, and of whom"
        assert not Person.objects.filter(pk=w.amina.pk).exists()
    actions.record_understanding(by=w.iris, question=question, text="The council's line closes at five.")
    for reader in (w.amina, w.tom):
        with as_person(reader.pk):
            assert Understanding.objects.visible_to(reader).get().text == "The council's line closes at five."
            assert list(LearningQuestion.objects.visible_to(reader)) == [obstacle.question]
            assert not Circle.objects.filter(pk=w.place.pk).exists()
            assert list(LearningCycle.objects.all()) == [w.cycle]


def test_the_trail_says_of_which_circle_only_where_the_raiser_agreed(w):
    nested(w)
    quiet = actions.raise_obstacle(by=w.amina, cycle=w.cycle, text="Who answers?")
    named = actions.raise_obstacle(by=w.amina, cycle=w.cycle, text="Who pays?", show_circle=True)
    assert quiet.question.who_asked == "A team’s cycle"
    assert named.question.who_asked == "A team’s cycle (Night team)"
    assert (quiet.question.asked_by, named.question.asked_by) == (None, None)


def test_raised_twice_it_is_there_once(w):
    nested(w)
    id = uuid7()
    for _twice in (1, 2):
        actions.raise_obstacle(by=w.amina, cycle=w.cycle, text="Who answers?", id=id)
    assert Obstacle.objects.get().question_id == id


def test_only_those_who_tend_the_cycle_or_its_circle_raise_and_only_where_it_nests(w):
    with pytest.raises(NowhereToRaise):
        actions.raise_obstacle(by=w.amina, cycle=w.cycle, text="Who answers?")
    nested(w)
    with pytest.raises(NotAllowed):
        actions.raise_obstacle(by=w.tom, cycle=w.cycle, text="Who answers?")
    with pytest.raises(NotFound):
        actions.raise_obstacle(by=w.iris, cycle=w.cycle, text="Who answers?")
    Circle.objects.filter(pk=w.place.pk).update(ended_at=timezone.now())
    with pytest.raises(NowhereToRaise):
        actions.raise_obstacle(by=w.amina, cycle=w.cycle, text="Who answers?")
    assert not LearningQuestion.objects.exists()


def test_who_sees_an_answer_writes_none_and_reads_nothing_else_of_the_wider_circle(w):
    nested(w)
    other = actions.ask_question(by=w.iris, circle=w.place.circle, text="Ours alone?")
    raised = actions.raise_obstacle(by=w.amina, cycle=w.cycle, text="Who answers?").question
    with pytest.raises(NotFound):
        actions.record_understanding(by=w.amina, question=raised, text="We do.")
    with pytest.raises(NotFound):
        actions.close_question(by=w.amina, question=raised)
    with as_person(w.amina.pk):
        assert not LearningQuestion.objects.filter(pk=other.pk).exists()
        assert not LearningQuestion.objects.filter(pk=raised.pk).update(text="Other words")


INTO_THE_WIDER_CIRCLE = "INSERT INTO learning_learningquestion (id, circle_id, text, why, raised_at_scale, raised_in, created_at) VALUES (%s, %s, 'Why?', '', 'team', '', now())"
TIED_TO = "INSERT INTO learning_obstacle (id, cycle_id, question_id, raised_by_id, raised_at) VALUES (%s, %s, %s, %s, now())"


def test_the_database_lets_nobody_in_by_another_way(w):
    nested(w)
    theirs = actions.ask_question(by=w.iris, circle=w.place.circle, text="Ours alone?")
    elsewhere = a_peer_group("Elsewhere", a_person("Eve"))
    for statement, values in (
        (TIED_TO, [uuid7(), w.cycle.pk, theirs.pk, w.amina.pk]),  # to a question that is there already
        (TIED_TO, [uuid7(), w.cycle.pk, uuid7(), w.iris.pk]),  # in another's name
        (INTO_THE_WIDER_CIRCLE, [uuid7(), w.place.pk]),  # without saying from which cycle
    ):
        assert not taken(w.amina, statement, values)
    id = uuid7()
    Obstacle.objects.create(cycle=w.cycle, question_id=id, raised_by=w.amina)
    assert not taken(w.amina, INTO_THE_WIDER_CIRCLE, [id, elsewhere.pk])  # it does not nest there
    assert not taken(w.tom, INTO_THE_WIDER_CIRCLE, [id, w.place.pk])  # he raised nothing
    assert taken(w.amina, INTO_THE_WIDER_CIRCLE, [id, w.place.pk])
    assert not taken(w.tom, TIED_TO, [uuid7(), w.cycle.pk, uuid7(), w.tom.pk])  # he does not tend it
    nests = "UPDATE learning_learningcycle SET wider_id = %s, wider_scale = 'place' WHERE id = %s"
    assert not taken(w.ben, nests, [a_cycle_of(elsewhere).pk, w.cycle.pk])  # in what he does not see


def taken(person: Person, statement: str, values: list[object]) -> bool:
    """Whether the database takes a statement from `person`."""
    try:
        with as_person(person.pk), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except ProgrammingError:
        return False
    return True


def a_cycle_of(circle: Circle) -> LearningCycle:
    person = Person.objects.get(name="Eve")
    return actions.begin_cycle(by=person, circle=circle.circle, name="There", to_learn="It.", scale="place")


def test_a_cycle_nests_in_a_wider_one_only_and_never_in_itself(w):
    with pytest.raises(NotNestable):
        actions.nest_cycle(by=w.ben, cycle=w.cycle, wider=w.cycle)
    with pytest.raises(NotFound):
        actions.nest_cycle(by=w.amina, cycle=w.cycle, wider=w.wider)  # she is not in the wider one's circle
    nested(w)
    for cycle, wider, scale in (
        (w.wider, w.cycle, "team"),
        (w.wider, w.cycle, "country"),  # as which it is not kept
        (w.cycle, w.wider, "country"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            nest_past_the_action(cycle, wider, scale)


def nest_past_the_action(cycle: LearningCycle, wider: LearningCycle, scale: str) -> None:
    LearningCycle.objects.filter(pk=cycle.pk).update(wider=wider, wider_scale=scale)
    connection.check_constraints()


def test_whoever_is_in_the_smaller_circle_alone_changes_a_nested_cycle_and_leaves_it_nested(w):
    nested(w)
    actions.move_cycle(by=w.amina, cycle=w.cycle, stage="design", why="We know enough to begin.")
    w.cycle.refresh_from_db()
    assert (w.cycle.stage, w.cycle.wider) == ("design", w.wider)


def test_a_cycle_runs_otherwise_than_planned_and_shows_both(w, client):
    today = timezone.localdate()

    def ago(days: int) -> datetime.date:
        return today - datetime.timedelta(days=days)

    w.cycle.steps.update(entered_on=ago(60))
    planned = {"understand": ago(60), "design": ago(40), "experiment": ago(30), "embed": ago(10)}
    actions.describe_cycle(
        by=w.ben, cycle=w.cycle, name="First nights", to_learn="What helps.", planned=planned
    )
    for stage, days in (("experiment", 35), ("understand", 20), ("ended", 2)):
        actions.move_cycle(by=w.ben, cycle=w.cycle, stage=stage, why="So it went.", entered_on=ago(days))
    client.force_login(w.tom)
    page = client.get(reverse("learning:cycle", args=[w.cycle.pk])).content.decode()
    for said in ("It went on from “understand” to “experiment” at once", "It went back from “experiment” to “understand”", "It came to its end from “understand”", "<svg", "As planned"):  # fmt: skip
        assert said in page, said
    for stage, why, on in (("ended", "Again.", None), ("design", " ", None), ("design", "So.", ago(90)), ("design", "So.", ago(-1))):  # fmt: skip
        with pytest.raises((NoSuchMove, NotSaid)):
            actions.move_cycle(by=w.ben, cycle=w.cycle, stage=stage, why=why, entered_on=on)


def test_the_nest_shows_what_one_may_see_and_no_name_beyond(w, client, at_most_queries):
    nested(w)
    country = a_peer_group("The whole land", w.iris)
    widest = actions.begin_cycle(
        by=w.iris, circle=country.circle, name="Homes", to_learn="It.", scale="country"
    )
    actions.nest_cycle(by=w.iris, cycle=w.wider, wider=widest)
    sees = {w.amina: (True, False, False), w.ben: (True, True, False), w.iris: (False, True, True)}
    for reader, (team, place, land) in sees.items():
        client.force_login(reader)
        cycle = w.cycle if team else w.wider
        with at_most_queries(10):
            page = client.get(reverse("learning:cycle", args=[cycle.pk])).content.decode()
        assert ("First nights" in page, "Homes here" in page, "The whole land" in page) == (team, place, land)
        assert ("of a circle that you are not in" in page) is (reader != w.iris)


def test_what_came_back_stands_on_the_team_s_page(w, client):
    nested(w)
    raised = actions.raise_obstacle(by=w.amina, cycle=w.cycle, text="Who answers after six?").question
    yesterday = timezone.now() - datetime.timedelta(days=1)
    actions.record_understanding(by=w.iris, question=raised, text="A machine does.", at=yesterday)
    client.force_login(w.tom)
    address = reverse("learning:cycle", args=[w.cycle.pk])
    page = client.get(address).content.decode()
    assert "Who answers after six?" in page
    assert "A machine does." in page
    assert "Iris" not in page
    assert client.get(reverse("learning:question", args=[raised.pk])).url == address


def test_the_answer_stands_in_the_team_s_digest_also_when_nothing_else_was_shared(w):
    nested(w)
    raised = actions.raise_obstacle(by=w.amina, cycle=w.cycle, text="Who answers after six?").question
    last_week = period_of("weekly", timezone.now()).start - datetime.timedelta(days=2)
    actions.record_understanding(by=w.iris, question=raised, text="A machine does.", at=last_week)
    build_due_digests(until=timezone.now())
    digest = Digest.objects.get()
    assert digest.circle_id == w.team.pk
    (answer,) = read(digest, w.tom).answers
    assert (answer.question, answer.text) == ("Who answers after six?", "A machine does.")
    delivered()
    letter = next(each for each in mail.outbox if each.to == [w.tom.email])
    assert "A machine does." in letter.body
    assert "Iris" not in letter.body


def test_one_raises_on_the_page_and_is_told_who_will_read_it(w, client):
    nested(w)
    client.force_login(w.amina)
    address = reverse("learning:raise_obstacle", args=[w.cycle.pk])
    page = client.get(address)
    assert "which you are not in" in page.content.decode()
    assert "Haddermouth learns" not in page.content.decode()
    id = page.context["form"]["id"].value()
    assert client.post(address, {"id": id, "text": "Who answers after six?"}).status_code == 302
    client.force_login(w.iris)
    page = client.get(reverse("learning:question", args=[id])).content.decode()
    assert "A team’s cycle asked" in page
    assert "so will the circle that raised the question, without your name" in page
    client.force_login(w.ben)
    assert "Everyone in Haddermouth learns will read this" in client.get(address).content.decode()
