"""What people say of a map and the work."""

import uuid
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from learning.models import Insight
from learning.models.tie import NOUNS
from relationships.models import Person
from systems.models import SystemMap

MANY = {
    "insight": _("what we now think"),
    "question": _("what we ask"),
    "experiment": _("what we try"),
    "measure": _("what we measure"),
    "adaptation": _("what we do differently"),
    "organisation": _("organisations"),
}


class TieForm(forms.Form):
    """One thing of the work, chosen from all nouns at once."""

    thing = forms.ChoiceField(label=_("It hangs together with"))

    def __init__(self, *args: Any, things: dict[str, list[tuple[uuid.UUID, str]]], **fields: Any) -> None:
        super().__init__(*args, **fields)
        grouped = [
            (capfirst(str(MANY[noun])), [(f"{noun}:{id}", said) for id, said in found])
            for noun, found in things.items()
            if found
        ]
        self.fields["thing"].choices = [("", _("Choose one")), *grouped]  # type: ignore[attr-defined]

    def clean_thing(self) -> Any:
        """The row that was chosen; it was among those that can be seen."""
        noun, _colon, id = self.cleaned_data["thing"].partition(":")
        found = NOUNS[noun]._default_manager.filter(pk=id).first()
        if found is None:
            raise forms.ValidationError(_("What you chose is not there any more."))
        return found


class ReasonForm(forms.Form):
    insight = forms.ModelChoiceField(
        Insight.objects.none(), label=_("Which insight led to it"), empty_label=_("Choose one")
    )

    def __init__(self, *args: Any, person: Person, map: SystemMap, **fields: Any) -> None:
        super().__init__(*args, **fields)
        of_circle = Insight.objects.visible_to(person).filter(circle=map.circle_id)
        self.fields["insight"].queryset = of_circle.order_by("-created_at", "-id")  # type: ignore[attr-defined]
