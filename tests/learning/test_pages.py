"""What people see and do on the pages of learning, with the browser left out."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hls_platform.identifiers import uuid7
from learning.actions.digests import build_due_digests
from learning.digests.periods import ended_periods
from learning.models import Digest, Draft, Mention, Reflection, Response, Share
from learning.queries import feed
from relationships.models import Membership, Person
from systems.models import Factor, Link, SystemMap
from tests.factories import a_circle_with, a_member, a_person, a_reflection, a_share
from tests.learning.digest_ways import read
from tests.opened import opened
from tests.world import a_world

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
TOPICS = (
    "landlord boiler broken",
    "school breakfast empty",
    "garden tomatoes shared",
    "hospital letter lost",
)
pytestmark = pytest.mark.django_db


@pytest.fixture
def amina() -> Person:
    return a_person("Amina")


@pytest.fixture
def ben() -> Person:
    return a_person("Ben")


def signed_in(client: Client, person: Person) -> Client:
    client.force_login(person)
    return client


def sent(**words: Any) -> dict[str, Any]:
    return {"id": str(uuid7()), "text": "He laughed for the first time.", **words}


def test_a_few_words_and_one_press_keep_a_reflection_for_its_author_alone(client, amina, ben):
    circle = a_circle_with(amina, ben)
    answer = signed_in(client, amina).post(reverse("learning:reflect"), sent(), follow=True)
    assert "Only you can see it" in answer.content.decode()
    assert Reflection.objects.get().author == amina
    client.force_login(ben)
    assert "laughed" not in client.get(reverse("learning:circle", args=[circle.slug])).content.decode()


def test_sending_twice_stores_once(client, amina):
    words = sent()
    signed_in(client, amina).post(reverse("learning:reflect"), words)
    client.post(reverse("learning:reflect"), words)
    assert Reflection.objects.count() == 1


def test_a_page_gone_back_to_and_written_on_again_keeps_both(client, amina):
    words = sent()
    signed_in(client, amina).post(reverse("learning:reflect"), words)
    answer = client.post(reverse("learning:reflect"), words | {"text": "Another day altogether."})
    assert answer.status_code == 422
    assert "Another day altogether." in answer.content.decode()
    again = {"id": answer.context["form"]["id"].value(), "text": "Another day altogether."}
    client.post(reverse("learning:reflect"), again)
    assert {each.text for each in Reflection.objects.all()} == {words["text"], "Another day altogether."}


def test_nothing_typed_is_lost_when_something_is_missing(client, amina):
    answer = signed_in(client, amina).post(
        reverse("learning:reflect"), sent(text=" ", happened_on="2126-01-01", so_what="It matters.")
    )
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "It matters." in said
    assert "2126-01-01" in said
    assert not Reflection.objects.exists()


def test_in_a_small_circle_leaving_out_the_name_warns_before_it_shares(client, amina, ben):
    circle = a_circle_with(amina, ben)
    words = sent(share_with=[str(circle.pk)], anonymous="on")
    answer = signed_in(client, amina).post(reverse("learning:reflect"), words)
    assert "they may guess who wrote this" in answer.content.decode()
    assert "Before this is shared" in answer.content.decode()
    assert not Reflection.objects.exists()
    client.post(reverse("learning:reflect"), words | {"small_circle_understood": "on"})
    assert Share.objects.get().anonymous


def test_a_draft_is_kept_while_typing_and_gone_when_saved(client, amina, ben):
    words = sent(text="Half a th")
    signed_in(client, amina).post(reverse("learning:keep_draft"), words)
    assert "Half a th" in client.get(reverse("learning:today")).content.decode()
    resumed = client.get(reverse("learning:reflect") + f"?draft={words['id']}")
    assert resumed.context["form"]["text"].value() == "Half a th"
    client.force_login(ben)
    assert (
        "Half a th" not in client.get(reverse("learning:reflect") + f"?draft={words['id']}").content.decode()
    )
    client.force_login(amina)
    carried = {"read": resumed.context["form"]["read"].value()}
    client.post(reverse("learning:reflect"), words | carried | {"text": "Half a thought, now whole."})
    assert not Draft.objects.exists()


def test_a_colleague_asks_and_the_author_answers(client, amina, ben):
    share = a_share(a_reflection(amina), a_circle_with(amina, ben))
    signed_in(client, ben).post(
        share.get_absolute_url(), {"id": str(uuid7()), "kind": "question", "text": "What did she say?"}
    )
    client.force_login(amina)
    assert "What did she say?" in client.get(reverse("learning:today")).content.decode()
    response = Response.objects.get()
    answering = reverse("learning:reply", args=[response.pk])
    carried = opened(client, share.reflection.get_absolute_url(), answering)
    client.post(answering, {"reply": "That she was tired.", **carried})
    client.force_login(ben)
    assert "That she was tired." in client.get(share.get_absolute_url()).content.decode()


def test_a_withdrawn_reflection_is_gone_for_everybody_else(client, amina, ben):
    circle = a_circle_with(amina, ben)
    share = a_share(a_reflection(amina, text="Too soon to tell."), circle)
    signed_in(client, amina).post(reverse("learning:withdraw", args=[share.pk]))
    client.force_login(ben)
    assert client.get(share.get_absolute_url()).status_code == 404
    for address in (reverse("learning:today"), reverse("learning:circle", args=[circle.slug])):
        assert "Too soon to tell." not in client.get(address).content.decode()


def test_without_a_name_no_page_tells_who_wrote(client, amina, ben):
    circle = a_circle_with(amina, ben)
    share = a_share(a_reflection(amina), circle, anonymous=True)
    signed_in(client, ben)
    for address in (reverse("learning:today"), circle.get_absolute_url(), share.get_absolute_url()):
        said = client.get(address).content.decode()
        assert "Someone in this circle" in said
        assert "Amina" not in said
        assert str(share.reflection_id) not in said


def test_not_yours_and_not_there_look_the_same(client, amina, ben):
    circle = a_circle_with(amina)
    share = a_share(a_reflection(amina), circle)
    signed_in(client, ben)
    pairs = {
        "learning:shared": (share.pk, uuid.uuid4()),
        "learning:reflection": (share.reflection_id, uuid7()),
        "learning:edit": (share.reflection_id, uuid7()),
        "learning:history": (share.reflection_id, uuid7()),
        "learning:mention": (share.reflection_id, uuid7()),
        "learning:circle": (circle.slug, "nowhere"),
        "learning:ask": (circle.slug, "nowhere"),
        "relationships:people": (circle.slug, "nowhere"),
    }
    for name, (theirs, nowhere) in pairs.items():
        answers = [client.get(reverse(name, args=[each])) for each in (theirs, nowhere)]
        assert [answer.status_code for answer in answers] == [404, 404], name
        first, second = (TOKEN.sub(b"", answer.content) for answer in answers)
        assert first == second, name


def test_a_list_of_what_was_shared_holds_nothing_of_circles_that_are_not_the_readers(amina, ben):
    """Asked here past the second wall, so that it is the first that answers."""
    ours, theirs = a_circle_with(amina, ben), a_circle_with(ben)
    for circle in (ours, theirs):
        circle.people = 2
    map = SystemMap.objects.create(circle=theirs, slug="theirs", name="Theirs")
    factor = Factor.objects.create(map=map, label="Waiting lists")
    seen, hidden = a_share(a_reflection(ben), ours), a_share(a_reflection(ben), theirs)
    for share in (seen, hidden):
        Mention.objects.create(reflection=share.reflection, factor=factor)
    for person, shares in ((amina, {seen.pk}), (ben, {seen.pk, hidden.pk})):
        assert {each.id for each in feed.shared_with(person, [ours, theirs]).items} == shares
        assert {each.id for each in feed.mentioning(person, factor, [ours, theirs]).items} == shares


def test_today_reads_newest_first_and_pages_to_the_end(client, amina, ben):
    first, second = a_circle_with(amina, ben), a_circle_with(ben, amina, name="Other")
    shared = [a_share(a_reflection(ben, text=f"Thought {n}."), [first, second][n % 2]) for n in range(45)]
    signed_in(client, amina)
    seen, address = [], reverse("learning:today")
    while address:
        page = client.get(address).context["feed"]
        seen += page.items
        address = page.next_after and reverse("learning:today") + f"?after={page.next_after}"
    assert [each.id for each in seen] == [each.pk for each in reversed(shared)]


def test_today_tells_once_what_was_shared_by_name_with_several_circles_and_says_who_all_can_see_it(
    client, amina, ben
):
    first, second = a_circle_with(amina, ben), a_circle_with(ben, amina, name="Other")
    reflection, apart = a_reflection(ben), a_reflection(ben)
    a_share(reflection, first)
    a_share(apart, first, anonymous=True)
    without_a_name = a_share(apart, second)
    others = [a_share(a_reflection(ben, text=f"Thought {n}."), first) for n in range(20)]
    again = a_share(reflection, second)
    signed_in(client, amina)
    page = client.get(reverse("learning:today")).context["feed"]
    assert [each.id for each in page.items] == [again.pk, *(each.pk for each in reversed(others[1:]))]
    assert page.items[0].seen_by == [
        "Seen by the 2 people of Other",
        f"Seen by the 2 people of {first.name}",
    ]
    rest = client.get(reverse("learning:today") + f"?after={page.next_after}").context["feed"].items
    assert rest[0].id == others[0].pk
    assert reflection.shares.first().pk not in {each.id for each in rest}
    assert len(rest) == 3  # the one that is told without a name is not joined to itself with one
    assert without_a_name.pk in {each.id for each in rest}
    assert all(len(each.seen_by) == 1 for each in rest)
    circle_page = client.get(reverse("learning:circle", args=[first.slug]) + f"?after={page.next_after}")
    assert reflection.shares.get(circle=first).pk in {each.id for each in circle_page.context["feed"].items}


@pytest.mark.parametrize(
    "page",
    [
        "learning:today",
        "learning:reflections",
        "learning:home",
        "circle",
        "shared",
        "own",
        "digest",
        "factor",
        "factor's work",
    ],
)
def test_each_page_asks_at_most_ten_questions_of_the_database(client, amina, ben, page, at_most_queries):
    circles = [a_circle_with(amina, ben, name=f"Circle {n}") for n in range(4)]
    drawn = SystemMap.objects.create(circle=circles[0], slug="winter", name="A bad winter")
    factors = [Factor.objects.create(map=drawn, label=f"Factor {n}") for n in range(12)]
    for factor in factors:
        Link.objects.create(map=drawn, source=factors[0], target=factor, polarity="+")
    last_week = ended_periods("weekly", by=timezone.now())[0].start
    for n in range(40):
        reflection = a_reflection([amina, ben][n % 2], TOPICS[n % len(TOPICS)])
        Mention.objects.create(reflection=reflection, factor=factors[n % 12])
        Mention.objects.create(reflection=reflection, factor=factors[(n + 1) % 12])
        for circle in circles[: n % 3 + 1]:
            share = a_share(reflection, circle, shared_at=last_week)
            Response.objects.create(
                share=share, author=[ben, amina][n % 2], kind="question", text="And then?"
            )
    addresses = {
        "circle": circles[0].get_absolute_url(),
        "shared": Share.objects.filter(reflection__author=ben).first().get_absolute_url(),
        "own": Reflection.objects.filter(author=amina).first().get_absolute_url(),
        "factor": factors[0].get_absolute_url(),
        "factor's work": reverse("learning:factor_work", args=[drawn.slug, factors[0].pk]),
    }
    build_due_digests(until=timezone.now())
    digest = Digest.objects.get(circle=circles[0])
    assert len(read(digest).factors) == 12
    assert digest.threads.exists()
    addresses["digest"] = digest.get_absolute_url()
    signed_in(client, amina)
    with at_most_queries(10):
        assert client.get(addresses.get(page) or reverse(page)).status_code == 200


@pytest.mark.parametrize("choice", ["stays", "goes"])
def test_what_one_who_leaves_shared_stays_or_goes_as_they_choose(client, amina, ben, choice):
    circle, other = a_circle_with(amina), a_circle_with(amina, ben, name="Other")
    membership = a_member(ben, circle)
    reflection = a_reflection(ben, text="I was wrong about her.")
    share, elsewhere = a_share(reflection, circle), a_share(reflection, other)
    hers = a_share(a_reflection(amina), circle)
    signed_in(client, ben).post(
        reverse("relationships:leave", args=[membership.pk]), {"shared": choice}, follow=True
    )
    client.force_login(amina)
    there = client.get(circle.get_absolute_url()).content.decode()
    assert ("I was wrong about her." in there) == (choice == "stays")
    assert client.get(share.get_absolute_url()).status_code == (200 if choice == "stays" else 404)
    assert client.get(elsewhere.get_absolute_url()).status_code == 200
    assert set(Share.objects.live()) == {elsewhere, hers} | ({share} if choice == "stays" else set())
    client.force_login(ben)  # what stayed can be taken back later too
    client.post(reverse("learning:withdraw", args=[share.pk]))
    assert set(Share.objects.live()) == {elsewhere, hers}


def test_earlier_words_are_read_by_their_author_alone(client, amina, ben):
    reflection = a_reflection(amina, text="She is difficult.")
    share = a_share(reflection, a_circle_with(amina, ben))
    address = reverse("learning:edit", args=[reflection.pk])
    carried = opened(signed_in(client, amina), address)
    client.post(address, {"text": "I found her difficult.", **carried})
    history = reverse("learning:history", args=[reflection.pk])
    assert "She is difficult." in client.get(history).content.decode()
    client.force_login(ben)
    read = client.get(share.get_absolute_url()).content.decode()
    assert "I found her difficult." in read
    assert "She is difficult." not in read
    assert client.get(history).status_code == 404


def test_only_factors_of_maps_of_my_circles_can_be_tied(client, amina, ben):
    ours, theirs = a_circle_with(amina), a_circle_with(ben)
    maps = [
        SystemMap.objects.create(circle=each, slug=f"map-{each.slug}", name="M") for each in (ours, theirs)
    ]
    mine, hidden = (Factor.objects.create(map=map, label="Waiting") for map in maps)
    reflection = a_reflection(amina)
    signed_in(client, amina).post(
        reverse("learning:mention", args=[reflection.pk]), {"factors": [str(mine.pk), str(hidden.pk)]}
    )
    assert [each.factor for each in Mention.objects.all()] == [mine]
    client.post(reverse("learning:mention", args=[reflection.pk]), {"were": [str(mine.pk)], "factors": []})
    assert not Mention.objects.exists()


def test_wherever_a_shared_text_shows_who_can_see_it_shows_too(client):
    w = a_world()
    words = {"We rang too late and the room was gone.", "The room was gone; the landlord rang twice."}
    for circle, addresses in (
        (w.group, [w.group.get_absolute_url(), w.share.get_absolute_url(), w.digest.get_absolute_url()]),
        (
            w.partnership,
            [
                w.partnership.get_absolute_url(),
                w.shares[3].get_absolute_url(),
                w.factor.get_absolute_url(),
                w.report.get_absolute_url(),
                Digest.objects.get(circle_id=w.partnership.pk).get_absolute_url(),
            ],
        ),
    ):
        people = Membership.objects.current().filter(circle_id=circle.pk).count()
        for address in [*addresses, reverse("learning:today")]:
            page = signed_in(client, w.lead).get(address).content.decode()
            assert any(each in page for each in words), address
            assert f"Seen by the {people} people of {circle.name}" in page, address
    own = signed_in(client, w.worker).get(w.reflection.get_absolute_url()).content.decode()
    assert "Seen by the 2 people of Tuesday group" in own
    for page in (reverse("learning:reflections"), reverse("learning:history", args=[w.reflection.pk])):
        assert "Only you see this" in client.get(page).content.decode()


def test_one_who_left_reads_nothing_more(client, amina, ben):
    circle = a_circle_with(amina)
    membership = a_member(ben, circle)
    share = a_share(a_reflection(amina), circle)
    assert signed_in(client, ben).get(share.get_absolute_url()).status_code == 200
    client.post(reverse("relationships:leave", args=[membership.pk]), {"shared": "stays"})
    assert client.get(share.get_absolute_url()).status_code == 404
