"""What people may type in a session."""

import uuid
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hls_platform.web.choices import offered
from hls_platform.web.edits import Edits
from hls_platform.web.look_over import LookedOver
from learning import access
from learning.forms import SentAgain
from learning.models import Note, NoteGroup, SenseMaking
from learning.queries.together import Board, Matter
from learning.together.formats import FORMATS, Format

LABELS = {
    Note.Kind.NOTE: _("What you would add"),
    Note.Kind.QUESTION: _("Your open question"),
    Note.Kind.ANSWER: _("What you answer"),
    Note.Kind.REASON: _("Why this story matters most to you"),
    Note.Kind.OTHERWISE: _("How you see it"),
    Note.Kind.PROMISE: _("What we promise"),
    Note.Kind.CORRECTION: _("How it should be said"),
}
SUMMARIES = {
    Note.Kind.NOTE: _("Add what is missing"),
    Note.Kind.QUESTION: _("Ask an open question"),
    Note.Kind.ANSWER: _("Write down an answer"),
    Note.Kind.REASON: _("Choose a story, and say why"),
    Note.Kind.OTHERWISE: _("Say where you see it otherwise"),
    Note.Kind.PROMISE: _("Promise something to others"),
    Note.Kind.CORRECTION: _("Propose a correction"),
}
"""What opens the form of each kind."""
ASKED = {
    Note.Kind.NOTE: ("text", "group", "share", "without_name", "said_by", "said_by_agrees"),
    Note.Kind.QUESTION: ("text", "without_name", "said_by", "said_by_agrees"),
    Note.Kind.ANSWER: ("about_note", "text", "said_by", "said_by_agrees"),
    Note.Kind.REASON: ("about_note", "text", "said_by", "said_by_agrees"),
    Note.Kind.OTHERWISE: ("about_note", "text", "without_name", "said_by", "said_by_agrees"),
    Note.Kind.PROMISE: ("text", "to_whom"),
    Note.Kind.CORRECTION: ("text",),
}
"""What is asked for each kind of note, in that order."""
FOR_A_SCRIBE = ("said_by", "said_by_agrees")


class OneOf(forms.ChoiceField):
    """One of the rows that are offered. Cleans to that row, or to None."""

    def offer(self, rows: list[tuple[Model, str]], nothing: Any) -> None:
        self.rows = {str(row.pk): row for row, _said in rows}
        self.choices = [("", nothing), *((str(row.pk), said) for row, said in rows)]

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))


