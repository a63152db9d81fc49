"""An organisation's own sign-in over OpenID Connect, and what organisations ask of how their people sign in."""

from collections.abc import Iterator

import pytest
import requests
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from hls_platform.actions import NotAllowed, NotFound, Refused
from relationships.accounts.outside import NotOutside, must_be_outside
from relationships.actions.sign_in import SECOND_STEP, name_provider, set_sign_in_rule
from relationships.models import IdentityProvider, Organisation, SignInRule
from tests.api.asking import Program
from tests.factories import a_member, a_person, an_organisation
from tests.relationships.provider import CLIENT, SECRET, Provider, a_provider
from tests.relationships.test_ways_in import code_now, is_in, prove, sign_in, use_an_app

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    settings.PROVIDERS_INSIDE = True
    with a_provider() as running:
        yield running


def named(organisation: Organisation, provider: Provider, settings) -> IdentityProvider:
    settings.SIGN_IN_SECRETS = {organisation.slug: SECRET}
    lead = organisation.memberships.get(role="facilitator").person
    return name_provider(by=lead, organisation=organisation, issuer=provider.issuer, client_id=CLIENT)


def through(client: Client, at: IdentityProvider, process: str = "login", onward: str = "/circles/"):
    """Go to the provider and come back; returns the page that then answers."""
    address = reverse("openid_connect_login", args=[at.pk]) + f"?process={process}&next={onward}"
    away = client.post(address)
    assert away.url.startswith(at.issuer), away
    back = requests.get(away.url, allow_redirects=False, timeout=5).headers["Location"]
    return client.get(back.partition("testserver")[2])


def test_whoever_connected_their_account_at_work_signs_in_with_it(client: Client, provider, settings):
    amina = a_person("Amina")
    charity = an_organisation("Harbour Trust", amina)
    ours = named(charity, provider, settings)
    sign_in(client, amina)
    prove(client)
    assert through(client, ours, "connect").url == "/circles/"
    other = Client()
    assert through(other, ours).url == "/circles/"
    assert is_in(other)


def test_nobody_comes_in_by_an_address_that_a_provider_claims(client: Client, provider, settings):
    amina = a_person("Amina")
    ours = named(an_organisation("Harbour Trust", amina), provider, settings)
    provider.email = amina.email
    assert "You come in by invitation" in through(client, ours).content.decode()
    assert not is_in(client)


def test_an_account_at_work_belongs_to_one_person_here(client: Client, provider, settings):
    amina, ben = a_person("Amina"), a_person("Ben")
    ours = named(an_organisation("Harbour Trust", amina, ben), provider, settings)
    for person, expected in ((amina, True), (ben, False)):
        one = Client()
        sign_in(one, person)
        prove(one)
        through(one, ours, "connect")
        assert (
            one.get(reverse("socialaccount_connections")).content.decode().count('type="radio"') == expected
        )


def test_coming_back_without_having_signed_in_there_gets_a_calm_page(client: Client, provider, settings):
    ours = named(an_organisation("Harbour Trust", a_person("Amina")), provider, settings)
    provider.who = None
    answer = through(client, ours)
    assert "Not signed in" in client.get(answer.url).content.decode()


def test_a_wrong_secret_or_a_provider_that_is_away_lets_nobody_in(client: Client, provider, settings):
    amina = a_person("Amina")
    ours = named(an_organisation("Harbour Trust", amina), provider, settings)
    settings.SIGN_IN_SECRETS = {ours.secret_name: "another"}
    assert "did not answer as it should" in through(client, ours).content.decode()
    IdentityProvider.objects.update(issuer="http://localhost:9")
    answer = client.post(reverse("openid_connect_login", args=[ours.pk]))
    assert "did not answer as it should" in answer.content.decode()


def test_a_provider_that_says_it_is_another_issuer_is_not_believed(client: Client, provider, settings):
    amina = a_person("Amina")
    ours = named(an_organisation("Harbour Trust", amina), provider, settings)
    sign_in(client, amina)
    prove(client)
    assert through(client, ours, "connect").url == "/circles/"
    provider.claimed = "https://another.example"
    other = Client()
    assert "did not answer as it should" in through(other, ours).content.decode()
    assert not is_in(other)


