"""Asking a map: answers in words, loops that are named and kept, searches behind the page, introductions."""

import json
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.urls import reverse

from hls_platform.actions import NotFound, Refused
from hls_platform.identifiers import uuid7
from relationships.models import Offer
from systems.actions.actors import act_on, name_actor
from systems.actions.changes import change_map
from systems.actions.kept_loops import KeptBefore, NoLoop, keep_loop, let_loop_go
from systems.analysis.loops import Ended, LoopKind
from systems.asking import looking, loops, questions
from systems.asking.kept import standing_of
from systems.asking.reading import read_map
from systems.models import Factor, KeptLoop, Link, SystemMap
from systems.tasks import look_for_loops
from tests.api.asking import Program, listed, one
from tests.factories import a_circle_with, a_partnership, a_person, an_organisation

pytestmark = pytest.mark.django_db


class Food:
    """A map: trust and honesty feed each other; honesty lowers fear, fear lowers trust; rain stands alone."""

    def __init__(self):
        self.amina, self.ben, self.stranger = a_person("Amina"), a_person("Ben"), a_person("Zoe")
        self.circle = a_circle_with(self.amina, self.ben)
        self.map = SystemMap.objects.create(circle=self.circle, slug="food", name="Food")
        labels = ("Trust", "Honesty", "Fear", "Silence", "Rain")
        self.trust, self.honesty, self.fear, self.silence, self.rain = (
            Factor.objects.create(map=self.map, label=label, cluster=label[0]) for label in labels
        )
        self.link(self.trust, self.honesty, "+")
        self.link(self.honesty, self.trust, "+")
        self.link(self.honesty, self.fear, "-")
        self.link(self.fear, self.trust, "-")
        self.link(self.fear, self.silence, "+")
        self.link(self.fear, self.silence, "-")

    def link(self, source, target, polarity, **more):
        return Link.objects.create(map=self.map, source=source, target=target, polarity=polarity, **more)

    def takes_off(self, on, thing):
        self.map.refresh_from_db()
        steps = [{"on": on, "id": str(thing.pk), "set": {"removed": True}}]
        return change_map(by=self.ben, map=self.map, id=uuid7(), steps=steps, seen=self.map.version)

    def about_one(self, question, factor, **more):
        return questions.ask_about_one(read_map(self.map), question, factor.pk, **more)

    def about_all(self, question):
        return questions.ask_about_all(read_map(self.map), question, self.amina)

    def spiral(self, **more):
        words = {"name": "The trust spiral", "factors": [self.honesty.pk, self.trust.pk]} | more
        return keep_loop(by=self.amina, map=self.map, **words)

    def stands(self):
        self.map.refresh_from_db()
        return standing_of(read_map(self.map))[0]

    def address(self, name, *more):
        return reverse(f"systems:{name}", args=[self.map.slug, *more])


@pytest.fixture
def food():
    cache.clear()
    return Food()


def said(answer):
    return {line.words: str(line.mark) for line in answer.lines}


def test_what_a_factor_reaches_is_said_with_its_sign_and_its_way(food):
    answer = food.about_one("reaches", food.trust, links=2)
    assert said(answer) == {
        "More “Trust” leads to more “Honesty”, in 1 link.": "more",
        "More “Trust” leads to less “Fear”, in 2 links.": "less",
    }
    assert [label for _id, label in answer.lines[1].factors] == ["Trust", "Honesty", "Fear"]
    assert len(answer.lines[1].links) == 2
    unknown = food.about_one("reached-by", food.silence, links=1)
    assert [str(line.mark) for line in unknown.lines] == ["unknown"]
    assert food.about_one("reaches", food.rain).says == ["Nothing on this map follows from “Rain”."]


def test_the_ways_between_two_say_where_they_do_not_agree(food):
    food.link(food.trust, food.fear, "+")
    answer = food.about_one("ways", food.trust, to=food.fear.pk)
    assert [str(line.mark) for line in answer.lines] == ["more", "less"]
    assert "They do not agree" in answer.says[1]
    assert food.about_one("ways", food.rain, to=food.trust.pk).lines == []


