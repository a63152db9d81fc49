"""An empty place, from its one-time link to its second person."""

import re
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from hls_platform.celery import app
from relationships.models import Invitation, Membership, Organisation, Person


def path_in(text: str) -> str:
    found = re.search(r"https?://[^/\s]+(/join/\S+/)", text)
    assert found, text
    return found[1]


@pytest.fixture
def letters_at_once() -> Iterator[None]:
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


@pytest.mark.django_db
def test_an_empty_place_is_set_up_by_its_first_person(
    client: Client, django_capture_on_commit_callbacks, letters_at_once
) -> None:
    printed = StringIO()
    call_command("set_up_link", stdout=printed)
    link = path_in(printed.getvalue())
    assert client.get(link).status_code == 200
    answers = {
        "organisation": "Quayside Together",
        "organisation_kind": Organisation.OrganisationKind.DELIVERY,
        "place": "Quayside",
        "name": "Rosa Field",
        "email": "rosa@example.org",
        "password": "a lantern in the fog",
    }

    welcomed = client.post(link, answers, follow=True)

    assert welcomed.status_code == 200
    assert b"Quayside Together" in welcomed.content
    rosa = Person.objects.get()
    assert (rosa.email, rosa.is_administrator) == ("rosa@example.org", True)
    organisation = Organisation.objects.get()
    assert Membership.objects.get(person=rosa).circle_id == organisation.pk

    another = Client()
    assert another.get(link).status_code == 404
    assert another.post(link, {**answers, "email": "mallory@example.org"}).status_code == 404
    with pytest.raises(CommandError, match="set this place up already"):
        call_command("set_up_link", stdout=printed)

    with django_capture_on_commit_callbacks(execute=True):
        invited = client.post(
            f"/circles/{organisation.slug}/invite/",
            {"email": "sam@example.org", "role": "member"},
            follow=True,
        )
    assert invited.status_code == 200
    assert Invitation.objects.filter(circle_id=organisation.pk, email="sam@example.org").count() == 1
    assert [letter.to for letter in mail.outbox] == [["sam@example.org"]]
    theirs = path_in(str(mail.outbox[0].body))
    came = another.post(theirs, {"name": "Sam Marsh", "password": "three gulls on a wall"}, follow=True)
    assert came.status_code == 200
    assert Membership.objects.filter(circle_id=organisation.pk, person__email="sam@example.org").exists()
    assert another.post("/accounts/logout/").status_code == 302
    signed_in = another.post(
        "/accounts/login/", {"login": "sam@example.org", "password": "three gulls on a wall"}
    )
    assert (signed_in.status_code, signed_in.headers["Location"]) == (302, "/")
