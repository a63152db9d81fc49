"""The community's pages, as somebody reads them who has not signed in, and as those who have a part in them do."""

import datetime
import json
import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from hls_platform.celery import app
from hls_platform.identifiers import uuid7
from relationships.actions.listings import list_group
from relationships.actions.public_writing import look_at
from relationships.models import AskToJoin, Concern, Event, Listing, Membership, Offer
from tests.factories import a_peer_group, a_person, confirmed

pytestmark = pytest.mark.django_db
COMMUNITY = (
    "relationships:community",
    "relationships:public_offers",
    "relationships:courage",
    "relationships:events",
)


def test_a_stranger_reads_what_is_public_and_nothing_of_circles(client, w):
    pages = [reverse(name) for name in COMMUNITY] + [
        reverse("learning:pieces"),
        reverse("learning:pieces_feed"),
    ]
    pages += [each.get_absolute_url() for each in (w.listing, w.by_invitation, w.event, w.piece)]

    read = "".join(client.get(page).content.decode() for page in pages)

    assert "To think aloud." in read
    assert "Ring twice" in read
    assert "I did not ask." in read
    for of_circles in (
        w.group.name,
        w.lead.name,
        w.worker.name,
        "Soup helped",
        w.worker.email,
        str(w.group.pk),
    ):
        assert of_circles not in read, of_circles


def test_the_list_says_all_that_the_map_shows_and_can_be_narrowed(client, w):
    page = client.get(reverse("relationships:community")).content.decode()
    marks = json.loads(re.search(r'<script id="marks"[^>]*>(.*?)</script>', page)[1])
    assert [(mark["name"], mark["at"]) for mark in marks] == [("Tuesday", [50.4, -4.1])]
    for mark in marks:
        assert f'href="{mark["url"]}"' in page
    assert "Nine" in page
    narrowed = client.get(reverse("relationships:community"), {"place": "haddermouth nine"}).content.decode()
    assert "Nine" in narrowed
    assert w.listing.get_absolute_url() not in narrowed
    assert client.get(reverse("relationships:community"), {"place": "Paris"}).status_code == 200


def test_the_map_page_is_read_in_few_queries_however_many_groups(client, w, django_assert_max_num_queries):
    for nth in range(30):
        group = a_peer_group(f"Group {nth}", w.worker)
        listing = Listing.objects.create(
            group=group,
            name=f"G {nth}",
            purpose="To think.",
            place="Here",
            joining="open",
            written_by=w.worker,
        )
        look_at(by=w.administrator, kind="listing", thing=listing.pk, edition=1, allowed=True)
    client.get(reverse("relationships:community"))
    with django_assert_max_num_queries(6):
        page = client.get(reverse("relationships:community"))
    assert page.content.decode().count("G 2") == 11  # 2 and 20 to 29
    client.force_login(w.worker)
    client.get(reverse("relationships:community"))
    with django_assert_max_num_queries(12):
        client.get(reverse("relationships:community"))


def test_somebody_joins_asks_and_is_answered(client, w):
    client.force_login(w.outsider)
    page = client.get(w.listing.get_absolute_url()).content.decode()
    assert reverse("relationships:join_group", args=[w.group.slug]) in page
    client.post(reverse("relationships:join_group", args=[w.group.slug]))
    assert "You are in this group" in client.get(w.listing.get_absolute_url()).content.decode()

    confirmed(w.outsider)
    asked = client.post(
        reverse("relationships:ask_to_join", args=[w.by_invitation.pk]),
        {"id": str(uuid7()), "text": "I work nearby.", "name": "Otto"},
    )
    ask = AskToJoin.objects.get(person=w.outsider)
    assert asked.headers["Location"] == ask.get_absolute_url()
    client.force_login(w.lead)
    assert ask.get_absolute_url() in client.get(reverse("relationships:community")).content.decode()
    client.post(ask.get_absolute_url(), {"welcome": "yes", "answer": "Come."})
    assert Membership.objects.current().filter(person=w.outsider, circle_id=w.by_invitation.group_id).exists()
    client.force_login(w.outsider)
    assert "Come." in client.get(ask.get_absolute_url()).content.decode()


def test_a_group_is_started_from_the_page_with_or_without_a_place_on_the_map(client):
    amina = confirmed(a_person("Amina"))
    client.force_login(amina)
    said = {
        "id": str(uuid7()), "name": "Sutton", "purpose": "We think.", "place": "Sutton", "joining": "open",
        "latitude": "50.371", "longitude": "",
    }  # fmt: skip
    half = client.post(reverse("relationships:start_group"), said)
    assert half.status_code == 422
    assert not Listing.objects.filter(group__name="Sutton").exists()
    client.post(reverse("relationships:start_group"), {**said, "latitude": "50.37", "longitude": "-4.14"})
    listing = Listing.objects.get(group__name="Sutton")
    assert "once a steward has read it" in client.get(listing.get_absolute_url()).content.decode()
    client.logout()
    assert client.get(listing.get_absolute_url()).status_code == 404


