"""What people may type about themselves and their circles."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from hls_platform.web.choices import offered
from relationships.models import Circle, Membership, Organisation, PeerGroup, Person


class InOurWords(forms.Form):
    """allauth's forms as ours look: no words inside a field, where they vanish as one types."""

    labels: dict[str, Any] = {}

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)


class SignInForm(InOurWords, LoginForm):
    labels = {"login": _("E-mail address"), "password": _("Password")}

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["password"].help_text = ""  # the way to a new one stands below the form


class ForgottenPasswordForm(InOurWords, ResetPasswordForm):
    labels = {"email": _("E-mail address")}


class NewPasswordForm(InOurWords, ResetPasswordKeyForm):
    labels = {"password1": _("A new password"), "password2": _("The new password once more")}


class AnotherPasswordForm(InOurWords, ChangePasswordForm):
    labels = {"oldpassword": _("Your password until now")} | NewPasswordForm.labels


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(
        label=_("They come in as"),
        choices=offered(Membership.Role.choices),
        initial=Membership.Role.MEMBER,
        help_text=_(
            "A facilitator or lead can invite others. Nobody reads more than another in the same circle."
        ),
    )
    on_behalf_of = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("For which organisation"),
        empty_label=_("Choose one"),
        required=False,
    )

    def __init__(self, *args: Any, circle: Circle, **fields: Any) -> None:
        super().__init__(*args, **fields)
        if circle.kind == Circle.Kind.PARTNERSHIP:
            parties = Organisation.objects.filter(parties__partnership_id=circle.pk).order_by("name")
            self.fields["on_behalf_of"].queryset = parties  # type: ignore[attr-defined]
            self.fields["on_behalf_of"].required = True
        else:
            del self.fields["on_behalf_of"]


class NewPersonForm(forms.Form):
    """The account that an invitation opens."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As colleagues know you."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("A password"),
        help_text=_("At least 12 characters. Three or four words that only you would put together are good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
    )
    email_of_account = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if password := cleaned.get("password"):
            person = Person(email=cleaned.get("email", self.email_of_account), name=cleaned.get("name", ""))
            try:
                validate_password(password, person)
            except forms.ValidationError as problem:
                self.add_error("password", problem)
        return cleaned


class SetUpForm(NewPersonForm):
    """The first person's account, and their organisation."""

    field_order = ("organisation", "organisation_kind", "place", "name", "email", "password")
    organisation = forms.CharField(label=_("Your organisation"), max_length=160)
    organisation_kind = forms.ChoiceField(
        label=_("What kind of organisation it is"), choices=offered(Organisation.OrganisationKind.choices)
    )
    place = forms.CharField(label=_("Where it works"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class NameForm(forms.ModelForm):
    class Meta:
        model = Person
        fields = ("name",)


class PeerGroupForm(forms.ModelForm):
    class Meta:
        model = PeerGroup
        fields = ("name", "purpose", "place", "joining", "rhythm")
        widgets = {"purpose": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"rhythm": _("For example: every second Tuesday, 4 pm, at the library.")}

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["joining"].choices = offered(PeerGroup.Joining.choices)  # type: ignore[attr-defined]


class AboutForm(forms.ModelForm):
    """What those who tend a circle say of it."""

    class Meta:
        model = Circle
        fields = ("purpose", "digest_rhythm")
        widgets = {"purpose": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "digest_rhythm": _(
                "It says what was shared since the last one. Each person can have it by e-mail or not."
            )
        }

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["digest_rhythm"].choices = offered(Circle.Rhythm.choices)  # type: ignore[attr-defined]


class OrganisationForm(forms.ModelForm):
    class Meta:
        model = Organisation
        fields = ("name", "organisation_kind", "purpose", "place")
        widgets = {"purpose": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        kinds = Organisation.OrganisationKind.choices
        self.fields["organisation_kind"].choices = offered(kinds)  # type: ignore[attr-defined]
        self.fields["organisation_kind"].label = _("What kind of organisation it is")


class LeaveForm(forms.Form):
    shared = forms.ChoiceField(
        label=_("What you shared here"),
        choices=[
            ("stays", _("May stay, and its people can go on reading it")),
            ("goes", _("Goes with me: nobody here can read it any more")),
        ],
        initial="stays",
        widget=forms.RadioSelect,
    )
