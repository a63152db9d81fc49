"""What people may type when they reflect, share, respond and ask."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from hls_platform.web.choices import offered
from hls_platform.web.edits import Edits
from hls_platform.web.look_over import LookedOver
from learning.actions.shares import WouldNotHide
from learning.finding.asked import MOST_LETTERS
from learning.finding.nouns import NOUNS
from learning.models import LearningQuestion, Reflection, Response, Share, Theme, Understanding
from relationships.models import Circle, Organisation


def seen_by(circle: Circle) -> str:
    """A circle in words: "Northside peer group (7 people)". Needs `people`."""
    people: int = circle.people  # type: ignore[attr-defined]
    return ngettext("%(circle)s (%(people)s person)", "%(circle)s (%(people)s people)", people) % {
        "circle": circle.name,
        "people": people,
    }


class SentAgain(forms.Form):
    """A form whose hidden `id` makes that sending twice stores once."""

    id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["id"].initial = uuid7

    def take_another_id(self) -> None:
        """For when the id that was sent cannot be used: the words stay, the next sending is a new one."""
        data = cast(QueryDict, self.data).copy()
        data["id"] = str(uuid7())
        self.data = data


class CirclesField(forms.MultipleChoiceField):
    """Circles of one's own, to tick. Cleans to a list of circles."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **fields: Any) -> None:
        super().__init__(**fields)
        self.circles: dict[str, Circle] = {}

    def offer(self, circles: Sequence[Circle]) -> None:
        self.circles = {str(circle.pk): circle for circle in circles}
        self.choices = [(key, seen_by(circle)) for key, circle in self.circles.items()]

    def clean(self, value: Any) -> list[Circle]:
        return [self.circles[key] for key in super().clean(value)]


class WordsForm(forms.ModelForm):
    """The words of a reflection, its kind and its day."""

    class Meta:
        model = Reflection
        fields = ("text", "what", "so_what", "now_what", "kind", "happened_on")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4}),
            "what": forms.Textarea(attrs={"rows": 3}),
            "so_what": forms.Textarea(attrs={"rows": 3}),
            "now_what": forms.Textarea(attrs={"rows": 3}),
            "happened_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "what": _("What happened? What did you see, hear and do?"),
            "so_what": _("Why does it matter? What does it tell you?"),
            "now_what": _("What will you do, ask or try next?"),
        }

    three = ("what", "so_what", "now_what")
    rest = ("kind", "happened_on")

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["kind"].label = _("What it was")
        self.fields["kind"].required = self.fields["happened_on"].required = False
        self.fields["kind"].choices = offered(Reflection.Kind.choices)  # type: ignore[attr-defined]

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or Reflection.Kind.MOMENT

    def clean_happened_on(self) -> Any:
        return self.cleaned_data["happened_on"] or timezone.localdate()

    def _post_clean(self) -> None:
        """What may be kept is the action's to say: no model validation here."""

    @property
    def three_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.three]

    @property
    def rest_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.rest]

    @property
    def rest_opened(self) -> bool:
        """Whether the kind or the day is another than what nearly everybody means, or wrong."""
        kind, happened_on = self["kind"].value(), self["happened_on"].value()
        usual = {None, "", Reflection.Kind.MOMENT}, {None, "", str(timezone.localdate())}
        return bool(
            kind not in usual[0] or str(happened_on or "") not in usual[1] or self["happened_on"].errors
        )

    @property
    def opened(self) -> bool:
        """Whether anything beyond the one free box was filled in, so that it is shown."""
        return any(self[name].value() or self[name].errors for name in self.three)


