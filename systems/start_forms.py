"""What people may type to begin a map."""

from typing import Any

from django import forms
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models import Circle, Person
from systems.models import Edition, SystemMap
from systems.starting import CannotRead, Started, read_actors, read_list, read_names, read_outline


def _lines(label: Any, help_text: Any = "", rows: int = 10, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": rows}),
        **more,
    )


class BeginForm(forms.Form):
    """A new map in a circle. The id is made with the page, so that a button pressed twice begins one map."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    circle = forms.ModelChoiceField(
        Circle.objects.none(), label=_("In which circle"), empty_label=_("Choose one")
    )
    name = forms.CharField(label=_("What the map is called"), max_length=160)
    description = forms.CharField(
        label=_("What it is about"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )

    def __init__(self, *args: Any, person: Person, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.person = person
        self.initial.setdefault("id", uuid7())
        mine = Circle.objects.having_member(person).filter(ended_at=None).order_by("name")
        self.fields["circle"].queryset = mine  # type: ignore[attr-defined]

    def read(self) -> Started | None:
        """What was typed beside the map's name, read; None for a blank page. Raises CannotRead."""
        return None

    @property
    def started(self) -> Started | None:
        return getattr(self, "_started", None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self._started = self.read()
            except CannotRead as wrong:
                self.add_error(None, str(wrong))
        return cleaned


class ListForm(BeginForm):
    lines = _lines(
        _("One factor on each line"),
        _(
            "Typed or pasted. A line that ends with a colon names the cluster of those below it. “Rent -> Debt (+)” draws a link."
        ),
    )

    def read(self) -> Started:
        return read_list(self.cleaned_data["lines"])


class LoopForm(BeginForm):
    first = forms.CharField(
        label=_("What is it that you want to understand?"),
        help_text=_(
            "Something that can become more or less. You are asked about it next: what leads to it, and then?"
        ),
        max_length=300,
    )

    def read(self) -> Started:
        started = Started()
        started.factor(self.cleaned_data["first"])
        return started


class ActorsForm(BeginForm):
    organisations = _lines(
        _("Organisations, and what they act on"),
        _("One on each line, for example: “The council: rents, empty homes”."),
        rows=6,
        required=False,
    )
    roles = _lines(
        _("Roles, and what they act on"),
        _("One on each line, for example: “School nurses: sleep, trust”. Roles, not names of people."),
        rows=6,
        required=False,
    )

    def read(self) -> Started:
        started = read_actors(self.cleaned_data["organisations"], self.cleaned_data["roles"])
        if not started.actors:
            raise CannotRead(str(_("Write at least one organisation or role.")))
        return started


class OutlineForm(BeginForm):
    lines = _lines(
        _("What is to be different, and below it what leads there"),
        _(
            "Begin with what is to be different in the end. Below, one step further in (with spaces or dashes), what leads there; below that, what you do."
        ),
    )

    def read(self) -> Started:
        return read_outline(self.cleaned_data["lines"])


class CopyForm(BeginForm):
    map = forms.ModelChoiceField(SystemMap.objects.none(), label=_("Which map"), empty_label=_("Choose one"))
    field_order = ("map", "circle", "name", "description")

    def __init__(self, *args: Any, person: Person, **fields: Any) -> None:
        super().__init__(*args, person=person, **fields)
        self.fields["map"].queryset = SystemMap.objects.visible_to(person).order_by("name")  # type: ignore[attr-defined]


class CopyPublishedForm(BeginForm):
    edition = forms.ModelChoiceField(
        Edition.objects.none(), label=_("Which published map"), empty_label=_("Choose one")
    )
    field_order = ("edition", "circle", "name", "description")

    def __init__(self, *args: Any, person: Person, **fields: Any) -> None:
        super().__init__(*args, person=person, **fields)
        latest = Edition.objects.filter(publication=OuterRef("publication")).order_by("-number").values("pk")
        public = Edition.objects.filter(publication__withdrawn_at=None, pk=Subquery(latest[:1]))
        open_ones = public.exclude(licence=Edition.Licence.KEPT).select_related("publication")
        self.fields["edition"].queryset = open_ones.order_by("title", "id")  # type: ignore[attr-defined]


class ExerciseForm(forms.Form):
    """What leads to a factor, and what it leads to, each one on a line of its own; the box it stands in says the sign."""

    more_of_it = _lines(_("What leads to more of it?"), rows=3, required=False)
    less_of_it = _lines(_("What leads to less of it?"), rows=3, required=False)
    then_more = _lines(_("And then? What is there more of, because of it?"), rows=3, required=False)
    then_less = _lines(_("And then? What is there less of, because of it?"), rows=3, required=False)

    def __init__(self, *args: Any, on: str, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.on = on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self.started = self._read()
            except CannotRead as wrong:
                self.add_error(None, str(wrong))
        return cleaned

    def _read(self) -> Started:
        """The links that were said, from or to the factor asked about. Raises CannotRead."""
        started = Started()
        here = started.factor(self.on)
        boxes = (
            ("more_of_it", "+", True),
            ("less_of_it", "-", True),
            ("then_more", "+", False),
            ("then_less", "-", False),
        )
        for name, sign, leads_here in boxes:
            for other in map(started.factor, read_names(self.cleaned_data[name])):
                started.link(*((other, here) if leads_here else (here, other)), sign)
        return started
