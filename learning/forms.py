"""What people may type when they reflect, share, respond and ask."""

import datetime
import uuid
from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from hls_platform.media.clean import MOST_BYTES
from hls_platform.spoken import once_in_each_language
from hls_platform.web.choices import offered
from hls_platform.web.edits import Edits
from hls_platform.web.look_over import LookedOver
from learning.actions.attachments import LONGEST_ALT, MOST_FILES, Brought
from learning.actions.shares import WouldNotHide
from learning.finding.asked import MOST_LETTERS
from learning.finding.nouns import NOUNS
from learning.models import (
    Attachment,
    Reflection,
    Response,
    Share,
)
from learning.prompts import Asked
from relationships.models import Circle

FILE_PLACES = [f"file-{nth}" for nth in range(1, MOST_FILES + 1)]


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


class AnswersWidget(forms.Textarea):
    """A box for each of the `questions`, all of them under one name."""

    use_fieldset = True
    questions: Sequence[str] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return data.getlist(name) if isinstance(data, QueryDict) else list(data.get(name) or [])

    def format_value(self, value: Any) -> list[str]:
        return list(value or [])

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_1"

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        boxes = zip_longest(self.questions, self.format_value(value), fillvalue="")
        return format_html_join(
            "",
            '<div class="field"><label for="{id}_{nth}">{question}</label>'
            '<textarea name="{name}" id="{id}_{nth}" rows="3">\n{answer}</textarea></div>',
            (
                {
                    "id": (attrs or {}).get("id", name),
                    "nth": nth,
                    "name": name,
                    "question": question,
                    "answer": answer,
                }
                for nth, (question, answer) in enumerate(boxes, start=1)
            ),
        )


class AnswersField(forms.Field):
    """Answers to the questions of a set. Cleans to a list of texts, one for each question."""

    widget = AnswersWidget

    def clean(self, value: Any) -> list[str]:
        return [str(each) for each in value or []]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return [each.strip() for each in data or []] != list(initial or [])


