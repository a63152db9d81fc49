"""Learning questions, how understanding moved, and putting one to another circle."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hls_platform.web.edits import Edits
from hls_platform.web.look_over import LookedOver
from learning.forms import SentAgain
from learning.models import (
    LearningQuestion,
    Understanding,
)
from relationships.models import Organisation


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
