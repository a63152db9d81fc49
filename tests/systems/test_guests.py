"""Guests of a map: by a link that ends, for that one map, if the circle lets them in; what they draw says so."""

import datetime
import json
import re

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from hls_platform.actions import NotAllowed, NotFound, Refused
from hls_platform.identifiers import uuid7
from hls_platform.models import AuditEntry
from hls_platform.security.asking import as_person
from learning.actions import say_reason, tie, write_insight
from relationships.models import Membership
from systems.actions.actors import name_actor
from systems.actions.changes import change_map
from systems.actions.guests import allow_guests, come_as_guest, make_guest_link, revoke_guest_link
from systems.actions.kept_loops import keep_loop
from systems.actions.views import keep_view
from systems.models import Change, Contest, Factor, Guest, GuestLink, Link, Snapshot, SystemMap
from tests.factories import a_circle_with, a_person
from tests.systems.test_doors import Screen

pytestmark = pytest.mark.django_db


class Workshop:
    """A map whose circle lets guests in, with one link; and another map that is none of theirs."""

    def __init__(self):
        self.amina, self.ben = a_person("Amina"), a_person("Ben")
        self.circle = a_circle_with(self.amina, self.ben)
        Membership.objects.filter(person=self.amina).update(role=Membership.Role.LEAD)
        self.map = SystemMap.objects.create(circle=self.circle, slug="food", name="Food")
        self.other = SystemMap.objects.create(circle=self.circle, slug="rent", name="Rent")
        Factor.objects.create(map=self.other, label="None of a guest’s business")
        Snapshot.objects.create(map=self.map, name="At first", content={})
        allow_guests(by=self.amina, circle=self.circle, allowed=True)
        self.link, self.token = make_guest_link(by=self.ben, map=self.map, hours=4)


class GuestScreen(Screen):
    """Somebody without an account, who came by the link."""

    def __init__(self, workshop, name="Gail"):
        self.client, self.base = Client(), f"/maps/{workshop.map.slug}/"
        answer = self.client.post(f"/guests/{workshop.token}/", {"name": name})
        assert (answer.status_code, answer["Location"]) == (302, "/maps/food/")


@pytest.fixture
def workshop():
    return Workshop()


@pytest.fixture
def gail(workshop):
    return GuestScreen(workshop)


def test_a_guest_draws_under_the_name_they_typed_and_the_change_says_so(workshop, gail):
    thing, taken = gail.draws("Hope")
    assert taken["number"] == 1
    [told] = Screen(workshop.ben, workshop.map).after(0)["changes"]
    assert (told["by"], told["guest"], told["mine"]) == ("Gail", True, False)
    assert gail.after(0)["changes"][0]["mine"]
    assert gail.state()["factors"][0]["id"] == thing
    change = Change.objects.get()
    assert (change.by, change.guest.name) == (None, "Gail")
    entry = AuditEntry.objects.get(verb="map.changed")
    assert (entry.person_id, entry.circle_id) == (None, workshop.circle.pk)
    assert entry.facts == {"number": 1, "guest": str(change.guest.pk)}


def test_guest_and_host_meet_as_any_two_do_and_each_undoes_their_own(workshop, gail):
    ben, greg = Screen(workshop.ben, workshop.map), GuestScreen(workshop, "Greg")
    id = uuid7()
    thing, _ = gail.draws("Hope", id=id)
    greg.draws("Trust", seen=1, thing=thing)
    ben.draws("Faith", seen=1, thing=thing)
    assert [(each["value"], each["by"]) for each in gail.after(0)["contests"]] == [("Faith", "")]
    assert "refused" in greg.sends({"id": str(uuid7()), "undoes": str(id)})["taken"][0]
    assert gail.draws("Hope", id=id, thing=thing)[1]["number"] == 1
    mine = uuid7()
    gail.draws("Joy", seen=3, thing=thing, id=mine)
    assert gail.sends({"id": str(uuid7()), "undoes": str(mine)})["taken"][0]["number"] == 5
    assert ben.state()["factors"][0]["label"] == "Trust"


def test_guests_and_hosts_see_one_another_s_cursors(workshop, gail):
    gail.at(x=1, y=2)
    [present] = Screen(workshop.ben, workshop.map).at(x=None, y=None)
    assert (present["name"], present["guest"]) == ("Gail", True)
    assert [each["name"] for each in gail.at(x=1, y=2)] == ["Ben"]


