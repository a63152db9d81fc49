"""What the log says of safety: who came in and how, what failed, what was refused; and never a word or a secret."""

import logging

import pytest
from django.test import Client
from django.urls import reverse

from hls_platform.watching.lines import JsonLine, PlainLine
from tests.factories import a_person
from tests.relationships.test_ways_in import (  # noqa: F401 - a fixture
    PASSWORD,
    code_now,
    letters,
    prove,
    sign_in,
    use_an_app,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(caplog):
    caplog.set_level(logging.INFO, logger="hls_platform.security")
    return lambda: [each.getMessage() for each in caplog.records if each.name == "hls_platform.security"]


def test_coming_in_staying_out_and_going_are_told_with_the_way(client: Client, heard, letters):  # noqa: F811
    amina = a_person("Amina")
    sign_in(client, amina, password="not this one")
    sign_in(client, amina)
    with letters():
        use_an_app(client)
    client.post(reverse("account_logout"))
    assert heard() == [
        "sign-in failed from=127.0.0.1",
        f"signed in person={amina.pk} from=127.0.0.1 by=password",
        f"second step added person={amina.pk} from=127.0.0.1",
        f"second step added person={amina.pk} from=127.0.0.1",  # the recovery codes that come with it
        f"signed out person={amina.pk} from=127.0.0.1",
    ]


def test_a_wrong_code_is_told(client: Client, heard):
    amina = a_person("Amina")
    sign_in(client, amina)
    secret = use_an_app(client)
    wrong = f"{(int(code_now(secret)) + 500_000) % 1_000_000:06}"
    again = Client()
    sign_in(again, amina)
    again.post(reverse("mfa_authenticate"), {"code": wrong})
    assert f"second step failed person={amina.pk} from=127.0.0.1" in heard()


def test_what_is_refused_is_told_without_its_address(client: Client, heard):
    amina = a_person("Amina")
    sign_in(client, amina)
    client.get("/circles/somebody-else-s-words/")
    client.get("/api/shared/?circle=canary")
    Client().get("/api/me/")
    said = heard()[1:]
    assert said == [
        f"refused person={amina.pk} from=127.0.0.1 status=404 method=GET page=learning:circle",
        f"refused person={amina.pk} from=127.0.0.1 status=400 method=GET page=api:shared-list",
        "refused from=127.0.0.1 status=401 method=GET page=api:me",
    ]


def test_no_password_and_no_address_stands_in_the_log(client: Client, heard, caplog):
    amina = a_person("Amina")
    for password in ("wrong in the wrong box", PASSWORD):
        client.post(reverse("account_login"), {"login": password, "password": amina.email})
        sign_in(client, amina, password=password)
    prove(client)
    client.get("/join/a-secret-of-an-invitation/")
    assert heard()
    for secret in (amina.email, PASSWORD, "wrong in the wrong box", "a-secret-of-an-invitation"):
        assert secret not in caplog.text


@pytest.mark.parametrize("line", [JsonLine(), PlainLine()])
def test_an_entry_is_one_line_whatever_somebody_sent(line):
    sent = ("a\nb\r\u2028\x1b[31m",)
    record = logging.LogRecord("hls_platform", logging.WARNING, "", 0, "said %s", sent, None)
    written = line.format(record)
    assert "said a\\nb\\r\\u2028\\" in written
    assert written.isprintable()