def test_an_organisation_asks_for_a_second_step_also_of_sessions_already_open(client: Client):
    amina, ben = a_person("Amina"), a_person("Ben")
    charity = an_organisation("Harbour Trust", amina, ben)
    open_since_before = Client()
    sign_in(open_since_before, ben)
    assert is_in(open_since_before)
    set_sign_in_rule(
        by=amina, organisation=charity, second_step=True, own_provider=False, proven={SECOND_STEP}
    )
    held = open_since_before.get(reverse("relationships:me"))
    assert held.url.startswith(reverse("relationships:what_is_asked"))
    assert "Harbour Trust asks its people" in open_since_before.get(held.url).content.decode()
    secret = use_an_app(open_since_before)
    assert not is_in(open_since_before)
    open_since_before.post(reverse("mfa_reauthenticate"), {"code": code_now(secret)})
    assert is_in(open_since_before)
    assert open_since_before.get(held.url).url == reverse("relationships:me")


def test_what_an_organisation_asks_holds_at_the_api_for_a_session_and_for_a_token(client: Client):
    amina = a_person("Amina")
    charity = an_organisation("Harbour Trust", amina)
    sign_in(client, amina)
    program = Program(amina)
    assert client.get("/api/me/").status_code == 200
    SignInRule.objects.create(organisation=charity, second_step=True)
    answer = client.get("/api/me/")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert "asks more of your sign-in" in answer.json()["detail"]
    answer = program.get("/api/me/")
    assert answer.status_code == 403
    assert "asks more than was shown where this token was made" in answer.json()["detail"]
    assert answer["Content-Type"] == "application/problem+json"


def test_a_token_made_where_the_second_step_was_shown_works_on(client: Client):
    amina = a_person("Amina")
    charity = an_organisation("Harbour Trust", amina)
    sign_in(client, amina)
    secret = use_an_app(client)
    client.post(reverse("mfa_reauthenticate"), {"code": code_now(secret)})
    SignInRule.objects.create(organisation=charity, second_step=True)
    made = client.post(reverse("relationships:tokens"), {"name": "A program", "scopes": ["read"], "days": 30})
    headers = {"Authorization": f"Bearer {made.context['secret']}"}
    assert Client().get("/api/me/", headers=headers).json()["name"] == "Amina"
    (rule,) = Client().get("/api/sign-in-rules/", headers=headers).json()["items"]
    assert rule == {"organisation": str(charity.pk), "second_step": True, "own_provider": False}
    SignInRule.objects.update(own_provider=True)
    assert Client().get("/api/me/", headers=headers).status_code == 403


def test_the_place_can_ask_everybody_for_a_second_step(client: Client, settings):
    amina = a_person("Amina")
    sign_in(client, amina)
    program = Program(amina)
    settings.SECOND_STEP_FOR_ALL = True
    assert not is_in(client)
    assert program.get("/api/me/").status_code == 403
    secret = use_an_app(client)
    client.post(reverse("mfa_reauthenticate"), {"code": code_now(secret)})
    assert is_in(client)


def test_somebody_in_several_organisations_meets_what_each_asks(client: Client, provider, settings):
    amina = a_person("Amina")
    charity, foundation = (
        an_organisation("Harbour Trust", amina),
        an_organisation("Quay Foundation", a_person("Fay")),
    )
    membership = a_member(amina, foundation)
    ours = named(charity, provider, settings)
    SignInRule.objects.create(organisation=charity, own_provider=True)
    SignInRule.objects.create(organisation=foundation, second_step=True)
    sign_in(client, amina)
    prove(client)
    through(client, ours, "connect")
    assert not is_in(client)
    secret = use_an_app(client)
    client.post(reverse("mfa_reauthenticate"), {"code": code_now(secret)})
    assert is_in(client)
    other = Client()
    through(other, ours)
    assert not is_in(other), "the second step is asked for there too"
    codes = Authenticator.objects.get(user=amina, type="recovery_codes").wrap().get_unused_codes()
    other.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert is_in(other)
    membership.delete()
    with_password = Client()
    sign_in(with_password, amina)
    with_password.post(reverse("mfa_authenticate"), {"code": codes[1]})
    assert not is_in(with_password)
    assert through(with_password, ours, "connect", "/me/").url == "/me/"
    assert is_in(with_password)


