"""What people may type when they say what they now think, and what they do differently."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hls_platform.templatetags.plain_words import day
from hls_platform.web.choices import offered
from hls_platform.web.look_over import LookedOver
from learning.forms import SentAgain
from learning.models import Adaptation, Insight, InsightVoice, Share
from learning.question_forms import UnderstandingForm
from relationships.models import Circle


class SourcesField(forms.MultipleChoiceField):
    """Shares and insights to tick. Cleans to a list of them."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {
        "invalid_choice": _("Something that you ticked can be read here no more. Look at the list again.")
    }

    def __init__(self, **fields: Any) -> None:
        super().__init__(required=False, **fields)
        self.by_key: dict[str, Share | Insight] = {}

    def offer(self, sources: Sequence[Share | Insight], *, to: Circle | None = None) -> None:
        """`to` is the circle that writes: what is of another one is named so."""
        self.by_key = {str(each.pk): each for each in sources}
        self.choices = [(key, _in_a_list(each, to)) for key, each in self.by_key.items()]

    def clean(self, value: Any) -> list[Share | Insight]:
        return [self.by_key[key] for key in super().clean(value)]


def _in_a_list(source: Share | Insight, to: Circle | None) -> str:
    """A source in a list to tick: whose it is, how it begins, and of which circle, where that is another one."""
    if isinstance(source, Share):
        who = f"{source.attribution}, {day(source.reflection.happened_on)}"
        said = [who, Truncator(source.reflection.words).words(18)]
    else:
        said = [gettext("We think"), Truncator(source.text).words(18)]
    if to is not None and source.circle_id != to.pk:
        said.append(gettext("of %(circle)s, shown only to those in it") % {"circle": source.circle.name})
    return " · ".join(said)


class InsightForm(LookedOver, SentAgain):
    text = forms.CharField(label=_("We now think…"), widget=forms.Textarea(attrs={"rows": 4}))
    how_sure = forms.ChoiceField(
        label=_("How sure we are"), widget=forms.RadioSelect, initial=Insight.Sure.HUNCH
    )
    sources = SourcesField(
        label=_("What it rests on"),
        help_text=_("Tick what made you think so. What somebody withdraws later leaves a gap that says so."),
    )

    def __init__(self, *args: Any, circle: Circle, sources: Sequence[Share | Insight], **fields: Any) -> None:
        super().__init__(*args, **fields)
        if "how_sure" in self.fields:
            self.fields["how_sure"].choices = offered(Insight.Sure.choices)  # type: ignore[attr-defined]
        if (
            sources or "sources" in self.data
        ):  # ticked, and taken back meanwhile: that is said, not passed over
            self.fields["sources"].offer(sources, to=circle)  # type: ignore[attr-defined]
        else:
            del self.fields["sources"]


class SupersedeForm(InsightForm):
    words_for_others = ("text", "what_changed")
    what_changed = forms.CharField(
        label=_("What changed our minds"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "What happened, or what did somebody say? The older one stays readable, and points here."
        ),
    )
    field_order = ["text", "what_changed", "how_sure", "sources"]


class VoiceForm(LookedOver, SentAgain):
    words_for_others = ("reason",)
    kind = forms.ChoiceField(label=_("What you think of it"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What have you seen yourself that speaks for it, or against it?"),
    )

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["kind"].choices = offered(InsightVoice.Kind.choices)  # type: ignore[attr-defined]


class AdaptationForm(InsightForm):
    how_sure = None  # type: ignore[assignment]
    text = forms.CharField(label=_("What we do differently now"), widget=forms.Textarea(attrs={"rows": 4}))
    since = forms.DateField(
        label=_("Since when"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    sources = SourcesField(
        label=_("What led there"),
        help_text=_("Tick what made you do so. What somebody withdraws later leaves a gap that says so."),
    )
    field_order = ["text", "since", "sources"]

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["since"].initial = timezone.localdate


class ChangeAdaptationForm(AdaptationForm):
    words_for_others = ("text", "reason")
    reason = forms.CharField(
        label=_("Why we do it otherwise"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The older one stays readable, and says this."),
    )
    field_order = ["text", "reason", "since", "sources"]


class EndAdaptationForm(LookedOver):
    words_for_others = ("reason",)
    reason = forms.CharField(
        label=_("Why not any more"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("To stop is as honourable as to go on. What did you learn?"),
    )
    on = forms.DateField(
        label=_("Until when"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, adaptation: Adaptation, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["on"].initial = max(timezone.localdate(), adaptation.since)


class LedHereField(SourcesField):
    """The insights of a question's circle, to tick those that led to a step of understanding."""

    def offer(self, sources: Sequence[Share | Insight], *, to: Circle | None = None) -> None:
        self.by_key = {str(each.pk): each for each in sources}
        self.choices = [
            (key, capfirst(Truncator(str(each.text)).words(24)))
            for key, each in self.by_key.items()
            if isinstance(each, Insight)
        ]


class StepForm(UnderstandingForm):
    """A step of understanding, and which of the circle's `standing` insights led to it."""

    insights = LedHereField(label=_("Which of our insights led here"))
    field_order = ["text", "insights"]

    def __init__(self, *args: Any, standing: Sequence[Insight], **fields: Any) -> None:
        super().__init__(*args, **fields)
        if standing:
            self.fields["insights"].offer(standing)  # type: ignore[attr-defined]
        else:
            del self.fields["insights"]