def test_what_if_says_where_others_travel_first_that_it_comes_back_and_what_it_cannot_know(food):
    rises, falls = food.about_one("rises", food.trust), food.about_one("falls", food.trust)
    assert "“Fear” would fall at first." in said(rises)
    assert "“Fear” would rise at first." in said(falls)
    assert said(rises)["“Silence” would be moved; nobody can say where to."] == "unknown"
    assert any("reinforcing loop" in sentence for sentence in rises.says)
    assert rises.says[0].startswith("A way to begin a conversation, not a forecast.")
    assert len(rises.cannot_know) == 5


def test_the_whole_map_tells_of_brokers_bottlenecks_parts_signs_and_what_nobody_acts_on(food):
    assert (
        "“Fear” is in the middle of" in food.about_all("brokers").lines[0].words
        or food.about_all("brokers").lines
    )
    cut = food.about_all("bottlenecks").lines
    assert [line.words for line in cut] == ["Without “Fear” nothing would tie the rest to “Silence”."]
    assert "“Rain” has no link yet." in said(food.about_all("parts"))
    assert "From “Fear” to “Silence” one link says more, another says less." in said(food.about_all("signs"))
    assert "Nobody has said who acts on this map yet" in food.about_all("untouched").says[0]
    name_actor(by=food.amina, map=food.map, name="The school", kind="role", acts_on=[food.trust])
    untouched = food.about_all("untouched")
    assert len(untouched.lines) == 4
    assert not any("“Trust”," in words for words in said(untouched))


def test_links_and_factors_that_were_taken_off_answer_nothing(food):
    food.takes_off("factor", food.fear)
    food.map.refresh_from_db()
    read = read_map(food.map)
    assert food.fear.pk not in read.numbers
    assert len(read.links) == 2
    assert len(loops.look_now(read, 5).loops) == 1


def test_loops_are_ranked_by_what_they_contain_and_never_by_how_many_act(food):
    food.link(food.silence, food.fear, "+")
    read = read_map(food.map)
    first = loops.ranked(read, loops.look_now(read, 2).loops)
    assert [read.labels[n] for n in first[0].factors] == ["Fear", "Silence"]  # by name alone
    name_actor(by=food.amina, map=food.map, name="The school", kind="role", acts_on=[food.trust])
    read = read_map(food.map)
    assert [read.labels[n] for n in loops.ranked(read, loops.look_now(read, 2).loops)[0].factors] == [
        "Trust", "Honesty",
    ]  # fmt: skip
    for nth in range(3):
        name_actor(by=food.amina, map=food.map, name=f"Shop {nth}", kind="role", acts_on=[food.fear])
    read = read_map(food.map)
    assert [read.labels[n] for n in loops.ranked(read, loops.look_now(read, 2).loops)[0].factors] == [
        "Fear", "Silence",
    ]  # fmt: skip


def test_a_loop_is_kept_once_under_its_name_wherever_one_begins_it(food):
    kept = food.spiral()
    assert food.spiral(factors=[food.trust.pk, food.honesty.pk]) == kept
    assert (kept.kind, food.stands().kind) == ("reinforcing", LoopKind.REINFORCING)
    with pytest.raises(KeptBefore):
        food.spiral(name="Another")
    for factors in ([food.trust.pk, food.fear.pk], [food.trust.pk, food.trust.pk], [], [uuid7()]):
        with pytest.raises(NoLoop):
            food.spiral(factors=factors)
    with pytest.raises(Refused):
        food.spiral(name=" ")
    with pytest.raises(NotFound):
        keep_loop(by=food.stranger, map=food.map, factors=[food.trust.pk, food.honesty.pk], name="Mine")
    with pytest.raises(NotFound):
        let_loop_go(by=food.stranger, loop=kept)
    let_loop_go(by=food.ben, loop=kept)
    let_loop_go(by=food.ben, loop=kept)
    assert not KeptLoop.objects.exists()


