"""What people may type about conversations, promises and handing over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funders.forms import Day, Moment, WithoutModelRules
from hls_platform.web.choices import offered
from hls_platform.web.edits import Edits
from hls_platform.web.look_over import LookedOver
from learning.models import LearningQuestion
from relationships.commitments import COMMITMENTS
from relationships.models import (
    Conversation,
    Handover,
    Heard,
    Organisation,
    Partnership,
    Person,
    Promise,
    Rhythm,
)

MINUTES = {"minutes": _("for how many minutes"), "rhythm": _("and then again")}


class WithRhythm(WithoutModelRules):
    """A conversation's time, with the words of each rhythm."""

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        rhythms = offered([("", _("just this once")), *Rhythm.choices])
        self.fields["rhythm"].choices = rhythms  # type: ignore[attr-defined]
        self.fields["rhythm"].help_text = _("The next one is planned by itself once this one begins.")


class ConversationForm(LookedOver, WithRhythm):
    words_for_others = ("about",)

    class Meta:
        model = Conversation
        fields = ("starts_at", "minutes", "about", "rhythm")
        widgets = {"starts_at": Moment()}


class MoveForm(Edits, WithRhythm):
    class Meta:
        model = Conversation
        fields = Conversation.PLANNED
        widgets = ConversationForm.Meta.widgets
        labels = {"starts_at": _("Another time")}


class NotesForm(Edits, LookedOver, WithoutModelRules):
    """What both sides keep of a conversation together, and who was there."""

    words_for_others = ("notes", "others_there")
    there = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label=_("Who was there"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Conversation
        fields = ("there", "others_there", "notes")
        widgets = {"notes": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, people: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["there"].queryset = people  # type: ignore[attr-defined]
        self.fields["there"].label_from_instance = lambda person: person.name  # type: ignore[attr-defined]


class HeardForm(Edits, LookedOver, WithoutModelRules):
    words_for_others = ("text", "what_took_time")

    class Meta:
        model = Heard
        fields = Heard.EDITED
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "hours": _("Of all of you together, for example 1.5. Both sides see it: nobody is judged by it."),
            "what_took_time": _("For example: collecting figures, travelling, writing a paper."),
        }


class AskForm(LookedOver, WithoutModelRules):
    """A question to a side."""

    words_for_others = ("text", "why")

    class Meta:
        model = LearningQuestion
        fields = ("text", "why")
        widgets = {"text": forms.Textarea(attrs={"rows": 2}), "why": forms.Textarea(attrs={"rows": 2})}


class AskASideForm(AskForm):
    put_to = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Whom you ask"), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, parties: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["put_to"].queryset = parties  # type: ignore[attr-defined]


class PromiseForm(LookedOver, WithoutModelRules):
    class Meta:
        model = Promise
        fields = ("by_organisation", "to_organisation", "text", "due_on")
        widgets = {"text": forms.Textarea(attrs={"rows": 3}), "due_on": Day()}

    def __init__(self, *args: Any, partnership: Partnership, ours: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        parties = Organisation.objects.filter(parties__partnership=partnership).order_by("name")
        self.fields["by_organisation"].queryset = ours  # type: ignore[attr-defined]
        self.fields["by_organisation"].label = _("From")
        self.fields["to_organisation"].queryset = parties.exclude(pk__in=ours)  # type: ignore[attr-defined]
        self.fields["to_organisation"].label = _("To")


class ClosePromiseForm(LookedOver, WithoutModelRules):
    """How a promise ended; and, where it was renegotiated, the new one that follows it."""

    words_for_others = ("reason", "text")

    class Meta:
        model = Promise
        fields = ("state", "reason", "text", "due_on")
        widgets = {
            "state": forms.RadioSelect,
            "reason": forms.Textarea(attrs={"rows": 3}),
            "text": forms.Textarea(attrs={"rows": 3}),
            "due_on": Day(),
        }

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        endings = [each for each in Promise.State.choices if each[0] != Promise.State.OPEN]
        self.fields["state"].choices = offered(endings)  # type: ignore[attr-defined]
        self.fields["state"].label = _("How it ended")
        self.fields["reason"].help_text = _("Needed unless it was kept. The other side reads it.")
        self.fields["text"].required = False
        self.fields["text"].label = _("If it was renegotiated: what you promise now")
        self.fields["text"].help_text = _("A new promise follows the old one. Left empty, in the same words.")
        self.fields["due_on"].label = _("And by when")


class CommitmentsForm(forms.Form):
    """Which of the eight commitments a funder takes, and towards whom."""

    commitments = forms.MultipleChoiceField(label=_("What we promise"), widget=forms.CheckboxSelectMultiple)
    to_organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("To"), empty_label=None)

    def __init__(self, *args: Any, parties: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["to_organisation"].queryset = parties  # type: ignore[attr-defined]
        self.fields["commitments"].choices = [(key, each.text) for key, each in COMMITMENTS.items()]  # type: ignore[attr-defined]


class HandoverForm(LookedOver, WithoutModelRules):
    """The story so far, and to whom it is told."""

    words_for_others = ("story",)

    class Meta:
        model = Handover
        fields = ("to_person", "story")
        widgets = {"story": forms.Textarea(attrs={"rows": 14})}

    def __init__(self, *args: Any, people: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["to_person"].queryset = people  # type: ignore[attr-defined]
        self.fields["to_person"].label_from_instance = lambda person: person.name  # type: ignore[attr-defined]
        self.fields["story"].help_text = _(
            "How it began; what matters to them; what was hard and how you came through; what is open; whom to ring first. "
            "All of the partnership can read it."
        )


class StoryForm(Edits, LookedOver, WithoutModelRules):
    words_for_others = ("story",)

    class Meta:
        model = Handover
        fields = Handover.EDITED
        widgets = {"story": forms.Textarea(attrs={"rows": 14})}