def test_nobody_asks_of_others_what_they_have_not_shown_themself(settings):
    amina, ben, otto = a_person("Amina"), a_person("Ben"), a_person("Otto")
    charity = an_organisation("Harbour Trust", amina, ben)
    settings.SIGN_IN_SECRETS = {charity.slug: SECRET}
    for wanted in (
        {"second_step": True, "own_provider": False},
        {"second_step": False, "own_provider": True},
    ):
        with pytest.raises(Refused):
            set_sign_in_rule(by=amina, organisation=charity, **wanted, proven=set())
    with pytest.raises(NotAllowed):
        set_sign_in_rule(
            by=ben, organisation=charity, second_step=True, own_provider=False, proven={SECOND_STEP}
        )
    with pytest.raises(NotFound):
        set_sign_in_rule(
            by=otto, organisation=charity, second_step=True, own_provider=False, proven={SECOND_STEP}
        )
    assert not SignInRule.objects.exists()


def test_another_issuer_is_another_provider_and_lifts_the_rule_for_the_earlier_one(provider, settings):
    amina = a_person("Amina")
    charity = an_organisation("Harbour Trust", amina)
    ours = named(charity, provider, settings)
    assert named(charity, provider, settings) == ours
    set_sign_in_rule(
        by=amina, organisation=charity, second_step=False, own_provider=True, proven={str(ours.pk)}
    )
    name_provider(by=amina, organisation=charity, issuer="http://localhost:1", client_id=CLIENT)
    assert not IdentityProvider.objects.filter(pk=ours.pk).exists()
    assert not SignInRule.objects.exists()


def test_an_organisation_uses_no_secret_but_its_own(provider, settings):
    amina = a_person("Amina")
    charity = an_organisation("Harbour Trust", amina)
    settings.SIGN_IN_SECRETS = {"another-one": SECRET}
    with pytest.raises(Refused, match=charity.slug):
        name_provider(by=amina, organisation=charity, issuer=provider.issuer, client_id=CLIENT)


@pytest.mark.parametrize(
    "address",
    ["http://example.org", "https://127.0.0.1", "https://localhost", "https://169.254.169.254", "https://[::1]",
     "https://10.0.0.8", "file:///etc/passwd", "https://", "ftp://example.org"],
)  # fmt: skip
def test_no_address_of_our_own_network_is_asked(address, settings):
    settings.PROVIDERS_INSIDE = False
    with pytest.raises(NotOutside):
        must_be_outside(address)


def test_whoever_runs_the_machine_lets_a_locked_out_organisation_back_in(client: Client, capsys):
    amina = a_person("Amina")
    charity = an_organisation("Harbour Trust", amina)
    SignInRule.objects.create(organisation=charity, second_step=True)
    sign_in(client, amina)
    assert not is_in(client)
    call_command("lift_sign_in_rule", charity.slug)
    assert '"lifted": true' in capsys.readouterr().out
    assert is_in(client)


def rule_read(browser: Client, page: str) -> dict[str, str]:
    return {"read": browser.get(page).context["forms"]["rule"]["read"].value()}


def test_the_page_where_an_organisation_says_so_asks_first_who_it_is(client: Client):
    amina, ben = a_person("Amina"), a_person("Ben")
    charity = an_organisation("Harbour Trust", amina, ben)
    page = reverse("relationships:sign_in_rule", args=[charity.slug])
    sign_in(client, amina)
    assert client.get(page).url.startswith(reverse("account_reauthenticate"))
    secret = use_an_app(client)
    assert "Sign in that way yourself first" in client.post(page, {"second_step": "on"}).content.decode()
    client.post(reverse("mfa_reauthenticate"), {"code": code_now(secret)})
    assert client.post(page, {"second_step": "on", **rule_read(client, page)}).status_code == 302
    assert SignInRule.objects.get().second_step
    client.post(page, rule_read(client, page))
    assert not SignInRule.objects.exists()
    member = Client()
    sign_in(member, ben)
    prove(member)
    assert member.get(page).status_code == 404