class EditForm(Edits, LookedOver, WordsForm):
    """Other words for a reflection that is there; `shared` when others read it."""

    words_for_others = Reflection.WORDS

    def __init__(self, *args: Any, shared: bool, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.shared = shared

    def others_will_read(self) -> bool:
        return self.shared


class ShareForm(LookedOver):
    """With whom, and with or without one's name. All that is worth a second look comes in one step."""

    words_for_others = Reflection.WORDS
    share_with = CirclesField(label=_("Share with"), required=False)
    anonymous = forms.BooleanField(
        label=_("Without my name"),
        required=False,
        help_text=_("It will say “Someone in this circle”. Your words may still tell who you are."),
    )
    small_circle_understood = forms.BooleanField(
        label=_("I know that they may guess, share it without my name all the same"), required=False
    )

    def __init__(self, *args: Any, circles: Sequence[Circle], **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["share_with"].offer(circles)  # type: ignore[attr-defined]
        self.ask_whether_understood = False

    def others_will_read(self) -> bool:
        return bool(self.cleaned_data.get("share_with"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("anonymous") and not cleaned.get("small_circle_understood"):
            warnings = [WouldNotHide.of(circle) for circle in cleaned.get("share_with") or ()]
            for warning in filter(None, warnings):
                self.add_error(None, str(warning))
                self.ask_whether_understood = True
        return cleaned


class ShareWrittenForm(ShareForm):
    """The same for a `reflection` that is written already: its words change in the reflection, not here."""

    def __init__(self, *args: Any, reflection: Reflection, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.reflection = reflection

    def words(self) -> list[str]:
        return [getattr(self.reflection, name) for name in Reflection.WORDS]

    def leave_out(self) -> None:
        """The view did, in the reflection."""


class HandOnForm(forms.Form):
    """What of one's own a circle shall have, out of one that has ended. Cleans to shares and to the circle."""

    shares = forms.MultipleChoiceField(label=_("What you shared there"), widget=forms.CheckboxSelectMultiple)
    circle = forms.ChoiceField(label=_("Hand on to"))
    small_circle_understood = forms.BooleanField(
        label=_("I know that they may guess, hand it on without my name all the same"), required=False
    )

    def __init__(self, *args: Any, shares: Sequence[Share], circles: Sequence[Circle], **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.by_key = {str(share.pk): share for share in shares}
        self.circles = {str(circle.pk): circle for circle in circles}
        self.fields["shares"].choices = [(key, _as_offered(share)) for key, share in self.by_key.items()]  # type: ignore[attr-defined]
        self.fields["circle"].choices = [("", _("Choose one"))] + [  # type: ignore[attr-defined]
            (key, seen_by(circle)) for key, circle in self.circles.items()
        ]
        self.ask_whether_understood = False

    def clean_shares(self) -> list[Share]:
        return [self.by_key[key] for key in self.cleaned_data["shares"]]

    def clean_circle(self) -> Circle:
        return self.circles[self.cleaned_data["circle"]]


def _as_offered(share: Share) -> str:
    """A share of one's own in a list to tick: how it begins, and who else can read it."""
    said = [Truncator(share.reflection.words).words(30)]
    if share.anonymous:
        said.append(gettext("without your name"))
    said += [each.circle.name for each in share.reflection.elsewhere]  # type: ignore[attr-defined]
    return " · ".join(said)


class ReflectForm(Edits, SentAgain, ShareForm, WordsForm):
    """The Reflect box. Its draft is written on from one `page` at a time."""

    page = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)

    def __init__(self, *args: Any, now: Mapping[str, Any] | None = None, **fields: Any) -> None:
        super().__init__(*args, now=now or {}, **fields)
        self.fields["page"].initial = uuid7
        self.fields["text"].label = _("What happened that you want to think about?")


class ResponseForm(LookedOver, SentAgain, forms.ModelForm):
    class Meta:
        model = Response
        fields = ("kind", "text")
        widgets = {"kind": forms.RadioSelect, "text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["kind"].choices = offered(Response.Kind.choices)  # type: ignore[attr-defined]
        self.fields["kind"].label = _("What you would like to give back")
        self.fields["text"].help_text = _(
            "An open question asks what you do not know. An offer says how to reach you."
        )

    def _post_clean(self) -> None:
        """What may be kept is the action's to say: no model validation here."""


class ThreadForm(Edits):
    name = forms.CharField(label=_("What this thread is about"), max_length=160, required=False)


class ThemeForm(Edits):
    name = forms.CharField(label=_("What we call it"), max_length=160)


class GatherForm(forms.Form):
    """Something shared is put under a theme of its circle; `themes` are the names of those it has."""

    name = forms.CharField(
        label=_("What it is about"), max_length=160, widget=forms.TextInput({"list": "themes"})
    )

    def __init__(self, *args: Any, themes: Sequence[str], **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.themes = themes


class SplitForm(forms.Form):
    """What is taken out of a theme, and what that is about."""

    shares = forms.ModelMultipleChoiceField(
        Share.objects.none(), label=_("Which of them"), widget=forms.CheckboxSelectMultiple
    )
    name = forms.CharField(label=_("What these are about"), max_length=160)

    def __init__(self, *args: Any, gathered: QuerySet[Share], **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["shares"].queryset = gathered  # type: ignore[attr-defined]
        self.fields["shares"].label_from_instance = _how_it_begins  # type: ignore[attr-defined]


def _how_it_begins(share: Share) -> str:
    return Truncator(share.reflection.words).words(30)


class JoinForm(forms.Form):
    into = forms.ModelChoiceField(
        Theme.objects.none(), label=_("The theme that goes on"), empty_label=_("Choose one")
    )

    def __init__(self, *args: Any, others: QuerySet[Theme], **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


class ReplyForm(Edits, LookedOver):
    words_for_others = ("reply",)
    reply = forms.CharField(label=_("Your answer"), widget=forms.Textarea(attrs={"rows": 2}))


class QuestionForm(LookedOver, SentAgain, forms.ModelForm):
    words_for_others = ("text", "why")

    class Meta:
        model = LearningQuestion
        fields = ("text", "why")
        widgets = {"why": forms.Textarea(attrs={"rows": 3})}


class UnderstandingForm(LookedOver, SentAgain, forms.ModelForm):
    class Meta:
        model = Understanding
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


class PutForm(Edits):
    """To which organisation of the partnership a question is put."""

    stored = {"organisation": "put_to_id"}

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Ask an organisation to answer"), empty_label=_("Choose one")
    )

    def __init__(self, *args: Any, organisations: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class SearchForm(forms.Form):
    """What is looked for, and among what: all of it stands in the address."""

    q = forms.CharField(
        label=_("Look for"),
        max_length=MOST_LETTERS,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "enterkeyhint": "search"}),
    )
    kind = forms.ChoiceField(label=_("among"), required=False)
    circle = forms.ChoiceField(label=_("in"), required=False)
    since = forms.DateField(
        label=_("from"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("until"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, circles: Sequence[Circle], **fields: Any) -> None:
        super().__init__(*args, **{"auto_id": "look_%s", **fields})
        self.circles = {circle.slug: circle for circle in circles}
        kinds = offered([(noun.name, noun.many) for noun in NOUNS])
        self.fields["kind"].choices = lambda: [("", _("Everything I may see")), *kinds()]  # type: ignore[attr-defined]
        self.fields["circle"].choices = [  # type: ignore[attr-defined]
            ("", _("All my circles, and what is mine alone")),
            *((circle.slug, circle.name) for circle in circles),
        ]

    @property
    def narrows(self) -> bool:
        """Whether anything but words is asked for."""
        return any(self.data.get(name) for name in ("kind", "circle", "since", "until"))

    def clean_circle(self) -> uuid.UUID | None:
        chosen = self.circles.get(self.cleaned_data["circle"])
        return chosen.pk if chosen else None

    def _day(self, name: str) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data[name]
        if day and not 1900 <= day.year <= 2200:
            raise forms.ValidationError(_("Choose a day between 1900 and 2200."))
        return day

    def clean_since(self) -> datetime.date | None:
        return self._day("since")

    def clean_until(self) -> datetime.date | None:
        return self._day("until")
