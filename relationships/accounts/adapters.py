"""The rules and the words that django-allauth asks us for."""

import base64
import hashlib
import logging
import re
import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from hls_platform.security.asking import as_person
from relationships.accounts.outside import Outside
from relationships.actions.sign_in import connect_at_work
from relationships.models import IdentityProvider, Person
from relationships.tasks import send_letter

log = logging.getLogger(__name__)


class ByInvitation(DefaultAccountAdapter):
    """allauth's account rules with open registration closed, our own words, and letters that wait for the post."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is your address already."),
        "email_password_mismatch": _("This e-mail address and this password do not belong together."),
        "email_taken": _("This address cannot be used here."),
        "enter_current_password": _("This is not your password."),
        "incorrect_code": _(
            "This code is not right. A code works once and for half a minute: take the newest."
        ),
        "incorrect_password": _("This is not your password."),
        "invalid_login": _("This does not let you in."),
        "invalid_or_expired_key": _("This link has been used or has run out."),
        "invalid_password_reset": _("This link has been used or has run out."),
        "rate_limited": _("That was too often in a short time. Wait a little, then try again."),
        "same_as_current": _("This is what it is already."),
        "too_many_login_attempts": _(
            "That was too often in a short time. Wait five minutes, then try again."
        ),
        "unknown_email": _("This does not let you in."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hand the letter to the worker, so that a post office that does not answer keeps nobody from signing in."""
        letter = self.render_mail(
            template_prefix, email, {"platform_name": settings.PLATFORM_NAME, **context}
        )
        send_letter.ask(letter.to[0], str(letter.subject), str(letter.body))

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the person at the address that was theirs until now."""
        super().send_notification_mail(template_prefix, user, context, email or user.email)

    def set_password(self, user: Any, password: str) -> None:
        """Keep the new password, and touch nothing else: sign-in has the right to no more."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """Never the address that somebody signs in with."""
        return email_address.email != email_address.user.email and super().can_delete_email(email_address)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Make a proven address the person's, unless somebody else signs in with it."""
        if Person.objects.filter(email=email_address.email).exclude(pk=email_address.user_id).exists():
            self.add_message(request, messages.ERROR, "account/messages/email_confirmation_failed.txt")
            return False
        return super().confirm_email(request, email_address)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": _("Type your password"),
            "mfa_reauthenticate": _("Type a code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        return [
            each | {"description": words[each["id"]]} for each in super().get_reauthentication_methods(user)
        ]


class WorkSignIn(DefaultSocialAccountAdapter):
    """The sign-ins of organisations. An account there belongs to whoever connected it while signed in here, and no
    address that a provider claims makes it anybody else's.
    """

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The one provider with that id, as allauth wants to know it; its secret comes from the environment.

        Between two steps of one sign-in, allauth remembers a provider by its client only; what it was asked is over then.
        """
        found: IdentityProvider | None = None
        if provider == "openid_connect":
            found = IdentityProvider.objects.filter(client_id=client_id).order_by("-pk").first()
        elif provider and re.fullmatch(r"[0-9a-f-]{36}", provider):
            found = IdentityProvider.objects.filter(pk=provider).first()
        if found is None:
            return []
        return [
            SocialApp(
                provider="openid_connect",
                provider_id=str(found.pk),
                name=gettext("your organisation’s own sign-in"),
                client_id=found.client_id,
                secret=settings.SIGN_IN_SECRETS.get(found.secret_name, ""),
                settings={"server_url": found.issuer, "oauth_pkce_enabled": True},
            )
        ]

    def get_requests_session(self) -> Outside:
        return Outside()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Believe nobody but the issuer that the organisation named. Where somebody signed in comes back from it, connect
        their account there, once, and note that it was shown.

        Connecting asks for having proven oneself; the page from which one leaves has seen to that.
        """
        person, account = request.user, sociallogin.account
        provider = IdentityProvider.objects.filter(pk=account.provider).first()
        said = (account.extra_data.get("id_token") or {}).get("iss", "")
        if provider is None or said.rstrip("/") != provider.issuer:
            log.warning("a provider does not say that it is the issuer that was named")
            raise ImmediateHttpResponse(render(request, "socialaccount/authentication_error.html"))
        if not isinstance(person, Person) or sociallogin.state.get("process") != AuthProcess.CONNECT:
            return
        onward = sociallogin.get_redirect_url(request) or "/"
        if not sociallogin.is_existing:
            if is_reauthentication_required(request, app="allauth.socialaccount"):
                raise ImmediateHttpResponse(redirect(onward))
            with as_person(person.pk):
                connect_at_work(by=person, provider_id=uuid.UUID(account.provider), uid=account.uid)
            self.send_notification_mail(
                "socialaccount/email/account_connected", person, {"provider": sociallogin.provider.name}
            )
        elif sociallogin.user != person:
            return
        record_authentication(request, person, "socialaccount", provider=account.provider, uid=account.uid)
        raise ImmediateHttpResponse(redirect(onward))


class SecondStep(DefaultMFAAdapter):
    """Passkeys, codes from an app and recovery codes; what they are made from is kept encrypted."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": ByInvitation.error_messages["incorrect_code"],
        "cannot_delete_authenticator": _("This cannot be taken away."),
        "cannot_generate_recovery_codes": _("Recovery codes come with a passkey or an app: add one first."),
    }

    def get_totp_issuer(self) -> str:
        return settings.PLATFORM_NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": settings.PLATFORM_NAME}

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("My passkey") if number == 0 else pgettext("passkey", "Passkey %d") % (number + 1)

    def encrypt(self, text: str) -> str:
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _keys().decrypt(encrypted_text.encode()).decode()


def _keys() -> MultiFernet:
    """Keys made from SECRET_KEY, and from those before it that are still believed."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    made = [hashlib.sha256(b"second step:" + str(secret).encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(each)) for each in made])
