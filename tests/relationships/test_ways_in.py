"""Coming in: passwords, codes from an app, recovery codes, a changed address, sessions, and showing it is you."""

import base64
import hmac
import re
import struct
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from hls_platform.celery import app
from hls_platform.security.asking import as_job, as_person
from relationships.models import Person
from tests.factories import a_circle_with, a_person

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def letters(django_capture_on_commit_callbacks):
    """`with letters(): …` posts what was written in the block."""
    app.conf.task_always_eager = True
    yield lambda: django_capture_on_commit_callbacks(execute=True)
    app.conf.task_always_eager = False


def sign_in(client: Client, person: Person, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": person.email, "password": password})


def prove(client: Client) -> None:
    """Show again that it is you, by the password."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def is_in(client: Client) -> bool:
    return client.get(reverse("relationships:me")).status_code == 200


def code_now(secret: str) -> str:
    """The code of RFC 6238 for this half minute, worked out here."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), "sha1")
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def use_an_app(client: Client) -> str:
    """Begin to use an authenticator app; returns its secret."""
    prove(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    assert answer.status_code == 302, answer.content.decode()
    return secret


def test_a_code_from_an_app_is_asked_for_after_the_password(client: Client):
    amina = a_person("Amina")
    sign_in(client, amina)
    secret = use_an_app(client)
    other = Client()
    assert sign_in(other, amina).url == reverse("mfa_authenticate")
    assert not is_in(other)
    said = other.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "This code is not right" in said.content.decode()
    assert not is_in(other)
    other.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    assert is_in(other)


def test_a_recovery_code_lets_one_in_once(client: Client):
    amina = a_person("Amina")
    sign_in(client, amina)
    use_an_app(client)
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    code, *others = re.findall(r"<li><code>(\d+)</code>", page)
    assert len(others) == 9
    first, second = Client(), Client()
    for tried in (first, second):
        sign_in(tried, amina)
        tried.post(reverse("mfa_authenticate"), {"code": code})
    assert is_in(first)
    assert not is_in(second)


def test_what_codes_are_made_from_is_kept_encrypted(client: Client):
    amina = a_person("Amina")
    sign_in(client, amina)
    secret = use_an_app(client)
    kept = str(list(Authenticator.objects.filter(user=amina).values_list("data", flat=True)))
    assert secret not in kept
    assert "gAAAA" in kept


def test_only_the_person_and_sign_in_itself_reach_somebodys_second_step(client: Client):
    amina, ben = a_person("Amina"), a_person("Ben")
    a_circle_with(amina, ben)
    sign_in(client, amina)
    use_an_app(client)
    with as_person(amina.pk):
        assert Authenticator.objects.count() == 2
    with as_person(ben.pk):
        assert not Authenticator.objects.exists()
        with as_job("hls_sign_in"):
            assert not Authenticator.objects.exists()
    with as_person(None), as_job("hls_sign_in"):
        assert Authenticator.objects.count() == 2


def test_adding_and_taking_away_a_second_step_asks_again_who_it_is(client: Client):
    amina = a_person("Amina")
    sign_in(client, amina)
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
        answer = client.get(reverse(name))
        assert answer.url.startswith(reverse("account_reauthenticate")), name
    secret = use_an_app(client)
    with_code = Client()
    sign_in(with_code, amina)
    with_code.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    assert with_code.get(reverse("mfa_deactivate_totp")).url.startswith(reverse("account_reauthenticate"))


def test_whoever_changes_how_they_sign_in_hears_of_it_by_letter(client: Client, letters):
    amina = a_person("Amina")
    sign_in(client, amina)
    with letters():
        use_an_app(client)
    assert {each.subject for each in mail.outbox} == {"An app shows your codes"}
    for letter in mail.outbox:
        assert letter.to == [amina.email]
        assert settings.PLATFORM_NAME in letter.body
        assert "example.com" not in letter.body
        assert "Hello from" not in letter.body


def test_a_new_address_is_ones_own_once_its_link_is_opened(client: Client, letters):
    amina = a_person("Amina")
    before = amina.email
    sign_in(client, amina)
    prove(client)
    with letters():
        client.post(reverse("account_email"), {"action_add": "", "email": "new@example.org"})
    amina.refresh_from_db()
    assert amina.email == before
    (letter,) = mail.outbox
    assert letter.to == ["new@example.org"]
    link = re.search(r"http\S+", letter.body).group()
    assert client.get(link).status_code == 200
    with letters():
        client.post(link)
    amina.refresh_from_db()
    assert amina.email == "new@example.org"
    assert mail.outbox[-1].to == [before]
    assert sign_in(Client(), amina).status_code == 302


def test_an_address_that_somebody_else_signs_in_with_is_asked_for_but_never_taken(client: Client, letters):
    amina, ben = a_person("Amina"), a_person("Ben")
    sign_in(client, amina)
    prove(client)
    with letters():
        answers = [
            client.post(reverse("account_email"), {"action_add": "", "email": email}, follow=True)
            for email in (ben.email, "nobody@example.org")
        ]
    first, second = (re.sub(r'value="[^"]{60,}"', "", each.content.decode()) for each in answers)
    assert first.replace(ben.email, "nobody@example.org") == second
    link = re.search(r"http\S+", next(each.body for each in mail.outbox if each.to == [ben.email])).group()
    Client().post(link)
    amina.refresh_from_db()
    assert amina.email != ben.email
    assert sign_in(Client(), ben).status_code == 302


def test_sessions_are_listed_and_ended_one_by_one(client: Client):
    amina, ben = a_person("Amina"), a_person("Ben")
    phone, library = Client(HTTP_USER_AGENT="A phone"), Client(HTTP_USER_AGENT="The library")
    for each in (client, phone, library):
        sign_in(each, amina)
    listed = client.get(reverse("relationships:sessions")).content.decode()
    assert "A phone" in listed
    assert "The library" in listed
    there = UserSession.objects.get(user_agent="The library")
    stranger = Client()
    sign_in(stranger, ben)
    prove(stranger)
    assert stranger.post(reverse("relationships:sign_out_there", args=[there.pk])).status_code == 404
    end = reverse("relationships:sign_out_there", args=[there.pk])
    assert client.post(end).url.startswith(reverse("account_reauthenticate"))
    assert is_in(library)
    prove(client)
    client.post(end)
    assert not is_in(library)
    assert is_in(phone)
    assert is_in(client)


def test_signing_in_says_nothing_of_success_and_too_many_tries_get_a_calm_page(client: Client):
    amina = a_person("Amina")
    sign_in(client, amina)
    assert "uccess" not in client.get("/").content.decode()
    other = Client()
    for _ in range(5):
        sign_in(other, amina, "wrong")
    assert "Wait five minutes" in sign_in(other, amina, "wrong").content.decode()
    stopped = [
        Client().post(reverse("account_reset_password"), {"email": "a@example.org"}) for _ in range(30)
    ]
    assert stopped[-1].status_code == 429
    assert "Please wait a little" in stopped[-1].content.decode()


def test_passwords_reach_a_new_start_by_a_link_that_works_once(client: Client, letters):
    amina = a_person("Amina")
    with letters():
        client.post(reverse("account_reset_password"), {"email": amina.email.upper()})
    (letter,) = mail.outbox
    link = re.search(r"http\S+", letter.body).group()
    page = client.get(link, follow=True)
    new = {"password1": "four calm grey herons", "password2": "four calm grey herons"}
    client.post(page.redirect_chain[-1][0], new)
    assert sign_in(Client(), amina, "four calm grey herons").status_code == 302
    assert "has been used" in Client().get(link, follow=True).content.decode()


def test_whoever_lost_phone_and_codes_is_let_back_in_by_whoever_runs_the_machine(
    client: Client, letters, capsys
):
    amina = a_person("Amina")
    sign_in(client, amina)
    use_an_app(client)
    with letters():
        call_command("forget_second_steps", amina.email)
    assert '"forgotten": 2' in capsys.readouterr().out
    assert [letter.to for letter in mail.outbox] == [[amina.email]]
    other = Client()
    sign_in(other, amina)
    assert is_in(other)
    with pytest.raises(CommandError):
        call_command("forget_second_steps", "nobody@example.org")
