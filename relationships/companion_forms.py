"""What is typed on a supported person's page, by a worker with them or by themselves."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from hls_platform.web.edits import Edits
from hls_platform.web.look_over import LookedOver
from relationships.models import Circle, Companion, Person
from relationships.trust_forms import Day


class TheirWords(LookedOver):
    words_for_others = ("alias", "strengths", "hopes", "matters")
    alias = forms.CharField(
        label=_("The name to go by here"),
        max_length=80,
        help_text=_("Of the person’s own choosing, and not the one that others know them by."),
    )
    strengths = forms.CharField(
        label=_("Strengths"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=20_000,
        help_text=_("What they are good at, and what others come to them for. In their own words."),
    )
    hopes = forms.CharField(
        label=_("Hopes"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=20_000
    )
    matters = forms.CharField(
        label=_("What matters"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=20_000
    )


class CorrectForm(Edits, TheirWords):
    """Their words, changed."""


class Consent(forms.Form):
    consent_scope = forms.CharField(
        label=_("What the person said yes to"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_(
            "Which words may be kept, for what, and who reads them. As you would read it out to them."
        ),
    )
    consent_on = forms.DateField(label=_("On which day they said it"), widget=Day())
    last_day = forms.DateField(
        label=_("Until which day it holds"),
        widget=Day(),
        help_text=_("A year at most. Then you ask again, or the words go by themselves."),
    )


class ConsentForm(Edits, Consent):
    """A consent, given anew."""


class KeepForm(TheirWords, Consent):
    """A new page, with the consent that it rests on."""

    field_order = (
        "circle",
        "alias",
        "strengths",
        "hopes",
        "matters",
        "consent_scope",
        "consent_on",
        "last_day",
    )
    id = forms.UUIDField(widget=forms.HiddenInput)
    circle = forms.ModelChoiceField(
        Circle.objects.none(),
        label=_("The circle whose workers may be named"),
        help_text=_("At first it is you alone who sees it."),
        empty_label=_("Choose one"),
    )

    def __init__(self, *args: Any, person: Person, **fields: Any) -> None:
        super().__init__(*args, **fields)
        circles = Circle.objects.having_member(person).exclude(kind=Circle.Kind.PARTNERSHIP)
        self.fields["circle"].queryset = circles.filter(ended_at=None).order_by("name")  # type: ignore[attr-defined]
        self.fields["id"].initial = uuid7
        self.fields["consent_on"].initial = timezone.localdate


class WorkerForm(forms.Form):
    person = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("A worker whom the person agreed to"),
        empty_label=_("Choose one"),
    )

    def __init__(self, *args: Any, companion: Companion, **fields: Any) -> None:
        super().__init__(*args, **fields)
        named = companion.workers.filter(until=None).values("person_id")
        people = Companion.objects.who_may_be_named(companion.circle).exclude(pk__in=named)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
