"""What people may write about the views of a map, and about its actors."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from hls_platform.web.edits import Edits
from relationships.models import Circle, Organisation, Person
from systems.models import Actor
from systems.models.view import MOST_STEPS
from systems.table_forms import Choices
from systems.twin import Used


class IdChoice(forms.ChoiceField):
    """A choice of something by its id."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(str(initial or ""), data)


class ViewForm(forms.Form):
    """A view: what it is called and says, what it shows, and its place in a story."""

    name = forms.CharField(label=_("Name"), max_length=160)
    words = forms.CharField(
        label=_("What it says"),
        help_text=_("What you would say while others look at it."),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    clusters = forms.MultipleChoiceField(
        label=_("Only these clusters"), widget=forms.CheckboxSelectMultiple, required=False
    )
    kinds = forms.MultipleChoiceField(
        label=_("Only these kinds"), widget=forms.CheckboxSelectMultiple, required=False
    )
    tags = forms.CharField(
        label=_("Only with one of these tags"),
        help_text=_("With commas between them."),
        max_length=2000,
        required=False,
    )
    text = forms.CharField(label=_("Only with these words"), max_length=200, required=False)
    focus_id = IdChoice(label=_("Only what is near one factor"), required=False)
    steps = forms.IntegerField(
        label=_("How many links away"), min_value=0, max_value=MOST_STEPS, initial=1, required=False
    )
    colour_by = forms.ChoiceField(label=_("Colours tell"), required=False)
    size_by = forms.ChoiceField(label=_("Sizes tell"), required=False)
    story = forms.CharField(
        label=_("The story it is part of"),
        help_text=_("Views with the same story are told one after another."),
        max_length=160,
        required=False,
    )
    place = forms.IntegerField(
        label=_("Its place in the story"), min_value=0, max_value=9_999, required=False
    )

    def __init__(self, *args: Any, used: Used, factors: Choices, **fields: Any) -> None:
        super().__init__(*args, **fields)
        now = self.initial
        self._choose("clusters", [(each, each) for each in used.clusters], now.get("clusters"))
        self._choose("kinds", [(each, each) for each in used.kinds], now.get("kinds"))
        self._choose("focus_id", [("", _("everything")), *factors], now.get("focus_id"))
        of_attributes = [(f"attributes.{name}", name) for name in used.attributes]
        colours = [("cluster", _("clusters")), ("kind", _("kinds")), *of_attributes]
        sizes = [("links", _("how many links it has")), *of_attributes]
        as_on_the_map = ("", _("the same as on the map"))
        self._choose("colour_by", [as_on_the_map, *colours], now.get("colour_by"))
        self._choose("size_by", [as_on_the_map, *sizes], now.get("size_by"))
        for name in ("clusters", "kinds"):
            if not self.fields[name].choices:  # type: ignore[attr-defined]
                del self.fields[name]

    def _choose(self, name: str, choices: list[Any], now: Any) -> None:
        """Offer these choices, and what is chosen now where it is not among them."""
        known = {str(key) for key, _words in choices}
        chosen = now if isinstance(now, list) else [now] if now else []
        more = [(str(each), str(each)) for each in chosen if str(each) not in known]
        self.fields[name].choices = [*choices, *more]  # type: ignore[attr-defined]

    def said(self, look: dict[str, Any]) -> dict[str, Any]:
        """What the view is to be, as the actions take it, without its focus; `look` is what it looked like before."""
        data = self.cleaned_data
        shows = {
            "clusters": data.get("clusters", []),
            "kinds": data.get("kinds", []),
            "tags": [tag for each in data["tags"].split(",") if (tag := each.strip())],
            "text": data["text"],
        }
        chosen = {name: data[name] for name in ("colour_by", "size_by") if data[name]}
        others = {name: each for name, each in look.items() if name not in ("colour_by", "size_by")}
        return {
            "name": data["name"],
            "words": data["words"],
            "shows": shows,
            "steps": 1 if data["steps"] is None else data["steps"],
            "look": others | chosen,
            "story": data["story"],
        }

    @property
    def focus(self) -> uuid.UUID | None:
        return uuid.UUID(self.cleaned_data["focus_id"]) if self.cleaned_data["focus_id"] else None


class KeepViewForm(ViewForm):
    id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.initial["id"] = uuid7()


class ChangeViewForm(Edits, ViewForm):
    pass


class ActorForm(forms.Form):
    """Who acts: an organisation, of this place or not, or a role."""

    name = forms.CharField(
        label=_("Name"), help_text=_("Of an organisation or a role, not of a person."), max_length=160
    )
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=Actor.Kind.choices,
        widget=forms.RadioSelect,
        initial=Actor.Kind.ORGANISATION,
    )
    organisation_id = IdChoice(label=_("If it is an organisation of this place: which one"), required=False)
    description = forms.CharField(
        label=_("What they do"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )

    def __init__(self, *args: Any, person: Person, **fields: Any) -> None:
        super().__init__(*args, **fields)
        known = Circle.objects.visible_to(person).filter(kind="organisation", ended_at=None).order_by("name")
        choices = [(str(id), name) for id, name in known.values_list("pk", "name")]
        now = str(self.initial.get("organisation_id") or "")
        if now and now not in dict(choices):
            choices.append((now, str(_("one that you do not know of"))))
        self.fields["organisation_id"].choices = [("", _("none of them")), *choices]  # type: ignore[attr-defined]

    @property
    def organisation(self) -> Organisation | None:
        id = self.cleaned_data["organisation_id"]
        return Organisation(pk=uuid.UUID(id), circle_id=uuid.UUID(id)) if id else None

    def said(self) -> dict[str, Any]:
        """What the actor is to be, as the actions take it."""
        words = {name: self.cleaned_data[name] for name in ("name", "kind", "description")}
        return {**words, "organisation": self.organisation}


class NameActorForm(ActorForm):
    id = forms.UUIDField(widget=forms.HiddenInput)
    acts_on = forms.MultipleChoiceField(
        label=_("Which factors they act on"),
        help_text=_("You can say how, afterwards."),
        required=False,
    )

    def __init__(self, *args: Any, factors: Choices, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.initial["id"] = uuid7()
        self.fields["acts_on"].choices = factors  # type: ignore[attr-defined]


class DescribeActorForm(Edits, ActorForm):
    pass


class ActsOnForm(forms.Form):
    factor = forms.ChoiceField(label=_("The factor"))
    how = forms.CharField(
        label=_("How they act on it"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )

    def __init__(self, *args: Any, factors: Choices, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["factor"].choices = [("", _("Choose one")), *factors]  # type: ignore[attr-defined]
