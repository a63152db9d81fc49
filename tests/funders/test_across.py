"""Across all partnerships: what waits for us, what runs across, where the work is; asked for in the address, never ranked."""

import datetime
from types import SimpleNamespace

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from funders.actions.places import add_place, remove_place
from funders.models import Agreement, Fund, Place
from funders.place_map import HEIGHT, WIDTH, drawn
from hls_platform.actions import NotFound, Refused
from learning.models import LearningQuestion, Theme
from relationships.models import Circle, Conversation, Membership, Promise
from tests.factories import LONG_AGO, a_partnership, a_person, a_reflection, a_share, an_organisation

pytestmark = pytest.mark.django_db
MANY = 500


@pytest.fixture
def w():
    giver, doer = (
        an_organisation("Harbour Fund", kind="funder"),
        an_organisation("Northside", place="Old Quay"),
    )
    w = SimpleNamespace(giver=giver, doer=doer, fatima=a_person("Fatima"), owen=a_person("Owen"))
    w.places = [
        a_partnership(name, resourcing=giver, delivering=doer, people={w.fatima: giver, w.owen: doer})
        for name in ("Asking", "Promising", "Talking", "Quiet")
    ]
    asking, promising, talking, _quiet = w.places
    LearningQuestion.objects.create(circle=asking.circle, text="Who?", asked_by=w.owen, put_to=giver)
    LearningQuestion.objects.create(circle=promising.circle, text="Why?", asked_by=w.fatima, put_to=doer)
    w.promise = Promise.objects.create(
        partnership=promising, by_organisation=giver, to_organisation=doer, text="We pay in time.",
        due_on=timezone.localdate() + datetime.timedelta(days=3),
    )  # fmt: skip
    Promise.objects.create(partnership=talking, by_organisation=doer, to_organisation=giver, text="We write.")
    Conversation.objects.create(
        partnership=talking, starts_at=timezone.now() + datetime.timedelta(days=1), about="Rent"
    )
    return w


def names(client, **asked):
    answer = client.get(reverse("funders:partnerships"), asked)
    assert answer.status_code == 200
    return [line.name for line in answer.context["page"].items]


def test_what_waits_is_asked_for_in_the_address(client, w):
    client.force_login(w.fatima)
    assert names(client) == ["Talking", "Asking", "Promising", "Quiet"]
    assert names(client, waits="questions") == ["Asking"]
    assert names(client, waits="promises") == ["Promising"]
    assert names(client, waits="conversation") == ["Asking", "Promising", "Quiet"]
    assert names(client, waits="nonsense") == names(client)
    assert names(client, called="ISING") == ["Promising"]
    assert names(client, called="%") == []
    client.force_login(w.owen)
    assert names(client, waits="questions") == ["Promising"]
    assert names(client, waits="promises") == ["Talking"]


def test_place_and_fund_narrow_too(client, w):
    client.force_login(w.fatima)
    fund = Fund.objects.create(funder=w.giver, slug="slow", name="Slow money", purpose="To stay.")
    Agreement.objects.create(
        partnership=w.places[3],
        fund=fund,
        amount=1,
        agreed_at=timezone.now(),
        starts_on="2026-01-01",
        ends_on="2027-01-01",
    )
    Place.objects.create(partnership=w.places[0], name="Low Town", latitude=1, longitude=2)
    assert names(client, fund="slow") == ["Quiet"]
    assert names(client, place="low town") == ["Asking"]
    assert len(names(client, place="old quay")) == 4


def test_a_line_says_what_we_promised(client, w):
    client.force_login(w.fatima)
    lines = {line.name: line for line in client.get(reverse("funders:partnerships")).context["page"].items}
    assert [each.text for each in lines["Promising"].promised] == ["We pay in time."]
    assert lines["Talking"].promised == []


def test_five_hundred_partnerships_take_a_handful_of_questions(client, w, at_most_queries):
    many = [
        Circle(kind="partnership", slug=f"many-{number}", name=f"Partnership {number}")
        for number in range(MANY - len(w.places))
    ]
    Circle.objects.bulk_create(many)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO relationships_partnership SELECT id FROM relationships_circle WHERE slug LIKE 'many-%'"
        )
    Membership.objects.bulk_create(
        Membership(person=w.fatima, circle=each, on_behalf_of=w.giver, since=LONG_AGO) for each in many
    )
    Place.objects.bulk_create(
        Place(partnership_id=each.pk, name="Low Town", latitude=number % 60, longitude=number % 17)
        for number, each in enumerate(many)
    )
    client.force_login(w.fatima)
    for name in ("partnerships", "our_promises", "threads_across", "partnerships_map", "grants"):
        with at_most_queries(12):
            assert client.get(reverse(f"funders:{name}")).status_code == 200
    with at_most_queries(12):
        assert len(names(client, waits="conversation", place="low", called="Partnership 4")) == 20


