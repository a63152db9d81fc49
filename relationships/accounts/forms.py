"""The forms of signing in, in our words."""

from typing import Any

from allauth.account import forms as account
from allauth.account.models import EmailAddress
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from relationships.tasks import send_reset_link

CODE = {"autocomplete": "one-time-code", "inputmode": "numeric"}
AT_LEAST = _("At least 12 characters. Three or four words that only you would put together are good.")


class InOurWords(forms.Form):
    """Gives the fields named in `words` their label and help, and takes hints out of the boxes."""

    words: dict[str, tuple[Any, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, field.help_text = self.words[name]


class SignInForm(InOurWords, account.LoginForm):
    words = {"login": (_("E-mail address"), ""), "password": (_("Password"), "")}


class ForgottenPasswordForm(InOurWords, account.ResetPasswordForm):
    """Does the same work for every address: whether it has an account is looked up later, by the worker."""

    words = {"email": (_("E-mail address"), "")}

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()

    def save(self, request: HttpRequest, **_more: Any) -> str:
        send_reset_link.ask(self.cleaned_data["email"])
        return str(self.cleaned_data["email"])


class NewPasswordForm(InOurWords, account.ResetPasswordKeyForm):
    words = {
        "password1": (_("A new password"), AT_LEAST),
        "password2": (_("The new password once more"), ""),
    }


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):
    words = NewPasswordForm.words | {"oldpassword": (_("Your password until now"), "")}


class SetPasswordForm(InOurWords, account.SetPasswordForm):
    words = NewPasswordForm.words


class ChangeAddressForm(InOurWords, account.AddEmailForm):
    words = {
        "email": (_("New e-mail address"), _("We send a link to it. The change holds once you open it."))
    }

    def save(self, request: HttpRequest) -> Any:
        """Send the link. The address until now was proven by the invitation that reached it, and stays until then."""
        EmailAddress.objects.update_or_create(
            user=self.user, email=self.user.email, defaults={"verified": True, "primary": True}
        )
        return super().save(request)


class ProveWithPasswordForm(InOurWords, account.ReauthenticateForm):
    words = {"password": (_("Password"), "")}


class CodeForm(InOurWords, second_step.AuthenticateForm):
    words = {"code": (_("Code"), _("Six figures from your app, or one of your recovery codes."))}


class ProveWithCodeForm(InOurWords, second_step.ReauthenticateForm):
    words = CodeForm.words


class AddAppForm(InOurWords, totp.ActivateTOTPForm):
    words = {"code": (_("The code that the app shows"), "")}


class AddPasskeyForm(InOurWords, webauthn.AddWebAuthnForm):
    words = {
        "name": (_("What you call it"), _("For example: my phone.")),
        "passwordless": (
            _("Sign in with it alone"),
            _("It asks for your fingerprint, face or PIN. Without this it follows the password."),
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(InOurWords, webauthn.EditWebAuthnForm):
    words = {"name": (_("What you call it"), "")}
