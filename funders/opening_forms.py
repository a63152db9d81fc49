"""What people may type about a fund, and in the opening conversation with somebody who looks for money."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from funders.actions.openings import LONGEST
from funders.forms import Moment, WithoutModelRules, with_its_place
from funders.models import Fund, OpeningConversation, OpeningDecision, OpeningTalk, OpeningView
from hls_platform.media.documents import MOST_BYTES_OF_A_DOCUMENT
from hls_platform.web.choices import offered
from hls_platform.web.edits import Edits
from hls_platform.web.look_over import LookedOver
from relationships.models import Organisation, Person


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class DescribeFundForm(Edits, WithoutModelRules):
    class Meta:
        model = Fund
        fields = Fund.EDITED
        widgets = {
            **{name: _lines(3) for name in ("purpose", "can", "cannot", "to_learn", "seen_as")},
            **dict.fromkeys(("variety", "interplay", "control"), forms.RadioSelect),
        }
        help_texts = {
            "can": _("For example: pay for people’s time, for years, without knowing beforehand for what."),
            "cannot": _("For example: buildings. Say it here, so that nobody writes in vain."),
            "to_learn": _("One question a line."),
            "is_open": _("Anybody can then read this fund’s page and write to you."),
            "kept_months": _("After the last thing that happened in the conversation. Then it is deleted."),
        }

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        for name in ("variety", "interplay", "control"):
            choices = [(key, words) for key, words in self.fields[name].choices if key]  # type: ignore[attr-defined]
            self.fields[name].choices = offered([("", _("not looked at yet")), *choices])  # type: ignore[attr-defined]


class FirstWordsForm(LookedOver):
    """First words. While they are only kept, nothing is asked for; `sends` asks for every box, and for a second look."""

    words_for_others = ("matters", "who", "learn")

    matters = forms.CharField(
        label=_("What matters here?"),
        help_text=_("What you see, and why it matters to the people there. A few sentences are enough."),
        widget=_lines(5),
        max_length=LONGEST,
        required=False,
    )
    who = forms.CharField(
        label=_("Who is part of it?"),
        help_text=_(
            "People and organisations, and who should be but is not yet. No names of people you support."
        ),
        widget=_lines(4),
        max_length=LONGEST,
        required=False,
    )
    learn = forms.CharField(
        label=_("What would you want to learn?"),
        help_text=_("What you do not know yet, and would like to find out together."),
        widget=_lines(4),
        max_length=LONGEST,
        required=False,
    )
    organisation = forms.CharField(label=_("Your organisation or group"), max_length=160, required=False)
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["matters", "who", "learn", "organisation", "name"]

    def __init__(self, *args: Any, sends: bool = False, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.sends = sends
        if sends:
            self.initial = {}  # what was kept as it was typed was not looked over
        for name in OpeningConversation.WORDS:
            self.fields[name].required = sends

    def others_will_read(self) -> bool:
        return self.sends

    @property
    def said(self) -> dict[str, str]:
        """The words, by the names of `OpeningConversation.WORDS`."""
        return {name: self.cleaned_data.get(name, "") for name in OpeningConversation.WORDS}


class BeginWordsForm(FirstWordsForm):
    """The first time, by somebody who has not signed in: with the address to which the link back goes."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_(
            "We send you a link: by it you go on, on any device, and send your words when you are ready."
        ),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = [*FirstWordsForm.field_order, "email"]


class SendWordsForm(FirstWordsForm):
    """Sending for the first time, by the link: with a password, since the answer is read by signing in."""

    password = forms.CharField(
        label=_("A password, to read the answer later"),
        help_text=_("At least 12 characters. Three or four words that only you would put together are good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
        required=False,
    )
    email_of_account = ""

    def __init__(self, *args: Any, sends: bool = False, **fields: Any) -> None:
        super().__init__(*args, sends=sends, **fields)
        self.fields["password"].required = sends

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.sends and (password := cleaned.get("password")):
            person = Person(email=self.email_of_account, name=cleaned.get("name", ""))
            try:
                validate_password(password, person)
            except forms.ValidationError as problem:
                self.add_error("password", problem)
        return cleaned


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("A file"),
        help_text=_(
            "PDF, OpenDocument text, Word (.docx) or a picture, up to 5 megabytes. It stays with your words."
        ),
        widget=forms.FileInput(attrs={"accept": ".pdf,.odt,.docx,image/jpeg,image/png,image/webp"}),
    )

    def clean_file(self) -> bytes:
        sent = self.cleaned_data["file"]
        if sent.size > MOST_BYTES_OF_A_DOCUMENT:
            raise forms.ValidationError(_("This file is too large. Up to 5 megabytes can be kept."))
        content: bytes = sent.read()
        return content