def test_our_promises_stand_by_their_day_and_only_ours(client, w):
    late = Promise.objects.create(
        partnership=w.places[0], by_organisation=w.giver, to_organisation=w.doer, text="Some day."
    )
    client.force_login(w.fatima)
    page = client.get(reverse("funders:our_promises")).context["page"]
    assert [each.id for each in page.items] == [w.promise.pk, late.pk]
    Promise.objects.filter(pk=late.pk).update(state="kept", closed_at=timezone.now())
    page = client.get(reverse("funders:our_promises")).context["page"]
    assert [each.text for each in page.items] == ["We pay in time."]


def test_our_promises_page_by_cursor(client, w):
    for number in range(30):
        Promise.objects.create(
            partnership=w.places[0], by_organisation=w.giver, to_organisation=w.doer, text=f"Promise {number}",
            due_on=timezone.localdate() + datetime.timedelta(days=number % 3) if number % 4 else None,
        )  # fmt: skip
    client.force_login(w.fatima)
    first = client.get(reverse("funders:our_promises")).context["page"]
    rest = client.get(reverse("funders:our_promises"), {"after": first.next_after}).context["page"]
    seen = [*first.items, *rest.items]
    assert len({each.id for each in seen}) == len(seen) == 31
    assert [(each.due, each.id) for each in seen] == sorted((each.due, each.id) for each in seen)
    assert client.get(reverse("funders:our_promises"), {"after": "W10"}).context["page"].items == first.items


def test_a_thread_runs_across_where_two_share_something_under_one_name(client, w):
    shares = []
    for place, name in zip(w.places, ("Trust", "trust", "Rent", "TRUST"), strict=True):
        theme = Theme.objects.create(circle=place.circle, name=name, named_by=w.owen)
        shares.append(a_share(a_reflection(w.owen, "It held."), place))
        theme.shares.add(shares[-1])

    def across():
        return [
            (each.name, [partnership for partnership, _url in each.themes])
            for each in client.get(reverse("funders:threads_across")).context["threads"]
        ]

    client.force_login(w.fatima)
    assert across() == [("Trust", ["Asking", "Promising", "Quiet"])]
    for share in (shares[0], shares[3]):
        share.withdrawn_at = timezone.now()
        share.save()
    assert across() == []
    client.force_login(a_person("Ossian"))
    assert across() == []


def test_a_place_is_put_on_the_map_moved_and_taken_off_by_the_people_of_the_partnership(client, w):
    place = add_place(by=w.owen, partnership=w.places[0], name="Old Quay", latitude=53.6451, longitude=-1.7)
    add_place(by=w.owen, partnership=w.places[0], name="Old Quay", latitude=53.7, longitude=-1.7)
    place.refresh_from_db()
    assert (str(place.latitude), Place.objects.count()) == ("53.700", 1)
    client.force_login(w.fatima)
    said = client.get(reverse("funders:partnerships_map")).content.decode()
    assert "1. Old Quay" in said
    with pytest.raises(Refused):
        add_place(by=w.owen, partnership=w.places[0], name="Nowhere", latitude=91, longitude=0)
    outside = a_person("Ossian")
    with pytest.raises(NotFound):
        add_place(by=outside, partnership=w.places[0], name="Here", latitude=1, longitude=0)
    with pytest.raises(NotFound):
        remove_place(by=outside, place=place)
    client.force_login(outside)
    assert client.get(reverse("funders:partnerships_map")).context["places"] == []
    remove_place(by=w.fatima, place=place)
    remove_place(by=w.fatima, place=place)
    assert not Place.objects.exists()


@pytest.mark.parametrize(
    "places", [[(53.6, -1.7)], [(53.6, -1.7), (53.6, -1.7)], [(90, 180), (-90, -180)], [(50, -5), (58, 1)]]
)
def test_every_place_lies_on_the_drawing_north_above_south(places):
    drawing = drawn(places)
    assert len(drawing.dots) == len(set(places))
    assert all(0 <= dot.x <= WIDTH and 0 <= dot.y <= HEIGHT for dot in drawing.dots)
    assert len(drawing.net) < 20
    if len(places) == 2 and places[0] != places[1]:
        (first, second) = drawing.dots
        assert (first.y > second.y) == (places[0][0] < places[1][0])
    assert drawn([]).dots == []
