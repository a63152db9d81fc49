"""What people may type about grants in the open, the places of a partnership, and the trustees' page."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from funders.actions.grant_files import LARGEST_FILE
from funders.forms import WithoutModelRules
from funders.models import Place, Publication, TrusteesPage
from funders.queries import across
from funders.queries.grants import Asked
from hls_platform.web.choices import offered
from hls_platform.web.edits import Edits
from hls_platform.web.look_over import LookedOver
from relationships.models import Circle


class GrantFileForm(forms.Form):
    """A file of grants, and for whom it is brought in."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("360Giving data as JSON, CSV or Excel (.xlsx), up to 32 MB."),
        widget=forms.FileInput(attrs={"accept": ".json,.csv,.tsv,.xlsx"}),
    )
    circle = forms.ChoiceField(label=_("Who sees them"))
    only_valid = forms.BooleanField(
        label=_("Leave out the grants that have a problem, and bring in the others"), required=False
    )

    def __init__(self, *args: Any, circles: Sequence[Circle], **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.circles = {str(circle.pk): circle for circle in circles}
        choices = [(key, circle.name) for key, circle in self.circles.items()]
        cast(forms.ChoiceField, self.fields["circle"]).choices = choices

    def sent(self) -> dict[str, Any]:
        """What the action is told; no more of the file than a little beyond what may be taken."""
        file = self.cleaned_data["file"]
        return {
            "name": file.name,
            "content": file.read(LARGEST_FILE + 1),
            "circle": self.circles[self.cleaned_data["circle"]],
            "only_valid": self.cleaned_data["only_valid"],
        }


class GrantsAskedForm(forms.Form):
    """Which grants one wants to see: it stands in the address."""

    whose = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=[("", _("Ours and others’")), ("ours", _("Ours")), ("others", _("Others’"))],
    )
    words = forms.CharField(label=_("Words, or who receives it"), required=False, max_length=100)
    funder = forms.CharField(label=_("Funder"), required=False, max_length=100)
    programme = forms.CharField(label=_("Programme"), required=False, max_length=100)
    place = forms.CharField(label=_("Place"), required=False, max_length=100)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1900, max_value=2200)

    def asked(self) -> Asked:
        """What is asked for, as far as it makes sense."""
        self.is_valid()
        return Asked(
            **{name: value for name, value in self.cleaned_data.items() if value and "\0" not in str(value)}
        )


class AcrossForm(forms.Form):
    """Which partnerships one wants to see: it stands in the address."""

    waits = forms.ChoiceField(
        label=_("What waits there"),
        required=False,
        choices=[
            ("", _("Anything or nothing")),
            ("questions", _("A question put to us")),
            ("promises", _("A promise of ours")),
            ("conversation", _("No conversation is planned")),
        ],
    )
    called = forms.CharField(label=_("Name"), required=False, max_length=100)
    place = forms.CharField(label=_("Place"), required=False, max_length=100)
    fund = forms.CharField(label=_("Fund"), required=False, max_length=100)

    def asked(self) -> across.Asked:
        """What is asked for, as far as it makes sense."""
        self.is_valid()
        return across.Asked(**{name: value for name, value in self.cleaned_data.items() if "\0" not in value})


class PublicationForm(Edits):
    """How a fund is published, and which of its agreements are left out."""

    licence = forms.ChoiceField(
        label=_("Licence"),
        choices=offered(Publication.Licence.choices),
        help_text=_("What others may do with it. With the first they name you, and may do anything."),
    )
    id_prefix = forms.RegexField(
        r"^360G-[A-Za-z0-9_.-]+$",
        label=_("Your 360Giving prefix"),
        max_length=60,
        help_text=_("With which the identifiers of your grants begin: 360Giving gives it to publishers."),
        error_messages={
            "invalid": _("It begins with 360G- and goes on with letters, digits, dots or dashes.")
        },
    )
    description = forms.CharField(
        label=_("What its grants are for"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It stands in every grant. Anybody reads it."),
    )
    left_out = forms.MultipleChoiceField(
        label=_("Leave these out"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, agreements: Sequence[tuple[str, str]], **fields: Any) -> None:
        super().__init__(*args, **fields)
        cast(forms.MultipleChoiceField, self.fields["left_out"]).choices = list(agreements)


class PlaceForm(LookedOver, WithoutModelRules):
    words_for_others = ("name",)

    class Meta:
        model = Place
        fields = ("name", "latitude", "longitude")


class QuarterForm(forms.Form):
    """Which quarter a page is for."""

    quarter = forms.DateField(label=_("Quarter"), widget=forms.Select)

    def __init__(self, *args: Any, quarters: Sequence[tuple[str, str]], **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["quarter"].widget.choices = quarters


class OpeningForm(Edits, LookedOver, WithoutModelRules):
    words_for_others = ("opening",)

    class Meta:
        model = TrusteesPage
        fields = ("opening",)
        widgets = {"opening": forms.Textarea(attrs={"rows": 8})}
        labels = {"opening": _("In your own words")}


class ChooseForm(LookedOver):
    """One insight or adaptation, and why it matters."""

    words_for_others = ("why",)
    what = forms.ChoiceField(label=_("What"), widget=forms.RadioSelect)
    why = forms.CharField(
        label=_("Why it matters to us"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, offered: Sequence[tuple[str, str]], **fields: Any) -> None:
        super().__init__(*args, **fields)
        cast(forms.ChoiceField, self.fields["what"]).choices = list(offered)
