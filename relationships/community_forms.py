"""What people may type for the community: what everybody reads is looked over once more before it is sent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from hls_platform.web.choices import offered
from hls_platform.web.edits import Edits
from hls_platform.web.look_over import LookedOver
from relationships.models import Event, Listing, PeerGroup, Person


class Moment(forms.DateTimeInput):
    def __init__(self) -> None:
        super().__init__(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class WithoutModelRules(forms.ModelForm):
    """Fields and labels of a model; what may be kept is the action's to say."""

    def _post_clean(self) -> None:
        pass


class ListingForm(LookedOver, WithoutModelRules):
    """What the map says of a group."""

    words_for_others = ("purpose", "name")
    id = forms.UUIDField(widget=forms.HiddenInput)

    class Meta:
        model = Listing
        fields = ("name", "purpose", "place", "latitude", "longitude", "rhythm")
        widgets = {"purpose": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["id"].initial = uuid7
        for name in ("latitude", "longitude"):
            self.fields[name].widget.attrs |= {"inputmode": "decimal", "step": "0.01"}


class StartGroupForm(ListingForm):
    """A group that begins, and what the map says of it."""

    field_order = ("name", "purpose", "place", "latitude", "longitude", "rhythm", "joining")
    joining = forms.ChoiceField(
        label=_("How people join"),
        choices=offered(PeerGroup.Joining.choices),
        initial=PeerGroup.Joining.INVITATION,
        widget=forms.RadioSelect,
    )


class ChangeListingForm(Edits, ListingForm):
    """What the map says of a group, to be changed."""

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        del self.fields["id"]


class EventForm(LookedOver, WithoutModelRules):
    """An event of a circle."""

    words_for_others = ("title", "text")
    id = forms.UUIDField(widget=forms.HiddenInput)
    ends_at = forms.DateTimeField(
        label=_("When it ends"),
        required=False,
        widget=Moment(),
        help_text=_("Two hours after it begins, if you leave this empty."),
    )

    class Meta:
        model = Event
        fields = ("title", "text", "starts_at", "ends_at", "place", "public")
        widgets = {"text": forms.Textarea(attrs={"rows": 3}), "starts_at": Moment()}
        help_texts = {
            "public": _("Everybody can read it then, also without signing in, once a steward has read it.")
        }

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        if "id" in self.fields:
            self.fields["id"].initial = uuid7


class ChangeEventForm(Edits, EventForm):
    """An event, to be moved or changed."""

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        del self.fields["id"]


class AskToJoinForm(LookedOver):
    """Why one would like to come into a group."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Why you would like to come"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    name = forms.CharField(label=_("Your name, as they read it"), max_length=120)

    def __init__(self, *args: Any, person: Person, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["id"].initial = uuid7
        self.fields["name"].initial = person.name


class AnswerAskForm(forms.Form):
    """Whether somebody may come in, and a few words to them."""

    welcome = forms.TypedChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("They may come in")), ("no", _("Not now"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("A few words to them"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ConcernForm(forms.Form):
    """What is wrong with something public."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What is wrong with it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example: it is an advertisement, or it tells who somebody is."),
    )

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["id"].initial = uuid7


class LookForm(forms.Form):
    """A steward's answer."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    allowed = forms.TypedChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("It may be public")), ("no", _("Not like this"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("If not: why, and what would help"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever wrote it reads this, and not your name."),
    )
