"""What people may write in the table twin of a map. What a form was opened with comes back with it, so that only what was changed is a change."""

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hls_platform.identifiers import uuid7
from systems.changing.steps import ATTRIBUTE, MOST_TAGS
from systems.models import Factor, Link, SystemMap

NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,9})?")
OF_AN_ATTRIBUTE = "attribute-"
Choices = Sequence[tuple[str, str]]


class Offering(forms.TextInput):
    """A box to type in that offers words which were used before."""

    def __init__(self) -> None:
        super().__init__()
        self.offered: Iterable[str] = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        offered = list(self.offered)
        if not offered:
            return super().render(name, value, attrs, renderer)
        words = f"words-{(attrs or {}).get('id', name)}"
        box = super().render(name, value, {**(attrs or {}), "list": words}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((each,) for each in offered))
        return format_html('{}<datalist id="{}">{}</datalist>', box, words, options)


class Drawn(forms.Form):
    """A form whose answer is one change: it carries that change's id, and the number of the last change that its page showed."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, map: SystemMap, **fields: Any) -> None:
        fields["initial"] = {"id": uuid7(), "seen": map.version, **(fields.get("initial") or {})}
        super().__init__(*args, **fields)

    @property
    def sent(self) -> dict[str, Any]:
        """The change's `id` and what it had `seen`."""
        return {"id": self.cleaned_data["id"], "seen": self.cleaned_data["seen"]}

    def altered(self, names: Iterable[str]) -> dict[str, Any]:
        """Of these fields those that are not as the form was opened, with what they are to be."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name in set(names)}


def _kept(field: type[forms.Field], **said: Any) -> Any:
    """A field that remembers what it was opened with."""
    return field(required=said.pop("required", False), show_hidden_initial=True, **said)


class AddFactorForm(Drawn):
    thing = forms.UUIDField(widget=forms.HiddenInput)
    label = forms.CharField(label=gettext_lazy("Name of the factor"), max_length=300)
    cluster = forms.CharField(
        label=gettext_lazy("Cluster"), max_length=160, required=False, widget=Offering()
    )

    def __init__(self, *args: Any, clusters: Iterable[str] = (), **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.initial["thing"] = uuid7()
        self.fields["cluster"].widget.offered = clusters


class FactorForm(Drawn):
    """All that is said of a factor; each of its attributes is a field of its own."""

    label = _kept(forms.CharField, label=gettext_lazy("Name"), max_length=300, required=True)
    description = _kept(
        forms.CharField,
        label=gettext_lazy("Description"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    cluster = _kept(forms.CharField, label=gettext_lazy("Cluster"), max_length=160, widget=Offering())
    kind = _kept(forms.CharField, label=gettext_lazy("Kind"), max_length=120, widget=Offering())
    tags = _kept(
        forms.CharField,
        label=gettext_lazy("Tags"),
        max_length=7000,
        help_text=gettext_lazy("With commas between them."),
    )
    attribute = forms.CharField(
        label=gettext_lazy("Something else to say of it: what that is called"),
        max_length=120,
        required=False,
        widget=Offering(),
        help_text=gettext_lazy("For example: budget."),
    )
    value = forms.CharField(label=gettext_lazy("And what it is"), max_length=10_000, required=False)
    x = _kept(
        forms.FloatField, label=gettext_lazy("Place on the picture, across"), min_value=-1e7, max_value=1e7
    )
    y = _kept(
        forms.FloatField, label=gettext_lazy("Place on the picture, down"), min_value=-1e7, max_value=1e7
    )
    pinned = _kept(
        forms.BooleanField, label=gettext_lazy("It stays in its place when the others are laid out anew")
    )

    PLAIN = ("label", "description", "cluster", "kind", "x", "y", "pinned")

    def __init__(self, *args: Any, factor: Factor, used: Any = None, **fields: Any) -> None:
        self.factor = factor
        fields["initial"] = {
            **{name: getattr(factor, name) for name in self.PLAIN},
            "tags": ", ".join(factor.tags),
        }
        super().__init__(*args, **fields)
        sent = [name for name in self.data if name.startswith(OF_AN_ATTRIBUTE)]
        named = {name for each in sent if (name := _attribute_of(each))}
        for name in sorted({*factor.attributes, *named}):
            field = _kept(forms.CharField, label=name, max_length=10_000)
            field.initial = _as_typed(factor.attributes.get(name))
            self.fields[_field_of(name)] = field
        self.order_fields(
            [
                *("label", "description", "cluster", "kind", "tags"),
                *map(_field_of, sorted({*factor.attributes, *named})),
            ]
        )
        if used is not None:
            for name, offered in (
                ("cluster", used.clusters),
                ("kind", used.kinds),
                ("attribute", used.attributes),
            ):
                self.fields[name].widget.offered = offered

    def clean_tags(self) -> list[str]:
        tags = list(
            dict.fromkeys(filter(None, (each.strip() for each in self.cleaned_data["tags"].split(","))))
        )
        if len(tags) > MOST_TAGS or any(len(tag) > 120 for tag in tags):
            raise forms.ValidationError(
                _("At most %(most)d tags, each of at most 120 letters.") % {"most": MOST_TAGS}
            )
        return tags

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("value") and not cleaned.get("attribute"):
            self.add_error("attribute", _("Say what that is called."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """What is to be set on the factor: of what was changed here, and nothing else."""
        said = self.altered([*self.PLAIN, "tags"])
        for name in self.changed_data:
            if name.startswith(OF_AN_ATTRIBUTE) and (called := _attribute_of(name)):
                said[ATTRIBUTE + called] = _meant(self.cleaned_data[name], self.factor.attributes.get(called))
        if called := self.cleaned_data["attribute"]:
            said[ATTRIBUTE + called] = _meant(self.cleaned_data["value"], None)
        return said


def _field_of(attribute: str) -> str:
    return OF_AN_ATTRIBUTE + attribute.encode().hex()


def _attribute_of(field: str) -> str:
    """The attribute that a field of the form is about; "" for a name that means nothing."""
    try:
        return bytes.fromhex(field.removeprefix(OF_AN_ATTRIBUTE)).decode()[:120].strip("\0 ")
    except ValueError:
        return ""


def _as_typed(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


def _meant(typed: str, before: Any) -> Any:
    """What was typed, as it is kept: a number, yes and no where it was that before, text, or None for nothing."""
    if not typed.strip():
        return None
    if isinstance(before, bool) and typed.strip().casefold() in (_("yes").casefold(), _("no").casefold()):
        return typed.strip().casefold() == _("yes").casefold()
    if NUMBER.fullmatch(typed.strip()):
        return float(typed) if "." in typed else int(typed)
    return typed.strip()


STRENGTHS = (gettext_lazy("weak"), gettext_lazy("medium"), gettext_lazy("strong"))
CONFIDENCES = (gettext_lazy("a guess"), gettext_lazy("some of us think so"), gettext_lazy("we have seen it"))


class LinkForm(Drawn):
    """All that is said of a link."""

    source = _kept(forms.ChoiceField, label=gettext_lazy("From"), required=True)
    target = _kept(forms.ChoiceField, label=gettext_lazy("To"), required=True)
    polarity = _kept(
        forms.ChoiceField,
        label=gettext_lazy("Direction of change"),
        choices=Link.Polarity.choices,
        widget=forms.RadioSelect,
    )
    delay = _kept(forms.BooleanField, label=gettext_lazy("It takes time"))
    strength = _kept(forms.CharField, label=gettext_lazy("Strength"), max_length=40, widget=Offering())
    confidence = _kept(
        forms.CharField, label=gettext_lazy("How sure we are"), max_length=40, widget=Offering()
    )
    evidence = _kept(
        forms.CharField,
        label=gettext_lazy("What makes us think so"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    label = _kept(forms.CharField, label=gettext_lazy("Name of the link"), max_length=300)
    description = _kept(
        forms.CharField,
        label=gettext_lazy("Description"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    kind = _kept(forms.CharField, label=gettext_lazy("Kind"), max_length=120)

    FIELDS = (
        "source", "target", "polarity", "delay", "strength", "confidence", "evidence", "label", "description", "kind",
    )  # fmt: skip

    def __init__(self, *args: Any, link: Link, factors: Choices, **fields: Any) -> None:
        fields["initial"] = {name: getattr(link, name) for name in self.FIELDS} | {
            "source": str(link.source_id),
            "target": str(link.target_id),
        }
        super().__init__(*args, **fields)
        for end in ("source", "target"):
            self.fields[end].choices = factors  # type: ignore[attr-defined]
        self.fields["strength"].widget.offered = STRENGTHS
        self.fields["confidence"].widget.offered = CONFIDENCES

    def values(self) -> dict[str, Any]:
        """What is to be set on the link: of what was changed here, and nothing else."""
        return self.altered(self.FIELDS)


class AddLinkForm(Drawn):
    """A link at a factor: to or from another one, which may be new."""

    thing = forms.UUIDField(widget=forms.HiddenInput)
    new_id = forms.UUIDField(widget=forms.HiddenInput)
    way = forms.ChoiceField(label=gettext_lazy("Which way"), widget=forms.RadioSelect, initial="to")
    other = forms.ChoiceField(label=gettext_lazy("The other factor"), required=False)
    new = forms.CharField(label=gettext_lazy("Or the name of a new one"), max_length=300, required=False)
    polarity = forms.ChoiceField(
        label=gettext_lazy("Direction of change"),
        choices=Link.Polarity.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    delay = forms.BooleanField(label=gettext_lazy("It takes time"), required=False)

    def __init__(self, *args: Any, factor: Factor, factors: Choices, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.initial.update(thing=uuid7(), new_id=uuid7())
        self.fields["way"].choices = [  # type: ignore[attr-defined]
            ("to", _("%(factor)s leads to it") % {"factor": factor.label}),
            ("from", _("it leads to %(factor)s") % {"factor": factor.label}),
        ]
        self.fields["other"].choices = [("", _("Choose one")), *factors]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("other")) == bool(cleaned.get("new")) and "other" not in self.errors:
            self.add_error("other", _("Choose a factor, or name a new one; one of the two."))
        return cleaned

    def steps(self, factor: Factor) -> list[dict[str, Any]]:
        """The new link, after the new factor where it leads to one."""
        said, steps = self.cleaned_data, list[dict[str, Any]]()
        other = said["other"]
        if said["new"]:
            other = str(said["new_id"])
            steps.append(
                {"on": "factor", "id": other, "set": {"label": said["new"], "cluster": factor.cluster}}
            )
        ends = (str(factor.pk), other) if said["way"] == "to" else (other, str(factor.pk))
        drawn = {"source": ends[0], "target": ends[1], "polarity": said["polarity"], "delay": said["delay"]}
        return [*steps, {"on": "link", "id": str(said["thing"]), "set": drawn}]


class JoinForm(Drawn):
    other = forms.ChoiceField(
        label=gettext_lazy("Which one means the same"),
        help_text=gettext_lazy(
            "Its links and words come here, and it goes off the map. One step, which can be taken back."
        ),
    )

    def __init__(self, *args: Any, factors: Choices, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["other"].choices = [("", _("Choose one")), *factors]  # type: ignore[attr-defined]


class SplitForm(Drawn):
    thing = forms.UUIDField(widget=forms.HiddenInput)
    label = forms.CharField(label=gettext_lazy("What the other part is called"), max_length=300)
    goes = forms.MultipleChoiceField(
        label=gettext_lazy("Which links go with it"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, links: Iterable[Link], **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.initial["thing"] = uuid7()
        self.fields["goes"].choices = [  # type: ignore[attr-defined]
            (str(link.pk), f"{link.source.label} → {link.target.label}") for link in links
        ]

    def taken(self) -> set[uuid.UUID]:
        """The ids of the links that go."""
        return {uuid.UUID(each) for each in self.cleaned_data["goes"]}


class AboutMapForm(Drawn):
    """What a map is called and about, and what its colours and sizes mean."""

    name = _kept(forms.CharField, label=gettext_lazy("Name"), max_length=160, required=True)
    description = _kept(
        forms.CharField,
        label=gettext_lazy("What this map is about"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    colour_by = _kept(forms.ChoiceField, label=gettext_lazy("Colours tell"))
    size_by = _kept(forms.ChoiceField, label=gettext_lazy("Sizes tell"))

    def __init__(self, *args: Any, about: SystemMap, attributes: Iterable[str], **fields: Any) -> None:
        self.look: Mapping[str, Any] = about.look
        fields["initial"] = {
            "name": about.name,
            "description": about.description,
            "colour_by": about.look.get("colour_by", "cluster"),
            "size_by": about.look.get("size_by", ""),
        }
        super().__init__(*args, map=about, **fields)
        of_attributes = [(ATTRIBUTE + name, name) for name in attributes]
        colours = [("cluster", _("clusters")), ("kind", _("kinds")), *of_attributes]
        sizes = [("", _("nothing")), ("links", _("how many links it has")), *of_attributes]
        for name, choices in (("colour_by", colours), ("size_by", sizes)):
            there = str(fields["initial"][name])
            known = {key for key, _words in choices}
            self.fields[name].choices = choices if there in known else [*choices, (there, there)]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What is to be set on the map."""
        said = self.altered(["name", "description"])
        if look := self.altered(["colour_by", "size_by"]):
            said["look"] = {**self.look, **look}
        return said