class LinesField(forms.CharField):
    """A text for each line."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class WordsForm(forms.ModelForm):
    """The words of a reflection, its kind and its day; and where a set of questions is `asked`, the answers to it."""

    answers = AnswersField(required=False)
    prompts = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    consented = forms.BooleanField(
        label=_("The person agreed that I write this down and share it as I do"),
        required=False,
        help_text=_("Ask them how they want to be called here. Without their yes, only you can see it."),
    )

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

    def __init__(self, *args: Any, asked: Asked | None = None, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.asked = asked
        if asked is None:
            del self.fields["answers"], self.fields["prompts"]
        else:
            self.fields["answers"].label, self.fields["prompts"].initial = asked.name, asked.key
            cast(AnswersWidget, self.fields["answers"].widget).questions = asked.questions
        if asked is None or not asked.consent:
            del self.fields["consented"]
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

    words_for_others = (*Reflection.WORDS, "answers")

    def __init__(self, *args: Any, shared: bool, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.shared = shared
        self.fields.pop("prompts", None)  # which questions it answers stays

    def others_will_read(self) -> bool:
        return self.shared


class ShareForm(LookedOver):
    """With whom, and with or without one's name. All that is worth a second look comes in one step."""

    words_for_others = (*Reflection.WORDS, "answers")
    share_with = CirclesField(label=_("Share with"), required=False)
    anonymous = forms.BooleanField(
        label=_("Without my name"),
        required=False,
        help_text=_(
            "It will say “Someone in this circle”. Your words, and a voice or a picture, may still tell who you are."
        ),
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
        return self.reflection.texts

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
    said = [Truncator(share.reflection.opening).words(30)]
    if share.anonymous:
        said.append(gettext("without your name"))
    said += [each.circle.name for each in share.reflection.elsewhere]  # type: ignore[attr-defined]
    return " · ".join(said)


class BringsFiles(forms.Form):
    """A form with places for recordings and pictures: `file-1`, with `file-1-id`, `file-1-kind` and `file-1-alt`, and so on.

    Cleans to `attachments`, a list of `Brought`. What is in them is the action's to judge.
    """

    def words(self) -> list[str]:
        """What others will read: what was typed beside a file as well."""
        return [*super().words(), *(each.alt for each in self.brought)]  # type: ignore[misc]

    @cached_property
    def brought(self) -> list[Brought]:
        return [
            Brought(
                id=as_uuid(self.data.get(f"{name}-id")),
                kind=self.data.get(f"{name}-kind", ""),
                content=cast(UploadedFile, self.files[name]).read(MOST_BYTES + 1),
                alt=self.data.get(f"{name}-alt", ""),
            )
            for name in FILE_PLACES
            if name in self.files
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["attachments"] = self.brought
        if cleaned["attachments"] and self.errors:
            self.add_error(
                None,
                gettext(
                    "Files do not stay with a page that was not saved. Choose them again, unless they are listed below."
                ),
            )
        return cleaned


def as_uuid(said: str | None) -> uuid.UUID | None:
    """The UUID that was sent, or None where there is none."""
    try:
        return uuid.UUID(said or "")
    except ValueError:
        return None


class Box(Edits, SentAgain, ShareForm):
    """The Reflect box without what is written in it: for a page that shows it empty and takes nothing. Its draft is
    written on from one `page` at a time."""

    page = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)

    def __init__(self, *args: Any, now: Mapping[str, Any] | None = None, **fields: Any) -> None:
        super().__init__(*args, now=now or {}, **fields)
        self.fields["page"].initial = uuid7


class ReflectForm(BringsFiles, Box, WordsForm):
    """The Reflect box."""

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["text"].label = (
            _("Anything else") if self.asked else _("What happened that you want to think about?")
        )


class AttachForm(LookedOver):
    """A recording or a picture for a reflection that is there; `shared` when others see it at once."""

    words_for_others = ("alt",)
    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(choices=Attachment.Kind.choices, widget=forms.HiddenInput, required=False)
    file = forms.FileField(
        label=_("The file"),
        widget=forms.FileInput(attrs={"accept": "image/*,audio/*"}),
        help_text=_("A picture, or a recording (WebM, Ogg or M4A) of up to 15 minutes."),
    )
    alt = forms.CharField(
        label=_("What is to be seen, or what is said"),
        required=False,
        max_length=LONGEST_ALT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For those who cannot see the picture or hear the recording, and to find it again."),
    )

    def __init__(self, *args: Any, shared: bool, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.shared = shared

    def others_will_read(self) -> bool:
        return self.shared

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "file" in cleaned:
            cleaned["content"] = cleaned.pop("file").read(MOST_BYTES + 1)
        return cleaned


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


class PromptsForm(Edits, LookedOver):
    """A circle's own questions, one in each line."""

    words_for_others = ("name", "questions")
    name = forms.CharField(label=_("What they are for"), max_length=120)
    questions = LinesField(
        label=_("The questions, one in each line"),
        help_text=_("Up to eight. Fewer are answered more often."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class ReplyForm(Edits, LookedOver):
    words_for_others = ("reply",)
    reply = forms.CharField(label=_("Your answer"), widget=forms.Textarea(attrs={"rows": 2}))


@once_in_each_language
def _kinds_of_things() -> tuple[tuple[str, str], ...]:
    """What search can be asked to look among."""
    return ("", str(_("Everything I may see"))), *((noun.name, capfirst(str(noun.many))) for noun in NOUNS)


@once_in_each_language
def _not_set(name: str) -> SafeString:
    """A filter of search that is not set, as it is shown."""
    return _shown(SearchForm({}, circles=list)[name])


def _shown(filter: forms.BoundField) -> SafeString:
    return render_to_string("components/field.html", {"field": filter, "plain": True})


class SearchForm(forms.Form):
    """What is looked for, and among what: all of it stands in the address."""

    q = forms.CharField(
        label=_("Look for"),
        max_length=MOST_LETTERS,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "enterkeyhint": "search"}),
    )
    kind = forms.ChoiceField(label=_("among"), required=False, choices=_kinds_of_things)
    circle = forms.ChoiceField(label=_("in"), required=False)
    since = forms.DateField(
        label=_("from"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("until"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, circles: Callable[[], Sequence[Circle]], **fields: Any) -> None:
        """`circles` reads those of the person who asks: when they are needed, which is mostly after the search."""
        super().__init__(*args, **{"auto_id": "look_%s", **fields})
        self.read_circles = circles
        self.fields["circle"].choices = self._places  # type: ignore[attr-defined]

    @cached_property
    def circles(self) -> dict[str, Circle]:
        return {circle.slug: circle for circle in self.read_circles()}

    def _places(self) -> list[tuple[str, str]]:
        mine = ((circle.slug, circle.name) for circle in self.circles.values())
        return [("", gettext("All my circles, and what is mine alone")), *mine]

    @property
    def narrows(self) -> bool:
        """Whether anything but words is asked for."""
        return any(self.data.get(name) for name in ("kind", "circle", "since", "until"))

    @property
    def filters(self) -> list[SafeString]:
        """What narrows a search, as it is shown. What is not set shows alike to everybody, but for one's own circles."""
        return [
            _shown(self[name]) if name == "circle" or self.data.get(name) else _not_set(name)
            for name in ("kind", "circle", "since", "until")
        ]

    def clean_circle(self) -> uuid.UUID | None:
        slug = self.cleaned_data["circle"]
        return self.circles[slug].pk if slug else None

    def _day(self, name: str) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data[name]
        if day and not 1900 <= day.year <= 2200:
            raise forms.ValidationError(_("Choose a day between 1900 and 2200."))
        return day

    def clean_since(self) -> datetime.date | None:
        return self._day("since")

    def clean_until(self) -> datetime.date | None:
        return self._day("until")
