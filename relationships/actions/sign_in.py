"""An organisation says how its people sign in."""

import uuid
from collections.abc import Collection

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.utils.translation import gettext as _

from hls_platform.actions import NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.security import audit
from hls_platform.security.asking import as_job
from hls_platform.versions import kept, must_be_as_read
from relationships import access
from relationships.accounts.outside import NotOutside, must_be_outside
from relationships.models import IdentityProvider, Organisation, Person, SignInRule
from relationships.tasks import send_letter

SECOND_STEP = "second step"


@action
def name_provider(
    *, by: Person, organisation: Organisation, issuer: str, client_id: str, read: str | None = None
) -> IdentityProvider:
    """Say where the people of `organisation` sign in at work. The same again changes nothing.

    Another issuer or client takes the place of the earlier one; who had connected connects anew, and a rule that asked
    for the earlier one is lifted. `read` is the version (of `IdentityProvider.EDITED`) that was edited. Raises
    ChangedMeanwhile, NotFound, NotAllowed, Refused.
    """
    _must_lead(by, organisation)
    issuer, client_id = issuer.strip().rstrip("/"), client_id.strip()
    if not client_id:
        raise Refused(_("Write the client id that your provider gave you."))
    if organisation.slug not in settings.SIGN_IN_SECRETS:
        raise Refused(
            _("First ask whoever runs this place to keep the client’s secret under the name “%(name)s”.")
            % {"name": organisation.slug}
        )
    try:
        must_be_outside(issuer)
    except NotOutside as refused:
        raise Refused(str(refused)) from refused
    in_turn(organisation.pk)
    earlier = IdentityProvider.objects.filter(organisation=organisation).first()
    if earlier and (earlier.issuer, earlier.client_id) == (issuer, client_id):
        audit.nothing_changed()
        return earlier
    must_be_as_read(read, kept(earlier, IdentityProvider.EDITED))
    if earlier:
        _lift_provider(organisation)
        earlier.delete()
    provider = IdentityProvider.objects.create(
        organisation=organisation, issuer=issuer, client_id=client_id, secret_name=organisation.slug
    )
    audit.record(by=by, verb="identity_provider.named", subject=provider, circle=organisation)
    return provider


@action
def set_sign_in_rule(
    *,
    by: Person,
    organisation: Organisation,
    second_step: bool,
    own_provider: bool,
    proven: Collection[str],
    read: str | None = None,
) -> None:
    """Ask for a second step, for the organisation's own provider, for both or (again) for neither.

    `proven` is what `by` has shown in this session (`accounts.rules.proven_in`): nobody asks of others what they have not
    just done themself, so that whoever leads is never locked out by their own rule. It holds from the next page that
    anybody opens. `read` is the version (of `SignInRule.EDITED`) that was edited. Raises ChangedMeanwhile, NotFound,
    NotAllowed, Refused.
    """
    _must_lead(by, organisation)
    provider = IdentityProvider.objects.filter(organisation=organisation).first()
    if own_provider and provider is None:
        raise Refused(_("Say first where your people sign in at work."))
    asked = {SECOND_STEP: second_step, str(provider.pk) if provider else "": own_provider}
    if any(wanted and way not in proven for way, wanted in asked.items()):
        raise Refused(_("Sign in that way yourself first: then you know that it works."))
    in_turn(organisation.pk)
    rules = SignInRule.objects.filter(organisation=organisation)
    now = kept(rules.first(), SignInRule.EDITED)
    if {name: bool(asks) for name, asks in now.items()} != {
        "second_step": second_step,
        "own_provider": own_provider,
    }:
        must_be_as_read(read, now)
    if not (second_step or own_provider):
        if not rules.delete()[0]:
            return audit.nothing_changed()
        audit.record(by=by, verb="sign_in_rule.lifted", subject=organisation, circle=organisation)
        return None
    SignInRule.objects.update_or_create(
        organisation=organisation, defaults={"second_step": second_step, "own_provider": own_provider}
    )
    audit.record(
        by=by, verb="sign_in_rule.set", subject=organisation, circle=organisation,
        second_step=second_step, own_provider=own_provider,
    )  # fmt: skip


@action
def connect_at_work(*, by: Person, provider_id: uuid.UUID, uid: str) -> SocialAccount:
    """Let `by` sign in here with their account `uid` at the provider of an organisation of theirs. Raises NotFound."""
    provider = IdentityProvider.objects.visible_to(by).get(pk=provider_id)
    account = SocialAccount.objects.create(user=by, provider=str(provider.pk), uid=uid)
    audit.record(by=by, verb="identity_provider.connected", subject=provider, circle=provider.organisation_id)
    return account


@action
def lift_sign_in_rule(*, slug: str) -> bool:
    """Lift an organisation's rule, for whoever runs the machine: the way back for people who were locked out.

    Returns whether there was one. Raises NotFound for an unknown slug.
    """
    with as_job("hls_door"):
        organisation = Organisation.objects.get(slug=slug)
        if not SignInRule.objects.filter(organisation=organisation).delete()[0]:
            audit.nothing_changed()
            return False
        audit.record(by=None, verb="sign_in_rule.lifted", subject=organisation, circle=organisation)
    return True


@action
def forget_second_steps(*, email: str) -> int:
    """Take away the passkeys and codes of whoever signs in with `email`, for whoever runs the machine and has made sure
    who asks: the way back after a lost phone. The person gets a letter.

    Returns how many there were. Raises NotFound where nobody signs in so.
    """
    with as_job("hls_door"):
        person = Person.objects.only("id", "email", "name").get(email=email.strip().lower())
        forgotten = Authenticator.objects.filter(user_id=person.pk).delete()[0]
        if not forgotten:
            audit.nothing_changed()
            return 0
        audit.record(
            by=None,
            verb="person.second_steps_forgotten",
            subject=person,
            concerns=person.pk,
            number=forgotten,
        )
    text = _(
        "Your passkeys and codes were taken away by whoever runs this place. Your password lets you in; add them anew."
    )
    send_letter.ask(person.email, _("Your passkeys and codes"), text)
    return forgotten


def _lift_provider(organisation: Organisation) -> None:
    rules = SignInRule.objects.filter(organisation=organisation)
    rules.filter(second_step=False).delete()
    rules.update(own_provider=False)


def _must_lead(person: Person, organisation: Organisation) -> None:
    if access.current_membership(person, organisation) is None:
        raise NotFound
    if not access.can_tend(person, organisation):
        raise NotAllowed(_("Only those who lead or facilitate this organisation can do that."))