def test_a_guest_finds_no_other_page(workshop, gail):
    for address in ("/", "/maps/", "/maps/rent/", "/maps/rent/state/", "/maps/food/guests/", "/circles/"):
        assert gail.client.get(address).status_code == 302, address
    assert gail.client.get("/maps/rent/changes/").status_code == 302


def _seen(guest, table):
    with as_person(None, token_hash=guest.secret_hash), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own names
        return cursor.fetchone()[0]


def test_the_database_shows_a_guest_one_map_and_nothing_else(workshop, gail):
    gail.draws("Hope")
    guest, here = Guest.objects.get(), {"by": workshop.amina, "map": workshop.map}
    hope = Factor.objects.get(map=workshop.map)
    keep_view(name="Hope alone", focus=hope, **here)
    name_actor(name="The council", acts_on=[hope], **here)
    link = {"on": "link", "id": str(uuid7()), "set": {"source": str(hope.pk), "target": str(hope.pk)}}
    change_map(id=uuid7(), steps=[link], seen=1, **here)
    keep_loop(name="Hope feeds hope", factors=[hope.pk], **here)
    insight = write_insight(by=workshop.amina, circle=workshop.circle, text="None of a guest’s business")
    tie(by=workshop.amina, factor=hope, thing=insight)
    say_reason(by=workshop.amina, change=Change.objects.get(number=2), insight=insight)
    nouns = ("systemmap", "factor", "link", "change", "guest")
    shows = {f"systems_{noun}": 1 for noun in nouns} | {"systems_change": 2}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_policies WHERE 'hls_app' = ANY (roles) AND cmd = 'SELECT' ORDER BY 1"
        )
        tables = [table for (table,) in cursor.fetchall()]
    assert shows.keys() <= set(tables)
    assert {table: n for table in tables if (n := _seen(guest, table))} == shows
    with as_person(None, token_hash=guest.secret_hash):
        assert list(Factor.objects.values_list("label", flat=True)) == ["Hope"]


def test_the_database_lets_a_guest_change_nothing_else(workshop, gail):
    guest = Guest.objects.get()
    mine, theirs = workshop.map.pk, workshop.other.pk
    elsewhere = SystemMap.objects.create(circle=a_circle_with(a_person("Cara")), slug="x", name="X")
    with as_person(None, token_hash=guest.secret_hash):
        assert SystemMap.objects.filter(pk=theirs).update(name="Mine") == 0
        assert SystemMap.objects.filter(pk=mine).update(name="Ours") == 1
        for deed in (
            lambda: SystemMap.objects.filter(pk=mine).update(circle=elsewhere.circle_id),
            lambda: SystemMap.objects.create(circle_id=workshop.circle.pk, slug="new", name="New"),
            lambda: Factor.objects.create(map_id=theirs, label="x"),
            lambda: Snapshot.objects.create(map_id=mine, name="x", content={}),
            lambda: Guest.objects.create(link_id=guest.link_id, map_id=mine, name="Twin", secret_hash="x"),
            lambda: Change.objects.create(map_id=mine, number=1, seen=0, sets=[]),
            lambda: Change.objects.create(map_id=mine, number=1, seen=0, sets=[], by_id=workshop.ben.pk),
        ):
            with pytest.raises(Exception, match="row-level security"), transaction.atomic():
                deed()


@pytest.mark.parametrize("how", ["revoked", "expired", "sent away", "ended"])
def test_a_link_that_is_over_lets_nobody_in_and_whoever_came_is_out(workshop, gail, how):
    gail.draws("Hope")
    if how == "revoked":
        revoke_guest_link(by=workshop.amina, link=workshop.link)
    elif how == "expired":
        past = timezone.now() - datetime.timedelta(seconds=1)
        GuestLink.objects.update(made_at=past - datetime.timedelta(hours=1), expires_at=past)
    elif how == "sent away":
        allow_guests(by=workshop.amina, circle=workshop.circle, allowed=False)
    else:
        workshop.circle.ended_at = timezone.now()
        workshop.circle.save(update_fields=["ended_at"])
    assert gail.client.get(gail.base + "state/").status_code == 404
    gail_sends = gail.client.post(gail.base + "changes/", "[]", "application/json")
    assert gail_sends.status_code == 404
    answer = Client().get(f"/guests/{workshop.token}/")
    assert answer.status_code == 404
    assert "This link is over" in answer.content.decode()
    assert Screen(workshop.ben, workshop.map).state()["factors"][0]["label"] == "Hope"
    guest = Guest.objects.get()
    assert [_seen(guest, f"systems_{noun}") for noun in ("systemmap", "factor", "change", "guest")] == [0] * 4
    with pytest.raises(NotFound):
        come_as_guest(token=workshop.token, name="Late")


