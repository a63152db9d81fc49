"""Bringing in notes that people have already: the file, and what its columns mean."""

from collections.abc import Sequence
from itertools import islice
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hls_platform.web.look_over import LookedOver
from learning.actions.note_files import LARGEST_FILE, opened
from learning.bringing_in.columns import Columns
from learning.bringing_in.days import Order
from learning.bringing_in.notes import Note, Reading
from learning.forms import seen_by
from learning.models import (
    BringIn,
)
from relationships.models import Circle


class FileForm(forms.Form):
    """A file of notes to bring in."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("CSV or Excel (.xlsx), up to 16 MB. Its first row says what the columns are."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def content(self) -> dict[str, Any]:
        """What it is called, and what is in it; no more than a little beyond what may be taken."""
        sent = self.cleaned_data["file"]
        return {"name": sent.name, "content": sent.read(LARGEST_FILE + 1)}


class MatchForm(LookedOver):
    """What the columns of a `file` hold, which are offered by name, and who else reads its notes."""

    MOST_SHARED = 200
    """More nobody looks over; and a circle reads what was chosen for it, not a whole notebook."""
    day = forms.TypedChoiceField(label=_("The day it happened"), required=False)
    text = forms.TypedChoiceField(label=_("What happened (the words)"), required=False)
    what = forms.TypedChoiceField(label=_("What?"), required=False)
    so_what = forms.TypedChoiceField(label=_("So what?"), required=False)
    now_what = forms.TypedChoiceField(label=_("Now what?"), required=False)
    kind = forms.TypedChoiceField(label=_("What it was"), required=False)
    order = forms.ChoiceField(
        label=_("Days such as 3/4/2026"),
        required=False,
        choices=[
            (Order.NOT_SAID, _("As the file gives away")),
            (Order.DAY, _("The day comes first: 3 April")),
            (Order.MONTH, _("The month comes first: 4 March")),
        ],
    )
    share_with = forms.ChoiceField(label=_("Who reads them"), required=False)

    columns = ("day", "text", "what", "so_what", "now_what", "kind")

    def __init__(self, *args: Any, file: BringIn, circles: Sequence[Circle], **fields: Any) -> None:
        known = {name: str(place) for name, place in file.columns.items()}
        initial = {**known, "order": file.day_order, "share_with": str(file.circle_id or "")}
        super().__init__(*args, initial=initial, **fields)
        self.file = file
        self.circles = {str(circle.pk): circle for circle in circles}
        places = [
            (str(n), name or gettext("column %(n)s") % {"n": n + 1}) for n, name in enumerate(file.header)
        ]
        for name in self.columns:
            field = cast(forms.TypedChoiceField, self.fields[name])
            field.choices, field.coerce, field.empty_value = [("", _("No column")), *places], int, None
        cast(forms.ChoiceField, self.fields["share_with"]).choices = [
            ("", _("Only you")),
            *((key, seen_by(circle)) for key, circle in self.circles.items()),
        ]

    def others_will_read(self) -> bool:
        return bool(self.cleaned_data.get("share_with"))

    def words(self) -> list[str]:
        """The words of its notes; where there are more than anybody looks over, none, and it is said."""
        content = BringIn.objects.values_list("content", flat=True).get(pk=self.file.pk)
        today = timezone.localdate()
        notes = Reading(
            opened(bytes(content or b"")), self._columns(), order=self.cleaned_data["order"], today=today
        )
        first = list(islice((note for note in notes if isinstance(note, Note)), self.MOST_SHARED + 1))
        if len(first) > self.MOST_SHARED:
            self.add_error(
                "share_with",
                gettext(
                    "More than %(n)s notes cannot be shared at once: nobody looks so many over. "
                    "Bring them in for yourself, and share those that you choose."
                )
                % {"n": self.MOST_SHARED},
            )
            return []
        return [words for note in first for words in note[2:]]

    def leave_out(self) -> None:
        """Words of a file are changed in the file."""

    def _columns(self) -> Columns:
        return Columns(**{name: self.cleaned_data.get(name) for name in self.columns})

    def matched(self) -> dict[str, Any]:
        """What the action is told."""
        return {
            "columns": self._columns(),
            "order": Order(self.cleaned_data["order"]),
            "circle": self.circles.get(self.cleaned_data["share_with"]),
        }
