"""Forms that edit what somebody else, or oneself in another window, may have changed since the page was opened."""

import datetime
from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hls_platform.actions import Refused
from hls_platform.versions import ChangedMeanwhile, version_of


class Edits(forms.Form):
    """A form that carries the version it was opened with, as `read`, which the action compares under its lock.

    When the action raises ChangedMeanwhile, `refuse` makes the page show, field by field, what stands there now beside
    what was typed, and asks which is to stay; what was typed stays in its box and can be changed. The answer comes back
    as `keep-<field>`, for each field named in `differing`. Works without JavaScript; components/form.html shows it.
    """

    read = forms.CharField(widget=forms.HiddenInput, required=False)
    stored: ClassVar[Mapping[str, str]] = {}
    """The names under which fields are stored, where those are others than the form's."""

    def __init__(self, *args: Any, now: Mapping[str, Any], **fields: Any) -> None:
        """`now` is what is kept now, by the names under which it is stored (`hls_platform.versions.kept`)."""
        self.now = now
        shown = {name: value for name in self.base_fields if (value := self._kept(name)) is not None}
        fields["initial"] = shown | (fields.get("initial") or {}) | {"read": self._version()}
        super().__init__(*args, **fields)
        self.sent: Any = self.data
        if self.is_bound and self.differing:
            self.data = self._as_chosen()
            self._show_both()

    def _version(self) -> str:
        return version_of(self.now)

    def _kept(self, name: str) -> Any:
        return self.now.get(self.stored.get(name, name))

    @property
    def differing(self) -> list[str]:
        """The fields of which two versions were shown on the page that was sent."""
        named = self.sent.getlist("differing") if isinstance(self.sent, QueryDict) else []
        return [name for name in named if name in self.fields and self.stored.get(name, name) in self.now]

    def _as_chosen(self) -> QueryDict:
        """What was sent, with what is kept in the place of what was typed where the person chose so."""
        chosen: QueryDict = self.sent.copy()
        for name in self.differing:
            if chosen.get(f"keep-{name}") == "there":
                field, value = self.fields[name], self._kept(name)
                if isinstance(value, list):
                    chosen.setlist(name, value)
                    continue
                if isinstance(field.widget, forms.CheckboxInput):
                    chosen.setlist(name, ["on"] if value else [])
                    continue
                prepared = field.prepare_value(value)
                if isinstance(prepared, list):
                    chosen.setlist(name, [str(each) for each in prepared])
                    continue
                one_of_many = isinstance(field.widget, forms.widgets.ChoiceWidget)
                said = prepared if one_of_many else field.widget.format_value(prepared)
                chosen[name] = "" if said is None else str(said)
        return chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.differing:
            if self.sent.get(f"keep-{name}") not in {"there", "mine"}:
                self.add_error(name, _("Say which of the two is to stay."))
        return cleaned

    def refuse(self, refused: Refused) -> None:
        """Say on the page why nothing was saved; with both versions, where it was changed meanwhile."""
        if isinstance(refused, ChangedMeanwhile):
            typed: QueryDict = self.sent.copy()
            self.now = refused.now
            names = [
                name
                for name, field in self.fields.items()
                if self.stored.get(name, name) in self.now
                and field.has_changed(self._kept(name), field.widget.value_from_datadict(typed, {}, name))
            ]
            for name in self.differing:
                typed.pop(f"keep-{name}", None)
            typed.setlist("differing", names)
            typed["read"] = self._version()
            self.sent = self.data = typed
            self._show_both()
        self.add_error(None, str(refused))

    def _show_both(self) -> None:
        for name in self.differing:
            both = self[name]
            both.there = partial(self._in_words, name)  # type: ignore[attr-defined]
            both.kept_choice = self.sent.get(f"keep-{name}", "")  # type: ignore[attr-defined]

    def _in_words(self, name: str) -> str:
        """What is kept of a field, as one reads it."""
        value, choices = self._kept(name), getattr(self.fields[name], "choices", None)
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if value in (None, "") and not isinstance(self.fields[name].widget, forms.RadioSelect):
            return _("Nothing")
        if isinstance(value, list):
            if choices is not None:
                return ", ".join(str(words) for key, words in choices if key in value) or _("Nothing")
            return "\n\n".join(filter(None, value)) or _("Nothing")
        if choices is not None:
            value = "" if value is None else value
            return next(
                (capfirst(str(words)) for key, words in choices if str(key) == str(value)), str(value)
            )
        if isinstance(value, datetime.date):
            return formats.localize(self.fields[name].prepare_value(value))
        return str(value)
