"""What people may type about trust: the four words, each with a question that helps to begin."""

import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from hls_platform.web.edits import Edits
from hls_platform.web.look_over import LookedOver


class Day(forms.DateInput):
    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class RoundForm(forms.Form):
    """The days that a trust reflection is about."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    starts_on = forms.DateField(label=_("From"), widget=Day())
    ends_on = forms.DateField(label=_("Until (that day too)"), widget=Day())

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        today = timezone.localdate()
        self.fields["id"].initial = uuid7
        self.fields["starts_on"].initial = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
        self.fields["ends_on"].initial = today


def _words(label: object, help_text: object) -> forms.CharField:
    box = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, help_text=help_text, widget=box, required=False, max_length=20_000)  # type: ignore[arg-type]


class TrustForm(Edits, LookedOver):
    words_for_others = ("variety", "empathy", "strengths", "trust")
    id = forms.UUIDField(widget=forms.HiddenInput)
    variety = _words(
        _("Variety"), _("Where did the other side see how different people and places are? Where did it not?")
    )
    empathy = _words(
        _("Empathy"),
        _("When did you feel understood by the other side, and when not? What did you not see of theirs?"),
    )
    strengths = _words(
        _("Strengths"), _("Which strengths of yours did the other side notice? Which of theirs did you?")
    )
    trust = _words(
        _("Trust"), _("What could you say openly in this time, and what not? What would let you say more?")
    )

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["id"].initial = uuid.uuid4
