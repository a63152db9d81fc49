"""What people may type about partnerships, money and reports."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funders.models import Fund, ReportLook
from funders.reports.languages import choices
from hls_platform.web.choices import offered
from hls_platform.web.edits import Edits
from relationships.models import (
    Circle,
    Organisation,
    Partnership,
    PartnershipParty,
    Person,
)


class Day(forms.DateInput):
    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class Moment(forms.DateTimeInput):
    def __init__(self) -> None:
        super().__init__(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class WithoutModelRules(forms.ModelForm):
    """Fields and labels of a model; what may be kept is the action's to say."""

    def _post_clean(self) -> None:
        """No model validation here."""


def with_its_place(organisation: Organisation) -> str:
    """An organisation where one chooses among many: "Harbour Trust (delivery organisation, Haddermouth)"."""
    about = (organisation.get_organisation_kind_display(), organisation.place)
    return f"{organisation.name} ({', '.join(str(each) for each in about if each)})"


class PartnershipForm(forms.Form):
    """A new partnership of one's own organisation with any others: whoever tends one knows of them all."""

    name = forms.CharField(label=_("Its name"), max_length=160)
    purpose = forms.CharField(
        label=_("What it is for, in plain words"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    on_behalf_of = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Your organisation"), empty_label=_("Choose one")
    )
    own_side = forms.ChoiceField(
        label=_("The side it stands on"), choices=offered(PartnershipParty.Side.choices), initial="resourcing"
    )
    delivering = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("Delivering"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    resourcing = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("Resourcing"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    supporting = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("Supporting"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For example a learning partner. Nobody waits for its signature under a report."),
    )

    def __init__(self, *args: Any, person: Person, **fields: Any) -> None:
        super().__init__(*args, **fields)
        known = Organisation.objects.visible_to(person).filter(ended_at=None).order_by("name")
        tended = Organisation.objects.filter(
            memberships__in=person.memberships.current().exclude(role="member")
        ).order_by("name")
        self.fields["on_behalf_of"].queryset = tended  # type: ignore[attr-defined]
        for side in PartnershipParty.Side.values:
            self.fields[side].queryset = known  # type: ignore[attr-defined]
            self.fields[side].label_from_instance = with_its_place  # type: ignore[attr-defined]

    def parties(self) -> dict[Organisation, str]:
        """The organisations chosen, each with its side; one's own on the side chosen for it."""
        chosen: dict[Organisation, str] = {}
        for side in ("supporting", "delivering", "resourcing"):
            chosen |= dict.fromkeys(self.cleaned_data[side], side)
        return chosen | {self.cleaned_data["on_behalf_of"]: self.cleaned_data["own_side"]}


class FundForm(WithoutModelRules):
    class Meta:
        model = Fund
        fields = ("name", "purpose", "place")
        widgets = {"purpose": forms.Textarea(attrs={"rows": 3})}


class LookForm(Edits, forms.ModelForm):
    """How an organisation's reports look."""

    logo = forms.FileField(
        label=_("A new logo"),
        required=False,
        help_text=_("JPEG, PNG, WebP or GIF. It is painted anew on white, without what else is in the file."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )
    without_logo = forms.BooleanField(label=_("Without a logo"), required=False)

    class Meta:
        model = ReportLook
        fields = ("name", "colour", "logo_alt")

    field_order = ("name", "colour", "logo", "logo_alt", "without_logo")

    def _post_clean(self) -> None:
        """What may be kept is the action's to say."""


class ReportForm(forms.Form):
    """Which partnership's account, and for which days."""

    partnership = forms.ModelChoiceField(
        Partnership.objects.none(), label=_("Partnership"), empty_label=_("Choose one")
    )
    period_start = forms.DateField(label=_("From"), widget=Day())
    last_day = forms.DateField(label=_("Up to and including"), widget=Day())
    language = forms.ChoiceField(
        label=_("The language of its own words"),
        required=False,
        help_text=_("What people wrote stays as they wrote it."),
    )

    def __init__(self, *args: Any, person: Person, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["language"].choices = choices()  # type: ignore[attr-defined]
        if len(choices()) == 1:
            del self.fields["language"]
        mine = Partnership.objects.filter(pk__in=Circle.objects.having_member(person)).order_by("name")
        self.fields["partnership"].queryset = mine  # type: ignore[attr-defined]
        today = timezone.localdate()
        self.fields["last_day"].initial = today
        self.fields["period_start"].initial = today - datetime.timedelta(days=91)