def test_the_page_says_how_to_confirm_an_address_and_sends_the_link(
    client, django_capture_on_commit_callbacks
):
    client.force_login(a_person("Carl"))
    assert (
        reverse("relationships:confirm_address")
        in client.get(reverse("relationships:start_group")).content.decode()
    )
    app.conf.task_always_eager = True
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("relationships:confirm_address"))
    app.conf.task_always_eager = False
    link = re.search(r"http\S+(/accounts/confirm-email/\S+)", mail.outbox[-1].body)[1]
    client.post(link)
    page = client.get(reverse("relationships:start_group")).content.decode()
    assert reverse("relationships:confirm_address") not in page


def test_an_event_goes_into_a_calendar_and_says_when_it_is_moved_or_called_off(client, w):
    entry = client.get(reverse("relationships:event_calendar", args=[w.event.pk]))
    assert entry.headers["Content-Type"].startswith("text/calendar")
    lines = entry.content.decode().split("\r\n")
    assert {"BEGIN:VEVENT", f"UID:{w.event.pk}", "SEQUENCE:1", "STATUS:CONFIRMED", "SUMMARY:Tea"} <= set(
        lines
    )
    client.force_login(w.worker)
    client.post(reverse("relationships:call_off_event", args=[w.event.pk]))
    client.logout()
    lines = client.get(reverse("relationships:events_calendar")).content.decode().split("\r\n")
    assert {f"UID:{w.event.pk}", "SEQUENCE:2", "STATUS:CANCELLED"} <= set(lines)
    Event.objects.update(title="Tea\r\nATTENDEE:x; more, and", called_off_at=None)
    said = client.get(reverse("relationships:event_calendar", args=[w.event.pk])).content.decode()
    assert r"SUMMARY:Tea\nATTENDEE:x\; more\, and" in said


def test_those_who_tend_a_circle_announce_and_its_people_read(client, w):
    page = reverse("relationships:circle_events", args=[w.group.slug])
    client.force_login(w.lead)
    assert "Announce an event" not in client.get(page).content.decode()
    client.force_login(w.worker)
    begins = timezone.localtime() + datetime.timedelta(days=3)
    said = {"id": str(uuid7()), "title": "Walk", "place": "Park", "starts_at": f"{begins:%Y-%m-%dT%H:%M}"}
    client.post(page, said)
    event = Event.objects.get(title="Walk")
    assert not event.public
    client.force_login(w.lead)
    assert "Walk" in client.get(page).content.decode()
    client.logout()
    assert client.get(event.get_absolute_url()).status_code == 404


def test_a_concern_is_said_without_signing_in_and_not_without_measure(client, w):
    page = reverse("relationships:say_concern", args=["piece", w.piece.pk])
    said = {"text": "It names a client."}
    cache.clear()
    answers = [client.post(page, {**said, "id": str(uuid7())}).status_code for _nth in range(12)]
    assert answers == [302] * 10 + [429] * 2
    assert Concern.objects.filter(said_by=None).count() == 10
    client.force_login(w.administrator)
    queue = client.get(reverse("relationships:queue")).content.decode()
    assert queue.count("It names a client.") == 10
    client.post(reverse("relationships:close_concern", args=[w.concern.pk]))
    assert w.concern.text not in client.get(reverse("relationships:queue")).content.decode()


def test_a_steward_reads_the_whole_and_says_whether_it_may_be_public(client, w):
    nine = a_peer_group("Third", w.worker)
    listing = list_group(by=w.worker, id=uuid7(), group=nine, name="Third", purpose="Words.", place="Quay")
    client.force_login(w.administrator)
    page = reverse("relationships:look", args=["listing", listing.pk])
    assert page in client.get(reverse("relationships:queue")).content.decode()
    assert "Words." in client.get(page).content.decode()
    unsaid = client.post(page, {"edition": 1, "allowed": "no", "words": ""})
    assert unsaid.status_code == 422
    client.post(page, {"edition": 1, "allowed": "no", "words": "Which quay?"})
    client.force_login(w.worker)
    assert "Which quay?" in client.get(listing.get_absolute_url()).content.decode()


def test_who_gives_courage_stands_apart_from_other_offers(client, w):
    Offer.objects.create(
        person=w.worker, name="Wren", kind="nerve", about="Boards", text="I told one.", reach="public"
    )
    Offer.objects.create(
        person=w.worker, name="Wren", kind="ask", about="Letters", text="Who has?", reach="public"
    )
    for offer in Offer.objects.filter(reach="public"):
        look_at(by=w.administrator, kind="offer", thing=offer.pk, edition=1, allowed=True)
    courage = client.get(reverse("relationships:courage")).content.decode()
    offers = client.get(reverse("relationships:public_offers")).content.decode()
    assert "Boards" in courage
    assert "Letters" not in courage
    assert "Letters" in offers
    assert "Boards" not in offers


def test_search_engines_read_the_community_and_nothing_else(client):
    said = client.get("/robots.txt")
    assert said.content.decode().splitlines() == [
        "User-agent: *", "Allow: /community/", "Allow: /static/", "Disallow: /",
    ]  # fmt: skip
