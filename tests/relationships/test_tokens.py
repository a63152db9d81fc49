"""Tokens: what a program may do on behalf of a person, and for how long."""

import datetime
import json

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hls_platform.actions import NotFound, Refused
from hls_platform.models import AuditEntry
from relationships.actions.tokens import make_token, revoke_token
from relationships.models import ApiToken, Person
from tests.api.asking import Program, listed
from tests.factories import a_circle_with, a_person
from tests.relationships.test_ways_in import prove

pytestmark = pytest.mark.django_db
ME = "/api/me/"


def test_a_token_asks_as_its_person_and_only_its_hash_is_kept():
    amina = a_person("Amina")
    program = Program(amina, "read")
    answer = program.get(ME)
    assert answer.status_code == 200
    assert answer.json()["name"] == "Amina"
    assert answer.json()["scopes"] == ["read"]
    kept = ApiToken.objects.values().get()
    assert program.secret not in json.dumps(kept, default=str)
    assert kept["last_used_on"] == timezone.localdate()


def test_the_session_of_another_person_says_nothing_beside_a_token():
    amina, ben = a_person("Amina"), a_person("Ben")
    program = Program(amina)
    program.client.force_login(ben)
    assert program.get(ME).json()["name"] == "Amina"
    program.secret = "hls_wrong"
    assert program.get(ME).status_code == 401


@pytest.mark.parametrize(
    "sent", ["Bearer hls_never_was", "Bearer  ", "Basic YTpi", "Token x", "bearer x y", ""]
)
def test_what_is_no_token_is_told_so_and_no_more(sent):
    a_person()
    answer = Client().get(ME, headers={"Authorization": sent})
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_revoked_ended_and_unknown_tokens_and_those_of_somebody_shut_out_look_the_same():
    amina = a_person()
    revoked, ended, shut_out = Program(amina), Program(amina), Program(a_person("Gone"))
    revoke_token(by=amina, token=revoked.token)
    ApiToken.objects.filter(pk=ended.token.pk).update(
        created_at=timezone.now() - datetime.timedelta(days=9), expires_at=timezone.now()
    )
    Person.objects.filter(name="Gone").update(is_active=False)
    unknown = Program(amina)
    unknown.secret = "hls_" + "x" * 43
    answers = [each.get(ME) for each in (revoked, ended, shut_out, unknown)]
    assert {each.status_code for each in answers} == {401}
    assert len({each.content for each in answers}) == 1


def test_a_token_does_only_what_its_scopes_say():
    amina = a_person()
    circle = a_circle_with(amina)
    reader = Program(amina, "read")
    assert reader.get(listed("question")).status_code == 200
    refused = reader.post(listed("question"), {"circle": str(circle.pk), "text": "Why?"})
    assert refused.status_code == 403
    assert refused.json()["type"].endswith("#problem-scope")
    assert "circles" in refused.json()["detail"]
    assert reader.get(listed("reflection")).status_code == 403  # one's own words need `reflect`
    assert Program(amina, "reflect").get(listed("question")).status_code == 403


def test_a_token_opens_no_page():
    program = Program(a_person())
    assert program.get("/me/").status_code == 302


def test_a_token_ends_by_itself():
    amina = a_person()
    with time_machine.travel(timezone.now() - datetime.timedelta(days=8)):
        program = Program(amina)
        ApiToken.objects.update(expires_at=timezone.now() + datetime.timedelta(days=7))
    assert program.get(ME).status_code == 401


def test_nobody_makes_a_token_for_everything_or_for_ever():
    amina = a_person()
    for wrong in ({"scopes": []}, {"scopes": ["all"]}, {"days": 400}, {"days": 0}, {"name": " "}):
        with pytest.raises(Refused):
            make_token(**{"by": amina, "name": "x", "scopes": ["read"], **wrong})


def test_nobody_revokes_what_is_not_theirs_and_the_trail_tells_of_both():
    amina, ben = a_person(), a_person("Ben")
    token, _secret = make_token(by=amina, name="x", scopes=["read"])
    with pytest.raises(NotFound):
        revoke_token(by=ben, token=token)
    revoke_token(by=amina, token=token)
    assert [each.verb for each in AuditEntry.objects.order_by("id")] == ["token.made", "token.revoked"]


def test_the_page_shows_a_token_once_and_revokes_it(client):
    client.force_login(a_person())
    page = reverse("relationships:tokens")
    assert client.get(page).url.startswith(reverse("account_reauthenticate"))
    prove(client)
    made = client.post(page, {"name": "Our website", "scopes": ["read", "maps"], "days": 30})
    secret = made.context["secret"]
    assert secret in made.content.decode()
    assert made["Cache-Control"].find("no-store") >= 0
    again = client.get(page).content.decode()
    assert secret not in again
    assert "Our website" in again
    client.post(reverse("relationships:revoke_token", args=[ApiToken.objects.get().pk]))
    assert "Revoked" in client.get(page).content.decode()


def test_the_page_calls_scopes_as_the_api_does(client):
    amina = a_person("Amina")
    client.force_login(amina)
    prove(client)
    page = client.get(reverse("relationships:tokens")).content.decode()
    assert "reflect: read and write your own reflections" in page


def test_a_script_makes_a_token(capsys):
    amina = a_person()
    call_command("create_token", "--person", amina.email, "--scopes", "read,reflect", "--days", "2")
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert set(said) == {"token", "expires_at", "scopes"}
    assert said["scopes"] == ["read", "reflect"]
    assert (
        Client().get(ME, headers={"Authorization": f"Bearer {said['token']}"}).json()["email"] == amina.email
    )
    for wrong in (
        ["--person", "no@example.org", "--scopes", "read"],
        ["--person", amina.email, "--scopes", "x"],
    ):
        with pytest.raises(CommandError):
            call_command("create_token", *wrong)
