"""Nobody finds out who is here: known and unknown addresses get the same words, byte for byte, for the same work."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hls_platform.celery import app
from relationships.actions.memberships import invite
from relationships.models import Person
from tests.factories import a_person, an_organisation
from tests.relationships.test_ways_in import sign_in

pytestmark = pytest.mark.django_db
UNKNOWN = "nobody-here@example.org"
NEW_EACH_TIME = re.compile(rb'(csrfmiddlewaretoken" value=|nonce=|/join/)"?[\w+/=-]+')


class CountedHasher(MD5PasswordHasher):
    """Counts how often a password is hashed."""

    algorithm = "counted"
    times = 0

    def encode(self, password: str, salt: str) -> str:
        CountedHasher.times += 1
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def counted(settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountedHasher"]


@dataclass(frozen=True)
class Seen:
    """What somebody outside sees of one try, and what it cost."""

    status: int
    aim: str
    page: bytes
    hashes: int
    questions: int


def seen(ask: Callable[[Client], HttpResponse], *, without: str) -> Seen:
    """What a fresh browser sees, with the address `without` (which it sent itself) taken out of the page."""
    client = Client()
    client.get(reverse("account_login"))  # a session and its cookies are there before
    before = CountedHasher.times
    with CaptureQueriesContext(connection) as asked:
        answer = ask(client)
    page = NEW_EACH_TIME.sub(rb"\1", answer.content).replace(without.encode(), b"")
    aim = NEW_EACH_TIME.sub(rb"\1", answer.headers.get("Location", "").encode()).decode()
    return Seen(answer.status_code, aim, page, CountedHasher.times - before, len(asked))


def test_a_wrong_password_and_an_unknown_address():
    amina = a_person("Amina")
    stranger = Person(email=UNKNOWN)
    known = seen(lambda client: sign_in(client, amina, "not my password"), without=amina.email)
    unknown = seen(lambda client: sign_in(client, stranger, "not my password"), without=UNKNOWN)
    assert known.hashes == 1
    assert b"do not belong together" in known.page
    assert known == unknown


def test_a_closed_account_with_a_wrong_password_looks_like_an_unknown_address():
    amina = a_person("Amina", is_active=False)
    known = seen(lambda client: sign_in(client, amina, "not my password"), without=amina.email)
    unknown = seen(lambda client: sign_in(client, Person(email=UNKNOWN), "not my password"), without=UNKNOWN)
    assert known == unknown


def test_asking_for_a_new_password(django_capture_on_commit_callbacks):
    amina = a_person("Amina")
    app.conf.task_always_eager = True

    def asks(email: str) -> Seen:
        return seen(
            lambda client: client.post(reverse("account_reset_password"), {"email": email}), without=email
        )

    with django_capture_on_commit_callbacks() as of_known:
        known = asks(amina.email)
    with django_capture_on_commit_callbacks() as of_unknown:
        unknown = asks(UNKNOWN)
    assert known == unknown
    assert len(of_known) == len(of_unknown) == 1
    for later in (*of_known, *of_unknown):
        later()
    app.conf.task_always_eager = False
    assert [letter.to for letter in mail.outbox] == [[amina.email]]


def test_the_page_behind_an_invitation():
    lead, amina = a_person("Lee"), a_person("Amina")
    charity = an_organisation("Harbour Trust", lead)
    pages = []
    for email in (amina.email, UNKNOWN):
        _invitation, token = invite(by=lead, circle=charity, email=email)
        address = reverse("relationships:accept", args=[token])
        pages.append(seen(lambda client, address=address: client.get(address), without=email))
    known, unknown = pages
    assert known.status == 200
    assert known == unknown


def test_inviting_somebody_tells_the_inviter_nothing(client: Client, django_capture_on_commit_callbacks):
    lead, amina = a_person("Lee"), a_person("Amina")
    charity = an_organisation("Harbour Trust", lead)
    app.conf.task_always_eager = True
    sent = []
    for email in (amina.email, UNKNOWN):
        client.force_login(lead)
        with CaptureQueriesContext(connection) as asked:
            answer = client.post(
                reverse("relationships:invite", args=[charity.slug]), {"email": email, "role": "member"}
            )
        page = client.get(answer.url).content.decode()
        assert f"An invitation is on its way to {email}" in page
        sent.append((answer.status_code, answer.url, len(asked)))
    app.conf.task_always_eager = False
    assert sent[0] == sent[1]