def test_a_kept_loop_says_which_change_broke_it_and_is_whole_again_when_that_is_undone(food):
    food.spiral()
    assert food.stands().words == "It is whole: reinforcing."
    link = Link.objects.get(source=food.trust, target=food.honesty)
    broken_by = food.takes_off("link", link)
    now = food.stands()
    assert now.kind is None
    assert [each.number for each in now.breaks] == [broken_by.number]
    assert now.words == "It is broken. Since today “Trust” does not lead to “Honesty” any more."
    Link.objects.filter(pk=link.pk).update(removed=False)
    assert food.stands().kind == LoopKind.REINFORCING
    food.takes_off("factor", food.trust)
    assert len(food.stands().breaks) == 2
    assert [label for _id, label in food.stands().factors] == ["Trust", "Honesty"]


def test_the_loops_with_a_name_are_an_answer_those_that_are_broken_first(food):
    assert food.about_all("kept").lines == []
    food.spiral()
    food.spiral(name="Fear", factors=[food.honesty.pk, food.fear.pk, food.trust.pk])
    assert [str(line.mark) for line in food.about_all("kept").lines] == ["reinforcing", "reinforcing"]
    food.takes_off("factor", food.fear)
    food.map.refresh_from_db()
    first, second = food.about_all("kept").lines
    assert (str(first.mark), first.words.split(".")[0]) == ("broken", "Fear")
    assert (str(second.mark), len(second.links)) == ("reinforcing", 2)


def test_the_loops_that_a_factor_is_on_begin_with_it(food):
    answer = food.about_one("on-loops", food.fear)
    assert [[label for _id, label in line.factors] for line in answer.lines] == [["Fear", "Trust", "Honesty"]]
    assert food.about_one("on-loops", food.rain).says[0] == "There is no loop of this length."


def test_a_kept_loop_says_when_a_sign_has_turned_it(food):
    food.spiral()
    Link.objects.filter(source=food.trust, target=food.honesty).update(polarity="-")
    assert food.stands().turned
    assert food.stands().words == (
        "It is whole, and has turned: it was reinforcing when it was kept, and is balancing now."
    )


def test_a_kept_loop_asks_one_query_while_it_is_whole(food, at_most_queries):
    food.spiral()
    read = read_map(food.map)
    with at_most_queries(1):
        standing_of(read)


def test_pages_ask_few_queries_and_nobody_else_sees_them(client, food, at_most_queries):
    food.spiral()
    client.force_login(food.amina)
    with at_most_queries(10):
        page = client.get(food.address("loops")).content.decode()
    assert "The trust spiral" in page
    assert "2 loops: 2 reinforcing, 0 balancing." in page
    for question in questions.OF_ALL:
        with at_most_queries(10):
            assert client.get(f"{food.address('ask')}?question={question}").status_code == 200
    asked = f"{food.address('ask')}?question=rises&factor={food.trust.pk}&links=3"
    with at_most_queries(8):
        assert "would fall at first" in client.get(asked).content.decode()
    assert client.get(f"{food.address('ask')}?question=ways&factor={food.trust.pk}").status_code == 422
    client.force_login(food.stranger)
    way = f"{food.trust.pk}.{food.honesty.pk}"
    for name, *more in (
        ("ask",),
        ("loops",),
        ("answer", "loops"),
        ("keep_loop", way),
        ("introduce", food.trust.pk),
    ):
        assert client.get(food.address(name, *more)).status_code == 404
    assert client.post(food.address("look_for_loops"), {"length": 5}).status_code == 404
    assert client.post(reverse("systems:let_loop_go", args=[KeptLoop.objects.get().pk])).status_code == 404


def test_the_drawing_gets_the_same_answer_with_what_each_sentence_is_about(client, food):
    client.force_login(food.amina)
    answer = client.get(food.address("answer", "reaches"), {"factor": food.trust.pk, "links": 1}).json()
    assert answer["lines"] == [
        {
            "words": "More “Trust” leads to more “Honesty”, in 1 link.",
            "mark": "more",
            "factors": [str(food.trust.pk), str(food.honesty.pk)],
            "links": [str(Link.objects.get(source=food.trust).pk)],
        }
    ]
    assert {line["mark"] for line in client.get(food.address("answer", "loops")).json()["lines"]} == {
        "reinforcing"
    }
    assert client.get(food.address("answer", "reaches"), {"factor": uuid7()}).status_code == 422
    assert client.get(food.address("answer", "nothing")).status_code == 404


