"""What people may give a map, and ask of it."""

from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

from relationships.models import Circle, Person
from systems.models import Guest, Snapshot

TABLES = FileExtensionValidator(
    ["csv", "tsv", "txt"],
    _("It is not a text file. In a spreadsheet, save it as “CSV UTF-8” first."),
)


class ImportForm(forms.Form):
    circle = forms.ModelChoiceField(
        Circle.objects.none(), label=_("In which circle"), empty_label=_("Choose one")
    )
    name = forms.CharField(label=_("What the map is called"), max_length=160)
    description = forms.CharField(
        label=_("What it is about"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    links = forms.FileField(
        label=_("Links (CSV)"),
        validators=[TABLES],
        help_text=_(
            "Columns “from” and “to”; if you like “polarity” (+ or -), “delay”, “strength”, “evidence”."
        ),
    )
    factors = forms.FileField(
        label=_("Factors (CSV)"),
        validators=[TABLES],
        required=False,
        help_text=_("Columns “id” and “label”; if you like “cluster”, “description”, “x”, “y”."),
    )

    def __init__(self, *args: Any, person: Person, **fields: Any) -> None:
        super().__init__(*args, **fields)
        mine = Circle.objects.having_member(person).filter(ended_at=None).order_by("name")
        self.fields["circle"].queryset = mine  # type: ignore[attr-defined]

    def contents(self) -> list[tuple[str, bytes]]:
        """The files, as (name, content)."""
        sent = (self.cleaned_data["links"], self.cleaned_data["factors"])
        return [(file.name, file.read()) for file in sent if file]


class VersionForm(forms.ModelForm):
    class Meta:
        model = Snapshot
        fields = ("name", "reason")
        labels = {"name": _("What to call it")}
        help_texts = {"name": _("For example: before the new contract.")}
        widgets = {"reason": forms.Textarea(attrs={"rows": 2})}


class LoopsForm(forms.Form):
    length = forms.IntegerField(label=_("Loops of at most this many links"), min_value=1, max_value=8)


class GuestLinkForm(forms.Form):
    hours = forms.TypedChoiceField(
        label=_("How long it works"),
        coerce=int,
        initial=4,
        choices=[
            (4, _("four hours, for a workshop")),
            (24, _("a day")),
            (24 * 7, _("a week")),
            (24 * 30, _("thirty days")),
        ],
    )


class GuestForm(forms.ModelForm):
    class Meta:
        model = Guest
        fields = ("name",)
