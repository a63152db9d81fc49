"""What people may give a map, and ask of it."""

from pathlib import Path
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from hls_platform.web.look_over import LookedOver
from relationships.models import Circle, Person
from systems.formats.choices import Choices
from systems.formats.drawing import MOST_BYTES, Drawing
from systems.models import Edition, Guest, KeptLoop, Snapshot, SystemMap, View

SIGNS = (("+", _("more leads to more (+)")), ("-", _("more leads to less (−)")), ("", _("not known yet")))
FIELDS = (
    ("", _("something else, kept as it is")),
    ("key", _("its id")),
    ("label", _("its name")),
    ("source", _("where a link begins")),
    ("target", _("where a link ends")),
    ("polarity", _("the sign, + or −")),
    ("kind", _("its kind")),
    ("description", _("a description")),
    ("cluster", _("the cluster")),
    ("tags", _("tags")),
    ("strength", _("the strength")),
    ("delay", _("whether it takes time")),
    ("confidence", _("how sure people are")),
    ("evidence", _("what makes people think so")),
    ("direction", _("directed, undirected or mutual")),
    ("x", _("its place from the left")),
    ("y", _("its place from the top")),
    ("pinned", _("whether it stays where it is")),
)


class ImportForm(forms.Form):
    circle = forms.ModelChoiceField(
        Circle.objects.none(), label=_("In which circle"), empty_label=_("Choose one")
    )
    into = forms.ModelChoiceField(
        SystemMap.objects.none(),
        label=_("As a new map, or into one that is there"),
        empty_label=_("A new map"),
        required=False,
        help_text=_(
            "What is there already is known by its id in the file, or by its name, and changed; nothing is taken off."
        ),
    )
    name = forms.CharField(
        label=_("What the map is called"),
        max_length=160,
        required=False,
        help_text=_("What the file says, if you leave it empty."),
    )
    description = forms.CharField(
        label=_("What it is about"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    links = forms.FileField(
        label=_("The file"),
        error_messages={"required": _("Choose a file.")},
        help_text=_(
            "From Kumu, PRSM, Gephi, yEd or LOOPY, a table of links as CSV or Excel, or a map taken from here."
        ),
    )
    factors = forms.FileField(
        label=_("Factors, if they are in a second CSV file"),
        required=False,
        help_text=_("Columns “id” and “label”; if you like “cluster”, “description”, “x”, “y”."),
    )
    held = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    make_missing = forms.BooleanField(label=_("Add factors that only links name"), required=False)
    part = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: Any, person: Person, **fields: Any) -> None:
        super().__init__(*args, **fields)
        mine = Circle.objects.having_member(person).filter(ended_at=None).order_by("name")
        self.fields["circle"].queryset = mine  # type: ignore[attr-defined]
        self.called = ""
        self.fields["links"].required = not self.data.get("held")
        there = SystemMap.objects.visible_to(person).filter(circle__ended_at=None).select_related("circle")
        self.fields["into"].queryset = there.order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        into, circle = said.get("into"), said.get("circle")
        if into and circle and into.circle_id != circle.pk:
            self.add_error("into", _("This map is in another circle."))
        return said

    def named(self, drawing: Drawing, file: str) -> None:
        """Offer the name that the file says, or has, and what it says it is about, where the person said nothing."""
        self.called = drawing.name or Path(file).stem.replace("_", " ").replace("-", " ").strip()[:160]
        said = cast(QueryDict, self.data).copy()
        for name, words in (("name", self.called), ("description", drawing.description)):
            said[name] = said.get(name) or words
        self.data = said

    def contents(self) -> list[tuple[str, bytes]]:
        """The files that were sent, as (name, content)."""
        sent = (self.cleaned_data["links"], self.cleaned_data["factors"])
        return [(file.name, file.read(MOST_BYTES + 1)) for file in sent if file]

    def choices(self) -> Choices:
        """What the person says that columns hold and kinds of links mean: `column-N` and `sign-N`, with what they are of beside."""
        return Choices(
            columns=self._said("column", {name for name, _words in FIELDS}),
            signs=self._said("sign", {sign for sign, _words in SIGNS}),
            make_missing=self.cleaned_data["make_missing"],
            part=self.cleaned_data["part"],
        )

    def _said(self, what: str, known: set[str]) -> dict[str, str]:
        found = {}
        for name, value in self.data.items():
            of = self.data.get(f"{what}-of-{name.removeprefix(f'{what}-')}")
            if name.startswith(f"{what}-") and of and value in known:
                found[str(of)] = str(value)
        return found


class VersionForm(forms.ModelForm):
    class Meta:
        model = Snapshot
        fields = ("name", "reason")
        labels = {"name": _("What to call it")}
        help_texts = {"name": _("For example: before the new contract.")}
        widgets = {"reason": forms.Textarea(attrs={"rows": 2})}


class LoopsForm(forms.Form):
    length = forms.IntegerField(label=_("Loops of at most this many links"), min_value=1, max_value=8)
    factor = forms.UUIDField(required=False, widget=forms.HiddenInput)


class KeepLoopForm(forms.ModelForm):
    class Meta:
        model = KeptLoop
        fields = ("name", "words")
        help_texts = {"name": _("For example: the trust spiral.")}
        widgets = {"words": forms.Textarea(attrs={"rows": 3})}

    def _post_clean(self) -> None:
        """What may be kept is the action's to say: no model validation here."""


class EditionForm(LookedOver, forms.ModelForm):
    """What stands beside a map that is published."""

    words_for_others = ("title", "words", "credit", "why")
    descriptions = forms.BooleanField(
        label=_("Show the descriptions of factors too"),
        required=False,
        help_text=_("Read them first: they were written for your circle, and may name people."),
    )

    class Meta:
        model = Edition
        fields: tuple[str, ...] = ("title", "words", "credit", "licence", "why")
        widgets = {
            "words": forms.Textarea(attrs={"rows": 4}),
            "why": forms.Textarea(attrs={"rows": 2}),
            "licence": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        choices = [each for each in Edition.Licence.choices if each[0]]
        self.fields["licence"].choices = choices  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """What may be kept is the action's to say: no model validation here."""


class PublishForm(EditionForm):
    """A map, or a view of it, to be published under an address of its own."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    view = forms.ModelChoiceField(
        View.objects.none(), label=_("What of it"), empty_label=_("The whole map"), required=False
    )
    field_order = ("id", "view", "title", "words", "credit", "descriptions", "licence")

    class Meta(EditionForm.Meta):
        fields = ("title", "words", "credit", "licence")

    def __init__(self, *args: Any, map: SystemMap, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["id"].initial = uuid7
        self.fields["title"].initial = map.name
        self.fields["words"].initial = map.description
        self.fields["view"].queryset = View.objects.filter(map=map)  # type: ignore[attr-defined]


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