def test_a_loop_gets_its_name_on_a_page(client, food):
    client.force_login(food.amina)
    page = food.address("keep_loop", f"{food.trust.pk}.{food.honesty.pk}")
    assert client.get(page).status_code == 200
    assert client.post(page, {"name": "", "words": ""}).status_code == 422
    assert client.post(page, {"name": "The trust spiral", "words": "It feeds itself."}).status_code == 302
    shown = client.get(food.address("loops")).content.decode()
    assert "It feeds itself." in shown
    assert client.get(food.address("keep_loop", f"{food.trust.pk}.{food.rain.pk}")).status_code == 302
    assert client.get(food.address("keep_loop", "nonsense")).status_code == 302
    client.post(reverse("systems:let_loop_go", args=[KeptLoop.objects.get().pk]))
    assert "It feeds itself." not in client.get(food.address("loops")).content.decode()


# --- behind the page ---------------------------------------------------------------------------------------


def asked_of(food, length=5):
    food.map.refresh_from_db()
    return looking.Asked(food.map.pk, food.map.version, length)


def task(food, length=5):
    food.map.refresh_from_db()
    look_for_loops(str(food.map.pk), str(food.circle.pk), str(food.map.version), str(length), "")


def test_a_large_map_is_searched_behind_the_page_once_and_tells_how_far_it_is(client, food, monkeypatch):
    monkeypatch.setattr(loops, "LARGE", 3)
    client.force_login(food.amina)
    page = client.get(food.address("loops")).content.decode()
    assert "This map is large" in page
    assert "Reinforcing" not in page
    assert client.post(food.address("look_for_loops"), {"length": 5}).status_code == 302
    waits = client.get(food.address("loops")).content.decode()
    assert "The search begins in a moment." in waits
    assert "hx-get" in waits
    task(food)
    done = client.get(food.address("loops")).content.decode()
    assert "2 loops: 2 reinforcing" in done
    assert "hx-get" not in done
    client.force_login(food.ben)
    assert "2 loops: 2 reinforcing" in client.get(food.address("loops")).content.decode()
    food.takes_off("factor", food.rain)
    assert "This map is large" in client.get(food.address("loops")).content.decode()


def test_a_search_that_is_stopped_shows_what_it_had_and_can_go_on(client, food):
    client.force_login(food.amina)
    client.post(food.address("look_for_loops"), {"length": 5})
    client.post(food.address("look_for_loops"), {"length": 5, "stop": "1"})
    everything = [*Factor.objects.filter(map=food.map)]
    for source in everything:
        for target in everything:
            food.link(source, target, "+")
    for nth in range(6):
        extra = Factor.objects.create(map=food.map, label=f"More {nth}")
        for other in everything:
            food.link(extra, other, "+")
            food.link(other, extra, "+")
        everything.append(extra)
    food.map.refresh_from_db()
    asked = looking.Asked(food.map.pk, food.map.version, 8)
    looking.stop(asked)
    looked = looking.search(asked, food.circle.pk)
    assert looked.ended == Ended.ASKED
    assert looking.search(asked, food.circle.pk) is None  # told already
    page = client.get(food.address("loops"), {"length": 8}).content.decode()
    assert "The search was stopped before all were found." in page
    assert "Take more time to look" in page
    looking.begin(food.map, asked)
    assert looking.search_for(asked).looked is None


def test_a_search_of_a_map_that_has_changed_meanwhile_is_let_go(food):
    asked = asked_of(food)
    looking.begin(food.map, asked)
    food.takes_off("factor", food.rain)
    assert looking.search(asked, food.circle.pk) is None
    assert looking.search_for(asked) is None


def test_a_search_that_has_died_can_be_begun_again(food, monkeypatch):
    asked = asked_of(food)
    looking.begin(food.map, asked)
    assert looking.search_for(asked).looked is None
    monkeypatch.setattr(looking, "SILENT_AFTER", -1)
    assert looking.search_for(asked) is None


