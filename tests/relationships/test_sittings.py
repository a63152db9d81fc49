"""How long one stays signed in, which key the session has, and signing out everywhere else."""

import datetime

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.api.asking import Program, listed, one
from tests.factories import a_person
from tests.relationships.test_ways_in import is_in, prove, sign_in

pytestmark = pytest.mark.django_db


def came_on(client: Client, *days: int) -> list[bool]:
    """Whether the one who signed in today is still in on each of those days, coming on no others."""
    start = timezone.now()
    said = []
    for day in days:
        with time_machine.travel(start + datetime.timedelta(days=day, minutes=1), tick=False):
            cache.clear()  # Valkey's clock does not travel
            said.append(is_in(client))
    return said


def test_whoever_does_not_come_for_two_weeks_signs_in_anew(client: Client):
    sign_in(client, a_person("Amina"))
    assert came_on(client, 13, 26, 41) == [True, True, False]


def test_after_thirty_days_everybody_signs_in_anew(client: Client):
    sign_in(client, a_person("Amina"))
    assert came_on(client, *range(1, 30)) == [True] * 29
    assert came_on(client, 31) == [False]


def test_whoever_shows_that_it_is_them_gets_a_session_under_a_new_key(client: Client):
    amina = a_person("Amina")
    sign_in(client, amina)
    before = client.session.session_key
    prove(client)
    after = client.session.session_key
    assert after != before
    assert not Session.objects.filter(session_key=before).exists()
    assert UserSession.objects.get(user=amina).session_key == after
    assert is_in(client)


def test_everywhere_else_is_signed_out_by_whoever_shows_that_it_is_them(client: Client):
    amina, ben = a_person("Amina"), a_person("Ben")
    phone, library, other = Client(), Client(), Client()
    for each in (client, phone, library):
        sign_in(each, amina)
    sign_in(other, ben)
    page = reverse("relationships:sign_out_elsewhere")
    assert client.post(page).url.startswith(reverse("account_reauthenticate"))
    assert is_in(phone)
    prove(client)
    client.post(page)
    assert [is_in(each) for each in (client, phone, library, other)] == [True, False, False, True]


def test_a_program_sees_its_persons_sessions_and_ends_one():
    amina, ben = a_person("Amina"), a_person("Ben")
    phone, theirs = Client(HTTP_USER_AGENT="A phone"), Client(HTTP_USER_AGENT="Ben's")
    sign_in(phone, amina)
    sign_in(theirs, ben)
    program = Program(amina, "account")
    (shown,) = program.get(listed("session")).json()["items"]
    assert set(shown) == {"id", "created_at", "ip", "user_agent"}
    assert shown["user_agent"] == "A phone"
    assert phone.session.session_key not in str(shown)
    assert program.get(one("session", UserSession.objects.get(user=ben))).status_code == 404
    mine = UserSession.objects.get(user=amina)
    assert program.change(one("session", mine), method="DELETE").status_code == 204
    assert not is_in(phone)
    assert Program(amina, "read").get(listed("session")).status_code == 403


def test_with_the_session_of_the_pages_nobody_ends_another_before_showing_that_it_is_them(client: Client):
    amina = a_person("Amina")
    phone = Client(HTTP_USER_AGENT="A phone")
    for each in (client, phone):
        sign_in(each, amina)
    address = one("session", UserSession.objects.get(user_agent="A phone"))
    assert client.delete(address, headers={"If-Match": "*"}).status_code == 403
    assert is_in(phone)
    prove(client)
    assert client.delete(address, headers={"If-Match": "*"}).status_code == 204
    assert not is_in(phone)