def test_who_tends_the_circle_says_whether_guests_may_come(workshop):
    with pytest.raises(NotAllowed):
        allow_guests(by=workshop.ben, circle=workshop.circle, allowed=False)
    with pytest.raises(NotFound):
        allow_guests(by=a_person("Cara"), circle=workshop.circle, allowed=True)
    allow_guests(by=workshop.amina, circle=workshop.circle, allowed=True)
    allow_guests(by=workshop.amina, circle=workshop.circle, allowed=False)
    with pytest.raises(Refused, match="no guests"):
        make_guest_link(by=workshop.ben, map=workshop.map, hours=4)
    with (
        as_person(workshop.ben.pk),
        pytest.raises(Exception, match="row-level security"),
        transaction.atomic(),
    ):
        GuestLink.objects.create(
            map=workshop.map,
            made_by=workshop.ben,
            token_hash="x",
            expires_at=timezone.now() + datetime.timedelta(1),
        )


def test_a_link_is_for_a_while_and_kept_as_a_hash_alone(workshop):
    for hours in (0, -1, 24 * 31):
        with pytest.raises(Refused, match="at most 30 days"):
            make_guest_link(by=workshop.ben, map=workshop.map, hours=hours)
    with pytest.raises(NotFound):
        make_guest_link(by=a_person("Cara"), map=workshop.map, hours=4)
    with pytest.raises(NotFound):
        revoke_guest_link(by=a_person("Cara"), link=workshop.link)
    assert workshop.token not in json.dumps([str(each) for each in GuestLink.objects.values_list()])
    revoke_guest_link(by=workshop.ben, link=workshop.link)
    revoke_guest_link(by=workshop.ben, link=workshop.link)
    assert AuditEntry.objects.filter(verb="guest_link.revoked").count() == 1


def test_the_page_makes_links_shows_who_came_and_ends_them(workshop, gail):
    amina = Client()
    amina.force_login(workshop.amina)
    page = amina.post("/maps/food/guests/", {"hours": 24}).content.decode()
    [address] = re.findall(r'value="\S+?(/guests/\S+/)"', page)
    assert Client().get(address).status_code == 200
    page = amina.get("/maps/food/guests/").content.decode()
    assert "Gail" in page
    assert address not in page
    assert amina.post(f"/guests/{workshop.link.pk}/revoke/").status_code == 302
    assert amina.post("/maps/food/guests/allowed/", {"allowed": "no"}).status_code == 302
    assert amina.post("/maps/food/guests/", {"hours": 24}).status_code == 422
    ben = Client()
    ben.force_login(workshop.ben)
    assert ben.post("/maps/food/guests/allowed/", {"allowed": "yes"}).status_code == 403


def test_a_guest_needs_a_name_and_a_link_brings_only_so_many(workshop):
    assert Client().post(f"/guests/{workshop.token}/", {"name": " "}).status_code == 422
    with pytest.raises(Refused):
        come_as_guest(token=workshop.token, name=" ")
    with pytest.raises(NotFound):
        come_as_guest(token="nothing", name="Gail")
    Guest.objects.bulk_create(
        Guest(link=workshop.link, map=workshop.map, name=str(nth), secret_hash=str(nth)) for nth in range(100)
    )
    with pytest.raises(Refused, match="Too many"):
        come_as_guest(token=workshop.token, name="Gail")


def test_somebody_who_is_signed_in_elsewhere_can_be_a_guest_and_stays_who_they_are(workshop):
    cara = a_person("Cara")
    there = GuestScreen(workshop, "Cara of the council")
    there.client.force_login(cara)
    there.draws("Hope")
    assert Change.objects.get().guest.name == "Cara of the council"
    assert there.client.get("/").status_code == 200
    assert not Link.objects.exists()
    assert not Contest.objects.exists()


def test_a_guest_draws_only_so_fast(workshop, gail, settings):
    settings.ACCOUNT_RATE_LIMITS = {"guest_draws": "2/m/key"}
    for status in (200, 200, 429):
        answer = gail.client.post(gail.base + "changes/", "[]", "application/json")
        assert answer.status_code == status