def test_the_command_counts_within_a_limit_and_says_that_there_are_more(food):
    def count(**options):
        out = StringIO()
        call_command("map_loops", "food", max_length=5, stdout=out, **options)
        return json.loads(out.getvalue())

    assert count() == {"total": 2, "reinforcing": 2, "balancing": 0, "unknown": 0}
    assert count(limit=1) == {
        "total": 1, "reinforcing": 1, "balancing": 0, "unknown": 0, "at_least": True, "whole_to": 2, "ended": "limit",
    }  # fmt: skip
    for wrong in ({"limit": 0}, {"seconds": 0.0}):
        with pytest.raises((CommandError, SystemExit)):
            count(**wrong)


# --- who acts --------------------------------------------------------------------------------------------


def test_those_who_act_on_the_same_without_a_shared_circle_are_told_and_can_be_introduced(client, food):
    school, shop = an_organisation("School", food.ben), an_organisation("Shop")
    for organisation in (school, shop):
        actor = name_actor(by=food.amina, map=food.map, name=organisation.name)
        type(actor).objects.filter(pk=actor.pk).update(organisation=organisation)
        act_on(by=food.amina, actor=actor, factor=food.trust)
    answer = food.about_all("actors")
    assert said(answer) == {
        "School and Shop both act on “Trust”, and share no circle that you can see.": "actors"
    }
    client.force_login(food.amina)
    shown = client.get(f"{food.address('ask')}?question=actors").content.decode()
    assert "School and Shop both act on “Trust”, and share no circle that you can see." in shown
    page = food.address("introduce", food.trust.pk)
    form = client.get(page).context["form"]
    assert "School and Shop all act on “Trust”" in form.initial["text"]
    words = {name: form.initial[name] for name in ("kind", "reach", "about", "text")}
    sent = client.post(page, {**words, "id": str(uuid7()), "name": "Amina", "looked_over": "on"})
    assert sent.status_code == 302
    offer = Offer.objects.get()
    assert (offer.person, offer.kind, offer.about) == (food.amina, "ask", "Trust")


def test_those_who_share_a_circle_one_can_see_are_not_introduced(food):
    council, shop = an_organisation("Council", food.amina), an_organisation("Shop")
    a_partnership(resourcing=council, delivering=shop, people={food.amina: council})
    for organisation in (council, shop):
        actor = name_actor(by=food.amina, map=food.map, name=organisation.name)
        type(actor).objects.filter(pk=actor.pk).update(organisation=organisation)
        act_on(by=food.amina, actor=actor, factor=food.trust)
    assert food.about_all("actors").lines == []
    # Ben is not in that partnership: to him it is as if it were not there
    of_ben = questions.ask_about_all(read_map(food.map), "actors", food.ben)
    assert len(of_ben.lines) == 1


def test_of_a_role_nobody_can_tell_whom_it_knows(food):
    for name in ("The school", "Shops"):
        name_actor(by=food.amina, map=food.map, name=name, kind="role", acts_on=[food.trust])
    assert "Whether they know each other nobody can tell here" in food.about_all("actors").lines[0].words


def test_programs_ask_a_map_and_keep_its_loops(food):
    program = Program(food.amina)
    map = one("map", food.map)
    asked = program.get(f"{map}ask/reaches/?factor={food.trust.pk}&links=1").json()
    assert [line["words"] for line in asked["lines"]] == ["More “Trust” leads to more “Honesty”, in 1 link."]
    assert program.get(f"{map}ask/reaches/").status_code == 400
    assert program.get(f"{map}ask/ways/?factor={food.trust.pk}&to={uuid7()}").status_code == 400
    assert program.get(f"{map}ask/nothing/").status_code == 404
    found = program.get(f"{map}loops/?size=1").json()
    assert (found["total"], found["at_least"], found["whole_to"], len(found["items"])) == (2, False, 5, 1)
    words = {"map": str(food.map.pk), "name": "The trust spiral", "factors": found["items"][0]["factors"]}
    kept = program.post(listed("kept-loop"), words)
    assert kept.status_code == 201
    assert kept.json()["stands"] == "It is whole: reinforcing."
    food.takes_off("factor", food.trust)
    assert program.get(kept["Location"]).json()["whole"] is False
    assert Program(food.stranger).get(kept["Location"]).status_code == 404
    assert program.change(kept["Location"], method="DELETE").status_code == 204
