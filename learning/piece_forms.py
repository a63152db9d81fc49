"""What people may type to learn in public: everybody will read it, so it is looked over once more."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from hls_platform.web.choices import offered
from hls_platform.web.edits import Edits
from hls_platform.web.look_over import LookedOver
from learning.models import Consent, Piece
from relationships.models import Person


class PieceForm(LookedOver, forms.ModelForm):
    """A piece, with how its writer is named and what others may do with it."""

    words_for_others = ("title", "text")
    id = forms.UUIDField(widget=forms.HiddenInput)

    class Meta:
        model = Piece
        fields = ("title", "text", "credit", "licence")
        widgets = {"text": forms.Textarea(attrs={"rows": 10}), "licence": forms.RadioSelect}
        help_texts = {
            "text": _("What happened is not the point: what do you know now that others could use?")
        }

    def __init__(self, *args: Any, person: Person, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["licence"].choices = offered(Piece.Licence.choices)  # type: ignore[attr-defined]
        if "id" in self.fields:
            self.fields["id"].initial = uuid7
            self.fields["credit"].initial = person.name

    def _post_clean(self) -> None:
        """What may be kept is the action's to say: no model validation here."""


class ChangePieceForm(Edits, PieceForm):
    """A piece, to be changed."""

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        del self.fields["id"]


class ConsentForm(LookedOver):
    """Whether one's words may stand in a piece: which, and under which name."""

    words_for_others = ("own_words",)
    edition = forms.IntegerField(widget=forms.HiddenInput)
    own_words = forms.CharField(
        label=_("Your words, as they may stand there"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Change what you like: they are yours."),
    )
    credit = forms.CharField(
        label=_("Your name, as it stands there"),
        max_length=120,
        required=False,
        help_text=_("Leave it empty to stand there without a name."),
    )

    def __init__(self, *args: Any, consent: Consent, edition: int, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["edition"].initial = edition
        self.fields["credit"].initial = consent.credit
        if consent.quote.authors == 1:
            self.fields["own_words"].initial = consent.quote.words
        else:
            del self.fields["own_words"]