class InterestForm(LookedOver):
    words_for_others = ("what",)

    is_tied = forms.ChoiceField(
        label=_("Does anything tie you to them?"),
        help_text=_(
            "Work, family, friendship, money, a grudge. Whoever has a tie reads along, and does not decide."
        ),
        choices=[("no", _("No, nothing")), ("yes", _("Yes"))],
        widget=forms.RadioSelect,
    )
    what = forms.CharField(label=_("What it is"), widget=_lines(2), required=False)

    @property
    def said(self) -> dict[str, Any]:
        return {"is_tied": self.cleaned_data["is_tied"] == "yes", "words": self.cleaned_data["what"]}


class ViewForm(Edits, LookedOver, WithoutModelRules):
    class Meta:
        model = OpeningView
        fields = ("text",)
        widgets = {"text": _lines(5)}
        help_texts = {
            "text": _(
                "What speaks for beginning together, what gives you doubt, what you would want to hear. In words."
            ),
        }


class TalkForm(WithoutModelRules):
    class Meta:
        model = OpeningTalk
        fields = ("starts_at", "place")
        widgets = {"starts_at": Moment()}


class MoveTalkForm(Edits, TalkForm):
    pass


class HeardForm(Edits, LookedOver):
    """What one side heard. `field` is the side's."""

    words_for_others = ("text",)
    text = forms.CharField(label=_("What you heard"), widget=_lines(5), required=False)

    def __init__(self, *args: Any, side: str, **fields: Any) -> None:
        self.stored = {"text": side}  # type: ignore[misc]
        super().__init__(*args, **fields)


class DecideForm(LookedOver, WithoutModelRules):
    words_for_others = ("reason", "helps")

    class Meta:
        model = OpeningDecision
        fields = ("outcome", "reason", "helps")
        widgets = {"outcome": forms.RadioSelect, "reason": _lines(5), "helps": _lines(3)}
        help_texts = {
            "helps": _(
                "Needed with a “not now”: what would change it, whom else to ask, what you can offer besides money."
            ),
        }

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["outcome"].choices = offered(OpeningDecision.Outcome.choices)  # type: ignore[attr-defined]


class AnswerForm(LookedOver):
    words_for_others = ("answer",)
    answer = forms.CharField(label=_("Your answer"), widget=_lines(4))


class BeginTogetherForm(forms.Form):
    """The partnership after a yes: with which organisation of this place, and what it is called."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Their organisation"),
        empty_label=_("Choose one"),
        help_text=_("When it is not here yet, an administrator of this place adds it first."),
    )
    name = forms.CharField(label=_("The name of the partnership"), max_length=160)
    purpose = forms.CharField(label=_("What it is for, in plain words"), widget=_lines(3), required=False)

    def __init__(self, *args: Any, person: Person, opening: OpeningConversation, **fields: Any) -> None:
        known = (
            Organisation.objects.visible_to(person)
            .filter(ended_at=None)
            .exclude(pk=opening.fund.funder_id)
            .order_by("name")
        )
        same = known.filter(name__iexact=opening.organisation).first()
        called = f"{opening.organisation} – {opening.fund.funder.name}"[:160]
        fields.setdefault("initial", {"name": called, "organisation": same.pk if same else None})
        super().__init__(*args, **fields)
        self.fields["organisation"].queryset = known  # type: ignore[attr-defined]
        self.fields["organisation"].label_from_instance = with_its_place  # type: ignore[attr-defined]
