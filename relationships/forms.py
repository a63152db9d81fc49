"""What people may type about themselves and their circles."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from hls_platform.event_names import all_events
from hls_platform.identifiers import uuid7
from hls_platform.web.choices import offered
from hls_platform.web.edits import Edits
from hls_platform.web.look_over import LookedOver
from relationships.models import (
    CalendarFeed,
    Circle,
    IdentityProvider,
    Membership,
    Offer,
    Organisation,
    PeerGroup,
    Person,
    Scope,
)


class CalendarForm(forms.ModelForm):
    """What one's calendar may say."""

    class Meta:
        model = CalendarFeed
        fields = ("names_partnerships",)


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


class NameForm(Edits, forms.ModelForm):
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


class AboutForm(Edits, forms.ModelForm):
    """What those who tend a circle say of it."""

    class Meta:
        model = Circle
        fields = ("purpose", "digest_rhythm", "language")
        widgets = {"purpose": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "digest_rhythm": _(
                "It says what was shared since the last one. Each person can have it by e-mail or not."
            ),
            "language": _(
                "So that search here knows that “visits” and “visiting” are one word. In another language words are found as they are written."
            ),
        }

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["digest_rhythm"].choices = offered(Circle.Rhythm.choices)  # type: ignore[attr-defined]
        self.fields["language"].choices = offered(Circle.Language.choices)  # type: ignore[attr-defined]
        self.fields["language"].required = False  # a page of the release before does not ask for it


class StayForm(Edits):
    """How long what is shared stays with a circle."""

    stored = {"months": "words_stay"}

    months = forms.TypedChoiceField(
        label=_("What is shared stays"),
        choices=lambda: [("", _("Until its author withdraws it")), *offered(Circle.Stay.choices)()],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )


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


class RoleForm(Edits):
    """As what somebody is in a circle."""

    role = forms.ChoiceField(label=_("Role"), choices=offered(Membership.Role.choices))


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


class EraseForm(forms.Form):
    understood = forms.BooleanField(
        label=_("I know that this cannot be undone"),
        error_messages={"required": _("Tick the box first, if you are sure. Nothing has been erased.")},
    )


class TokenForm(forms.Form):
    """A token for a program of one's own."""

    name = forms.CharField(
        label=_("What it is for"), max_length=120, help_text=_("So that you know it again: “our website”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=[(scope.value, format_lazy("{}: {}", scope.value, scope.label)) for scope in Scope],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(
        label=_("How long it works"),
        choices=[(1, _("a day")), (30, _("a month")), (90, _("three months")), (365, _("a year"))],
        coerce=int,
        initial=90,
    )


class WebhookForm(forms.Form):
    """Which events of a circle of one's own go to which address."""

    circle = forms.ModelChoiceField(Circle.objects.none(), label=_("Of which circle"))
    url = forms.CharField(
        label=_("To which address"),
        max_length=500,
        help_text=_("It begins with https:// and can be reached from here."),
    )
    events = forms.MultipleChoiceField(label=_("Which events"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, person: Person, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["circle"].queryset = Circle.objects.having_member(person).order_by("name")  # type: ignore[attr-defined]
        self.fields["events"].choices = all_events().items()  # type: ignore[attr-defined]


class ProviderForm(Edits, forms.ModelForm):
    """Where an organisation's people sign in at work."""

    issuer = forms.URLField(
        label=_("Issuer"),
        max_length=300,
        assume_scheme="https",
        help_text=_(
            "The address that your provider calls “issuer”, for example https://sign-in.example.org."
        ),
    )

    class Meta:
        model = IdentityProvider
        fields = ("issuer", "client_id")
        labels = {"client_id": _("Client id")}


class SignInRuleForm(Edits):
    """What an organisation asks; neither is an answer too."""

    second_step = forms.BooleanField(label=_("A passkey or a code as well as the password"), required=False)
    own_provider = forms.BooleanField(label=_("Our own sign-in"), required=False)


class AskToReadForm(forms.Form):
    """Why an administrator has to read one circle, and for how long."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The people of the circle read this."),
    )
    hours = forms.IntegerField(label=_("For how many hours"), min_value=1, max_value=24, initial=2)


class OfferForm(LookedOver, forms.ModelForm):
    words_for_others = ("text", "about")
    id = forms.UUIDField(widget=forms.HiddenInput)

    class Meta:
        model = Offer
        fields = ("kind", "about", "text", "place", "work", "reach", "name")
        widgets = {
            "kind": forms.RadioSelect,
            "reach": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, person: Person, **fields: Any) -> None:
        super().__init__(*args, **fields)
        for name in ("kind", "reach"):
            self.fields[name].choices = offered(self.fields[name].choices)  # type: ignore[attr-defined]
        self.fields["id"].initial = uuid7
        self.fields["name"].initial = person.name

    def _post_clean(self) -> None:
        """What may be kept is the action's to say: no model validation here."""


class FindForm(forms.Form):
    """What among offers and asks one looks for: every word may stand anywhere in its field."""

    kind = forms.ChoiceField(label=_("Which"), required=False)
    about = forms.CharField(label=_("About"), max_length=160, required=False)
    place = forms.CharField(label=_("Where"), max_length=120, required=False)
    work = forms.CharField(label=_("Kind of work"), max_length=120, required=False)

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        kinds = [("offer", _("Offers")), ("ask", _("Asks")), ("nerve", _("Who gives courage"))]
        self.fields["kind"].choices = [("", _("All")), *kinds]  # type: ignore[attr-defined]


class WordsToForm(LookedOver):
    """What one of two says to the other."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("Your words"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["id"].initial = uuid7


class AnswerOfferForm(WordsToForm):
    """The first words, and the name that goes with them."""

    name = forms.CharField(label=_("Your name, as they read it"), max_length=120)

    def __init__(self, *args: Any, person: Person, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["name"].initial = person.name
