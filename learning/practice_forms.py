"""What people may type of cycles, experiments and measures. There is no field for a target anywhere."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.web.choices import offered
from hls_platform.web.edits import Edits
from hls_platform.web.look_over import LookedOver
from learning.forms import SentAgain
from learning.models import (
    STAGES,
    Experiment,
    LearningCycle,
    LearningQuestion,
    Measure,
    Observation,
    Scale,
    Stage,
)
from relationships.models import Circle


class Day(forms.DateInput):
    """A day, as the browser lets one choose it."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class OfActions(forms.ModelForm):
    """A form over fields of a model whose rules are the action's: no model validation here."""

    def _post_clean(self) -> None:
        """What may be kept is the action's to say."""


def _rows(number: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": number})


class CycleWords(LookedOver, OfActions):
    """What a cycle is called, what it is to learn, and from which day each stage is planned."""

    words_for_others = ("name", "to_learn")

    class Meta:
        model = LearningCycle
        fields = ("name", "to_learn", "question", *LearningCycle.PLANNED)
        widgets = {"to_learn": _rows(3), **{name: Day() for name in LearningCycle.PLANNED}}
        help_texts = {
            "to_learn": _("What would you know at its end that you do not know now?"),
            "understand_from": _("A plan is a guess. It may run otherwise, and then shows both."),
        }

    def __init__(self, *args: Any, circle: Circle, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["question"].queryset = LearningQuestion.objects.filter(  # type: ignore[attr-defined]
            circle_id=circle.pk, closed_at=None
        ).order_by("created_at")
        self.fields["question"].empty_label = _("None of them")  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What was typed, as the action takes it: the days by stage."""
        cleaned = dict(self.cleaned_data)
        cleaned["planned"] = {stage.value: cleaned.pop(f"{stage.value}_from") for stage in STAGES}
        return cleaned


class BeginCycleForm(SentAgain, CycleWords):
    scale = forms.ChoiceField(
        label=_("At which scale"),
        choices=(),
        widget=forms.RadioSelect,
        help_text=_(
            "What is in its way can be raised with a cycle of a wider scale. This does not change later."
        ),
    )
    field_order = ("name", "to_learn", "scale", "question", *LearningCycle.PLANNED)

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["scale"].choices = offered(Scale.choices)  # type: ignore[attr-defined]


class DescribeCycleForm(Edits, CycleWords):
    stored = {"question": "question_id"}


class MoveCycleForm(Edits, LookedOver):
    """Into which stage, since which day, and why. A cycle goes back, leaves one out or stops as it has to."""

    words_for_others = ("why",)
    stage = forms.ChoiceField(label=_("Where it stands now"), widget=forms.RadioSelect)
    entered_on = forms.DateField(label=_("Since which day"), widget=Day(), required=False)
    why = forms.CharField(
        label=_("Why"),
        widget=_rows(3),
        help_text=_("What was learned, or what changed? A sentence is enough."),
    )

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["stage"].choices = offered(Stage.choices)  # type: ignore[attr-defined]
        self.fields["entered_on"].initial = timezone.localdate


class NestForm(Edits):
    """In which wider cycle, among those that one sees, it nests."""

    stored = {"wider": "wider_id"}
    wider = forms.ModelChoiceField(
        LearningCycle.objects.none(), label=_("Nests in"), required=False, empty_label=_("In none")
    )

    def __init__(self, *args: Any, choices: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["wider"].queryset = choices  # type: ignore[attr-defined]
        self.fields["wider"].label_from_instance = lambda cycle: f"{cycle.name} · {cycle.circle.name}"  # type: ignore[attr-defined]


class ObstacleForm(LookedOver, SentAgain):
    """What stands in the way, in words for people who do not know the team."""

    words_for_others = ("text", "why")
    text = forms.CharField(
        label=_("The question, as they will read it"),
        max_length=300,
        help_text=_("They do not know your week. Say it so that somebody elsewhere could take it up."),
    )
    why = forms.CharField(label=_("Why it matters"), widget=_rows(3), required=False)
    show_circle = forms.BooleanField(label=_("Show them the name of our circle"), required=False)


class ExperimentWords(LookedOver, OfActions):
    words_for_others = ("what", "why", "notice")

    class Meta:
        model = Experiment
        fields = ("what", "why", "notice", "look_on", "cycle")
        widgets = {"what": _rows(3), "why": _rows(3), "notice": _rows(3), "look_on": Day()}
        help_texts = {
            "what": _("Small enough to begin this week."),
            "notice": _("What you would see or hear if it helps, and if it does harm."),
            "look_on": _("The day on which you look at it together, whatever came of it."),
        }

    def __init__(self, *args: Any, circle: Circle, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["cycle"].queryset = LearningCycle.objects.filter(circle_id=circle.pk).order_by("name")  # type: ignore[attr-defined]
        self.fields["cycle"].empty_label = _("In none")  # type: ignore[attr-defined]


class BeginExperimentForm(SentAgain, ExperimentWords):
    """Something new to try."""


class DescribeExperimentForm(Edits, ExperimentWords):
    stored = {"cycle": "cycle_id"}


class EndExperimentForm(LookedOver):
    words_for_others = ("reason",)
    ending = forms.ChoiceField(
        label=_("What we do with it"),
        widget=forms.RadioSelect,
        help_text=_(
            "None of the three is better than the others: each says that you looked, and what you learned."
        ),
    )
    reason = forms.CharField(label=_("The reason"), widget=_rows(3), help_text=_("What did you notice?"))

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["ending"].choices = offered(Experiment.Ending.choices)  # type: ignore[attr-defined]


class MeasureWords(LookedOver, OfActions):
    words_for_others = ("name", "definition", "why", "collected_by", "cost")

    class Meta:
        model = Measure
        fields = ("name", "why", "unit", "definition", "collected_by", "cost")
        widgets = {"why": _rows(3), "definition": _rows(2), "cost": _rows(2)}
        help_texts = {
            "why": _(
                "What will you ask, and do, when it moves? What you would not ask about need not be counted."
            )
        }


class KeepMeasureForm(SentAgain, MeasureWords):
    """A measure to begin with."""


class DescribeMeasureForm(Edits, MeasureWords):
    """The same, said anew."""


class ObservationForm(LookedOver, SentAgain, OfActions):
    words_for_others = ("story",)

    class Meta:
        model = Observation
        fields = ("day", "value", "story")
        widgets = {"day": Day(), "story": _rows(2)}
        help_texts = {"story": _("What was going on? A number alone teaches little.")}

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["day"].initial = timezone.localdate


class CorrectObservationForm(Edits, LookedOver, OfActions):
    words_for_others = ("story",)

    class Meta:
        model = Observation
        fields = ("value", "story")
        widgets = {"story": _rows(2)}


class BringObservationsForm(forms.Form):
    file = forms.FileField(
        label=_("A CSV file"),
        help_text=_(
            "With the columns “day”, “value” and, if you like, “story”. A day that is there with the same value stays as it is."
        ),
    )


class TimelineForm(forms.Form):
    """Which stretch of a circle's time, and what of it: all in the address."""

    since = forms.DateField(label=_("From"), widget=Day(), required=False)
    until = forms.DateField(label=_("Until"), widget=Day(), required=False)
    lane = forms.ChoiceField(
        label=_("What"),
        required=False,
        choices=[
            ("", _("Everything")),
            ("noticed", _("What we noticed")),
            ("thought", _("What we thought")),
            ("tried", _("What we tried")),
            ("changed", _("What we changed")),
        ],
    )
