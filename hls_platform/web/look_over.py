"""The step before others read what was written: what in it may tell who somebody is. It is shown once and never forbidden."""

from collections.abc import Iterable
from typing import Any, ClassVar, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hls_platform.recognisable import Found, found_in, with_instead

INSTEAD = "instead:"
"""How the name of a field begins that says what to write in place of the wording that follows."""
MOST_SHOWN = 12
RECOGNISABLE = "recognisable"
"""The code of the error that says what was found."""


def texts_of(said: Any) -> list[str]:
    """The texts in what was typed into a field: one, or those of a list."""
    return [str(text) for text in said] if isinstance(said, list) else [str(said or "")]


class LookedOver(forms.Form):
    """A form that asks to look once more when `words_for_others` seem to hold a name, a number or an address.

    Ticking `looked_over`, which then appears, keeps them as they are; the button `leave_out` puts something else in
    their place and shows the words again. What was found is in `recognisable`, for this one answer, and kept nowhere.
    What the form was opened with has been looked over before.
    """

    words_for_others: ClassVar[tuple[str, ...]] = ("text",)
    looked_over = forms.BooleanField(
        label=gettext_lazy("I have looked at this, and it can stay as it is"), required=False
    )

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.recognisable: list[Found] = []

    def others_will_read(self) -> bool:
        """Whether anybody but the author will see it."""
        return True

    def words(self) -> Iterable[str]:
        """What others will read."""
        return [text for name in self.words_for_others for text in texts_of(self.cleaned_data.get(name))]

    @property
    def leaves_out(self) -> bool:
        """Whether the button was pressed that puts something else in place of what was found."""
        return "leave_out" in self.data

    @property
    def instead(self) -> dict[str, str]:
        """What the author would rather write, by the wording it replaces; an emptied box leaves it as it is."""
        sent = {name: str(value).strip() for name, value in self.data.items() if name.startswith(INSTEAD)}
        return {name.removeprefix(INSTEAD): value for name, value in sent.items() if value}

    def clean(self) -> dict[str, Any]:
        super().clean()
        looked_over = self.cleaned_data.pop("looked_over", False)
        if not self.others_will_read():
            return self.cleaned_data
        if self.leaves_out:
            self.leave_out()
            self.add_error(
                None, _("What you chose stands there now. Read it once more, then press the button below.")
            )
        before = {
            found.text
            for found in found_in(
                text for name in self.words_for_others for text in texts_of(self.initial.get(name))
            )
        }
        found = [each for each in found_in(self.words()) if each.text not in before]
        if found and not looked_over:
            self.recognisable = found[:MOST_SHOWN]
            named = ", ".join(f"“{each.text}” ({each.kind.label})" for each in self.recognisable)
            said = _("Others will read this, and it may tell them who somebody is: %(found)s.")
            self.add_error(None, forms.ValidationError(said % {"found": named}, code=RECOGNISABLE))
        return self.cleaned_data

    def leave_out(self) -> None:
        """Write in the form's own fields what the author chose instead."""
        data = cast(QueryDict, self.data).copy()
        for name in self.words_for_others:
            texts = [with_instead(text, self.instead) for text in data.getlist(name)]
            data.setlist(name, texts)
            self.cleaned_data[name] = (
                texts if isinstance(self.cleaned_data.get(name), list) else "".join(texts)
            )
        self.data = data

    def visible_fields(self) -> list[forms.BoundField]:
        """The fields to fill in, without the tick, which stands beside what was found."""
        return [each for each in super().visible_fields() if each.name != "looked_over"]
