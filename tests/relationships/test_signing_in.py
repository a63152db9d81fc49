"""Coming in with a password, going out, forgetting it, and being invited by e-mail."""

import datetime
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hls_platform.celery import app
from hls_platform.identifiers import uuid7
from hls_platform.models import AuditEntry
from relationships.access import current_membership
from relationships.actions.memberships import INVITATION_LASTS, invite
from relationships.letters import send_invitation_letter
from relationships.models import Invitation, Person
from tests.factories import a_circle_with, a_person
from tests.learning.post_office import PostOffice

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
TODAY = reverse("learning:today")


@pytest.fixture
def client_elsewhere() -> Client:
    """Another browser."""
    return Client()


@pytest.fixture
def letters(django_capture_on_commit_callbacks) -> Iterator[Callable[[], AbstractContextManager[object]]]:
    """`with letters(): …` posts what was written in the block."""
    app.conf.task_always_eager = True
    yield lambda: django_capture_on_commit_callbacks(execute=True)
    app.conf.task_always_eager = False


def link_in(letter: mail.EmailMessage) -> str:
    """The path of the only address in a letter's text."""
    found = re.search(r"https?://[^/\s]+(/\S+)", str(letter.body))
    assert found
    return found[1]


def sign_in(client, email: str, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_a_person_signs_in_by_e_mail_in_any_case_and_out_again(client):
    amina = a_person("Amina")
    assert client.get(TODAY).headers["Location"].startswith("/accounts/login/")
    assert sign_in(client, amina.email.upper()).headers["Location"] == "/"
    assert client.get(TODAY).status_code == 200
    assert client.get(reverse("account_logout")).status_code == 200  # asks first
    assert client.get(TODAY).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(TODAY).status_code == 302


def test_a_wrong_password_and_an_unknown_address_are_told_the_same(client):
    amina = a_person("Amina")
    a_person("Gone", is_active=False)
    said = set()
    for email in (amina.email, "nobody@example.org"):
        page = sign_in(client, email, "something else").content.decode()
        said.add(re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page.replace(email, "")))
    assert len(said) == 1
    assert client.get(TODAY).status_code == 302


def test_a_forgotten_password_is_set_anew_by_e_mail_once_and_ends_other_sittings(
    client, client_elsewhere, letters
):
    amina = a_person("Amina")
    sign_in(client_elsewhere, amina.email)
    with letters():
        client.post(reverse("account_reset_password"), {"email": amina.email})
    assert [letter.to for letter in mail.outbox] == [[amina.email]]
    link = link_in(mail.outbox[0])
    new = {"password1": "four words only mine", "password2": "four words only mine"}
    form = client.get(link).headers["Location"]
    assert client.post(form, new | {"password1": "short", "password2": "short"}).status_code == 200
    client.post(form, new)
    assert sign_in(client, amina.email, "four words only mine").headers["Location"] == "/"
    assert client_elsewhere.get(TODAY).status_code == 302
    client.post(reverse("account_logout"))
    assert "Location" not in sign_in(client, amina.email)
    assert client_elsewhere.get(link, follow=True).context.get("token_fail")


def test_asking_for_a_new_password_tells_nobody_whether_an_address_is_known(client, letters):
    amina = a_person("Amina")
    answers = []
    for email in (amina.email, "nobody@example.org"):
        with letters():
            answer = client.post(reverse("account_reset_password"), {"email": email})
        done = client.get(answer.headers["Location"]).content.decode()
        answers.append((answer.status_code, answer.headers["Location"], done.replace(email, "")))
    assert answers[0] == answers[1]
    assert [letter.to for letter in mail.outbox] == [[amina.email]]


def test_nobody_signs_up_without_an_invitation(client):
    words = {
        "email": "eve@example.org",
        "password1": "four words only mine",
        "password2": "four words only mine",
    }
    client.post(reverse("account_signup"), words)
    assert not Person.objects.exists()


