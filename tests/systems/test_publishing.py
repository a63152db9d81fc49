"""A map that everybody may read: a copy, made on purpose, edition by edition; withdrawn, it says so."""

import json

import pytest
from django.urls import reverse

from hls_platform.actions import NotAllowed, NotFound, Refused
from hls_platform.identifiers import uuid7
from hls_platform.security.asking import as_person
from learning.actions import mention_factor, say_reason, tie, write_insight
from systems.actions.changes import change_map
from systems.actions.publishing import publish_edition, publish_map, withdraw_publication
from systems.actions.views import keep_view
from systems.models import Edition, Factor, Link, PublishedMap, SystemMap
from tests.factories import a_circle_with, a_person, a_reflection, a_share

pytestmark = pytest.mark.django_db

SECRETS = (
    "canary-description", "canary-evidence", "canary-attribute", "canary-tag", "canary-extra", "canary-file", "canary-insight",
    "canary-reflection", "canary-person", "canary-circle", "canary-strength",
)  # fmt: skip


class Place:
    """A map on which everything that is somebody's own carries a mark."""

    def __init__(self):
        self.lead, self.member = a_person("canary-person"), a_person("Ben")
        self.circle = a_circle_with(self.lead, self.member, name="canary-circle")
        self.map = SystemMap.objects.create(circle=self.circle, slug="food", name="canary-circle")
        self.rent = Factor.objects.create(
            map=self.map, label="Rent", cluster="Home", description="canary-description", external_id="canary-file",
            attributes={"canary-attribute": "canary-attribute"}, tags=["canary-tag"], extra={"x": "canary-extra"},
        )  # fmt: skip
        self.debt = Factor.objects.create(map=self.map, label="Debt <b>", cluster="Money")
        Link.objects.create(
            map=self.map, source=self.rent, target=self.debt, polarity="-", evidence="canary-evidence",
            strength="canary-strength", external_id="canary-file",
        )  # fmt: skip
        steps = [{"on": "factor", "id": str(self.debt.pk), "set": {"x": 10, "y": 10}}]
        change = change_map(by=self.lead, map=self.map, id=uuid7(), steps=steps, seen=0)
        insight = write_insight(by=self.lead, circle=self.circle, text="canary-insight")
        tie(by=self.lead, factor=self.rent, thing=insight)
        say_reason(by=self.lead, change=change, insight=insight)
        reflection = a_reflection(self.lead, "canary-reflection")
        a_share(reflection, self.circle)
        mention_factor(by=self.lead, reflection=reflection, factor=self.rent)

    def publishes(self, **more):
        return publish_map(by=self.lead, map=self.map, **{"title": "What makes debt", **more})


@pytest.fixture
def place():
    return Place()


def doors(publication):
    return [
        reverse("systems:published_maps"),
        *(
            reverse(f"systems:{name}", args=[publication.pk])
            for name in ("published", "embedded", "published_file")
        ),
    ]


def test_nothing_of_the_circle_s_own_reaches_anybody(place, client):
    publication = place.publishes(credit="Those who pay rent")
    for person in (None, a_person("Somebody")):
        if person:
            client.force_login(person)
        for door in doors(publication):
            answer = client.get(door)
            assert answer.status_code == 200
            said = answer.content.decode()
            assert not [each for each in SECRETS if each in said], door
            assert not [str(each.pk) for each in (place.map, place.rent, place.debt) if str(each.pk) in said]
    assert "Debt &lt;b&gt;" in client.get(doors(publication)[1]).content.decode()


def test_the_database_shows_nobody_more_than_the_editions_that_stand(place):
    publication = place.publishes()
    with as_person(None):
        assert [each.title for each in Edition.objects.all()] == ["What makes debt"]
        assert not SystemMap.objects.exists()
        assert not Factor.objects.exists()
    withdraw_publication(by=place.lead, publication=publication)
    with as_person(None):
        assert PublishedMap.objects.filter(pk=publication.pk).exists()
        assert not Edition.objects.exists()
    with as_person(place.member.pk):
        assert Edition.objects.exists()


def test_withdrawn_it_says_so_everywhere(place, client):
    publication = place.publishes()
    withdraw_publication(by=place.lead, publication=publication)
    withdraw_publication(by=place.lead, publication=publication)
    listed, page, frame, file = (client.get(door) for door in doors(publication))
    assert (page.status_code, frame.status_code, file.status_code) == (410, 410, 404)
    for answer in (page, frame):
        assert "withdrawn" in answer.content.decode()
    for answer in (listed, page, frame):
        assert "What makes debt" not in answer.content.decode()
    with pytest.raises(Refused):
        publish_edition(by=place.lead, publication=publication, title="Again", why="")


def test_the_frame_runs_nothing_and_any_site_may_show_it(place, client):
    page, frame = (client.get(door) for door in doors(place.publishes())[1:3])
    said = frame.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in said
    assert "script-src" not in said
    assert "default-src 'none'" in said
    assert "X-Frame-Options" not in frame.headers
    assert frame.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "<script" not in frame.content.decode()
    assert "Set-Cookie" not in frame.headers
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "&lt;iframe src=" in page.content.decode()


def test_editions_stand_beside_each_other_and_the_same_again_is_none(place, client):
    publication = place.publishes(descriptions=True)
    Factor.objects.filter(pk=place.rent.pk).update(label="Rents", description="What a home costs.")
    second = publish_edition(by=place.lead, publication=publication, title="What makes debt", why="Renamed.")
    assert publish_edition(by=place.lead, publication=publication, title="What makes debt", why="") == second
    page = doors(publication)[1]
    assert "Rents" in client.get(page).content.decode()
    first = client.get(page, {"edition": 1}).content.decode()
    assert "Rents" not in first
    assert "canary-description" in first  # chosen so
    assert client.get(page, {"edition": 3}).status_code == 404
    file = json.loads(client.get(doors(publication)[3]).content)
    assert file["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    assert [each["label"] for each in file["factors"]] == ["Rents", "Debt <b>"]


def test_a_view_is_published_as_far_as_it_shows(place, client):
    view = keep_view(by=place.member, map=place.map, name="Home", shows={"clusters": ["Home"]})
    said = client.get(doors(place.publishes(view=view))[1]).content.decode()
    assert "Rent" in said
    assert "Debt" not in said


def test_only_who_tends_the_circle_publishes(place, client):
    with pytest.raises(NotAllowed):
        publish_map(by=place.member, map=place.map, title="Ours")
    with pytest.raises(NotFound):
        publish_map(by=a_person("Out"), map=place.map, title="Theirs")
    client.force_login(place.lead)
    words = {"id": str(uuid7()), "title": "A map", "licence": "by-sa", "words": "", "credit": ""}
    where = reverse("systems:publish", args=[place.map.slug])
    assert [client.post(where, words).status_code for _again in range(2)] == [302, 302]
    assert Edition.objects.get().licence == "by-sa"


def test_public_pages_ask_little(place, client, django_assert_max_num_queries):
    publication = place.publishes()
    for n in range(6):
        place.publishes(title=f"Map {n}")
    for door in doors(publication):
        with django_assert_max_num_queries(7):
            client.get(door)