class NoteForm(LookedOver, SentAgain):
    """One note of one kind. Its id is random: in a session, the order of writing may tell who wrote."""

    words_for_others = ("text", "to_whom")
    kind = forms.ChoiceField(choices=Note.Kind.choices, widget=forms.HiddenInput)
    about_note = OneOf(label=_("What it is about"), required=False)
    text = forms.CharField(label=_("Your words"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    to_whom = forms.CharField(label=_("To whom"), max_length=160)
    group = OneOf(label=_("Where it belongs"), required=False)
    share = OneOf(label=_("It comes from something shared"), required=False)
    without_name = forms.BooleanField(
        label=_("Without my name"),
        required=False,
        help_text=_("It will say “Someone in this circle”. Where few are here, they may still guess."),
    )
    said_by = forms.CharField(label=_("Who says it"), max_length=160, required=False)
    said_by_agrees = forms.BooleanField(
        label=_("They agree that their name stands beside it"), required=False
    )

    def __init__(self, *args: Any, kind: str, format: Format, board: Board, **fields: Any) -> None:
        super().__init__(*args, auto_id=f"{kind}_%s", **fields)
        asked = {"id", "kind", "looked_over", *ASKED[Note.Kind(kind)]}
        for name in set(self.fields) - asked:
            del self.fields[name]
        self.order_fields(["id", "kind", *ASKED[Note.Kind(kind)], "looked_over"])
        self.note_kind, self.summary = kind, SUMMARIES[Note.Kind(kind)]
        self.fields["id"].initial = uuid.uuid4
        self.fields["kind"].initial = kind
        self.fields["text"].label = str(format.asks if kind == format.alone else LABELS[Note.Kind(kind)])
        self._offer(
            "group", [(each, each.name) for each in board.groups if each.name], _("It is not clear yet")
        )
        self._offer("share", board.shares_to_choose, _("Nothing"))
        about = [(each, Truncator(each.text).words(14)) for each in board.notes if each.text]
        self._offer("about_note", about, _("Everything that was said"))
        if kind == Note.Kind.REASON:
            self.fields["about_note"].label = _("Which story")
            self.fields["about_note"].required = True
        if kind == Note.Kind.NOTE and board.groups and not board.sense_making.shown_at:
            self.fields["group"].required = True

    def _offer(self, name: str, rows: list[Any], nothing: Any) -> None:
        if name not in self.fields:
            return
        if name != "about_note" and not rows:
            del self.fields[name]
            return
        self.fields[name].offer(rows, nothing)  # type: ignore[attr-defined]

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """What everybody is asked."""
        return [each for each in self.visible_fields() if each.name not in FOR_A_SCRIBE]

    @property
    def scribe_fields(self) -> list[forms.BoundField]:
        """What only whoever writes for somebody else is asked."""
        return [each for each in self.visible_fields() if each.name in FOR_A_SCRIBE]

    @property
    def for_a_scribe(self) -> bool:
        """Whether something was typed there, so that it is shown."""
        return any(each.value() or each.errors for each in self.scribe_fields)

    def words(self) -> list[str]:
        """What others will read, but for the name of somebody who agreed to be named."""
        return [self.cleaned_data.get(name) or "" for name in self.words_for_others if name in self.fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        agrees = cleaned.pop("said_by_agrees", False)
        if cleaned.get("said_by") and not agrees:
            self.add_error("said_by_agrees", gettext("Ask them first, or leave the name out."))
        return cleaned


class SessionForm(LookedOver, SentAgain):
    """How a circle makes sense together, and of what."""

    words_for_others = ("about",)
    format = forms.ChoiceField(label=_("How we go about it"), widget=forms.RadioSelect, required=False)
    matter = forms.ChoiceField(label=_("What it is about"), required=False)
    about = forms.CharField(label=_("In your own words"), max_length=300, required=False)

    def __init__(self, *args: Any, matters: list[Matter], **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.matters = {each.key: each for each in matters}
        names = dict(offered(SenseMaking.Format.choices)())
        self.fields["format"].choices = [(key, f"{names[key]}: {each.says}") for key, each in FORMATS.items()]  # type: ignore[attr-defined]
        self.fields["format"].initial = SenseMaking.Format.GROUPING
        self.fields["matter"].choices = [  # type: ignore[attr-defined]
            ("", _("None of these")),
            *((each.key, each.said) for each in matters),
        ]

    def clean_format(self) -> str:
        return self.cleaned_data["format"] or SenseMaking.Format.GROUPING

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        matter = self.matters.get(cleaned.pop("matter", ""))
        return {**cleaned, matter.what: matter.thing} if matter else cleaned


class GroupForm(SentAgain):
    name = forms.CharField(label=_("What belongs together here"), max_length=160, required=False)


class NameGroupForm(Edits):
    name = forms.CharField(label=_("What we call it"), max_length=160, required=False)

    def __init__(self, *args: Any, group: NoteGroup, **fields: Any) -> None:
        super().__init__(*args, auto_id=f"group_{group.pk}_%s", **fields)


class MinuteForm(Edits, LookedOver):
    words_for_others = ("minute",)
    minute = forms.CharField(
        label=_("What else the minute should say"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    returns_on = forms.DateField(
        label=_("When we come back to it"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def kinds_now(sense_making: SenseMaking, format: Format) -> list[str]:
    """Which kinds of note can be written now, in this format."""
    never = {Note.Kind.QUESTION, Note.Kind.ANSWER} if not format.presents else {Note.Kind.NOTE}
    if not format.chooses:
        never.add(Note.Kind.REASON)
    if format.presents and sense_making.phase not in access.WRITTEN_IN[Note.Kind.QUESTION]:
        never.discard(Note.Kind.NOTE)
    return [kind for kind in SHOWN_IN_ORDER if kind not in never and access.can_write(sense_making, kind)]


SHOWN_IN_ORDER = (
    Note.Kind.REASON, Note.Kind.QUESTION, Note.Kind.OTHERWISE, Note.Kind.ANSWER, Note.Kind.NOTE, Note.Kind.PROMISE,
    Note.Kind.CORRECTION,
)  # fmt: skip