def test_an_invitation_comes_by_e_mail_and_its_link_opens_once(
    client, client_elsewhere, django_capture_on_commit_callbacks
):
    lead = a_person("Lee Lead")
    circle = a_circle_with(lead)
    client.force_login(lead)
    app.conf.task_always_eager = True
    try:
        with django_capture_on_commit_callbacks(execute=True):
            client.post(
                reverse("relationships:invite", args=[circle.slug]),
                {"email": "Ben@example.org", "role": "member"},
            )
    finally:
        app.conf.task_always_eager = False
    letter = mail.outbox[0]
    assert letter.to == ["ben@example.org"]
    link = link_in(letter)
    assert link in str(letter.alternatives[0][0])
    words = {"name": "Ben", "password": "four words only mine"}
    assert client_elsewhere.post(link, words).headers["Location"] == circle.get_absolute_url()
    assert client_elsewhere.get(TODAY).status_code == 200
    client_elsewhere.post(reverse("account_logout"))
    again = client_elsewhere.post(link, words | {"name": "Eve"})
    assert (again.status_code, Person.objects.count()) == (404, 2)
    assert client_elsewhere.get("/join/never-was/").content == client_elsewhere.get(link).content


def test_a_late_invitation_opens_nothing(client):
    lead = a_person("Lee Lead")
    circle = a_circle_with(lead)
    _invitation, token = invite(
        by=lead, circle=circle, email="ben@example.org", at=timezone.now() - INVITATION_LASTS
    )
    assert client.get(reverse("relationships:accept", args=[token])).status_code == 404
    Invitation.objects.update(expires_at=timezone.now() + datetime.timedelta(minutes=1))
    assert client.get(reverse("relationships:accept", args=[token])).status_code == 200


def test_an_invitation_to_another_address_lets_nobody_else_in(client):
    lead, eve, ben = a_person("Lee Lead"), a_person("Eve"), a_person("Ben")
    circle = a_circle_with(lead)
    _invitation, token = invite(by=lead, circle=circle, email=ben.email)
    link = reverse("relationships:accept", args=[token])
    client.force_login(eve)
    page = client.get(link).content.decode()
    assert "sent to another address than yours" in page
    assert ben.email not in page
    client.post(link)
    assert current_membership(eve, circle) is None
    client.force_login(ben)
    client.post(link)
    assert current_membership(ben, circle)


def test_the_outbox_is_read_on_a_page_in_a_demo_and_nowhere_else(client, settings, tmp_path):
    AuditEntry.objects.create(verb="demo.loaded")
    settings.OUTBOX_DIR = tmp_path
    settings.EMAIL_BACKEND = "hls_platform.outbox.OutboxBackend"
    mail.send_mail("A letter for Ben", "Come in: /join/secret/", None, ["ben@example.org"])
    for who in (None, a_person(), a_person(is_administrator=True)):
        if who:
            client.force_login(who)
        settings.DEMO = False
        assert client.get(reverse("outbox")).status_code == 404
        settings.DEMO = True
        assert "A letter for Ben" in client.get(reverse("outbox")).content.decode()


def test_an_invitation_to_an_address_that_does_not_exist_is_not_tried_again_and_its_sender_sees_so(
    client, settings
):
    lead = a_person("Lee Lead")
    circle = a_circle_with(lead)
    invitation, token = invite(by=lead, circle=circle, email="nobody@example.org")
    office = PostOffice(0, {"nobody@example.org": "450 come again later"})
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", office.port, False
    client.force_login(lead)
    people = reverse("relationships:people", args=[circle.slug])
    with pytest.raises(SMTPRecipientsRefused):  # which is tried again
        send_invitation_letter(uuid7(), invitation.pk, token)
    assert "could not be delivered" not in client.get(people).content.decode()
    office.refused = {"nobody@example.org": "550 no such mailbox"}
    send_invitation_letter(uuid7(), invitation.pk, token)
    office.shutdown()
    office.server_close()
    assert "could not be delivered" in client.get(people).content.decode()
    assert AuditEntry.objects.filter(verb="invitation.undeliverable").count() == 1
