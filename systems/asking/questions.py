"""Every question that a map can be asked, by its name in the address."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hls_platform.web.choices import offered
from relationships.models import Person
from systems.asking import acquaintance, factors, loops, whole
from systems.asking.answer import Answer
from systems.asking.kept import kept_ones
from systems.asking.reading import MapRead

OF_ONE = {
    "reaches": _("What does it reach?"),
    "reached-by": _("What reaches it?"),
    "rises": _("What if it rose?"),
    "falls": _("What if it fell?"),
    "ways": _("Which ways lead from it to another?"),
    "on-loops": _("Which loops is it on?"),
}
OF_ALL = {
    "brokers": _("What does much go through?"),
    "bottlenecks": _("What holds the map together?"),
    "parts": _("What hangs together with nothing?"),
    "signs": _("Where do signs contradict each other?"),
    "untouched": _("What does nobody act on?"),
    "actors": _("Who acts on the same without knowing each other?"),
    "kept": _("What has become of the loops with a name?"),
}
LOOPS = "loops"
LOOPS_IN_AN_ANSWER = 30


class AskForm(forms.Form):
    """A question about one factor. What it is asked about is on the map."""

    question = forms.ChoiceField(label=_("Question"))
    factor = forms.ChoiceField(label=_("Factor"))
    to = forms.ChoiceField(label=_("The other factor, for ways"), required=False)
    links = forms.IntegerField(label=_("At most so many links"), min_value=1, max_value=8, required=False)

    def __init__(self, *args: Any, read: MapRead, **fields: Any) -> None:
        super().__init__(*args, **fields)
        named = sorted(zip(read.labels, map(str, read.ids), strict=True), key=lambda each: each[0].lower())
        choices = [(id, label) for label, id in named]
        self.fields["question"].choices = offered(OF_ONE.items())  # type: ignore[attr-defined]
        self.fields["factor"].choices = choices  # type: ignore[attr-defined]
        self.fields["to"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("question") == "ways" and not said.get("to"):
            self.add_error("to", _("Choose the factor that the ways are to lead to."))
        return said


def ask_about_one(
    read: MapRead, question: str, factor: uuid.UUID, *, to: uuid.UUID | None = None, links: int | None = None
) -> Answer:
    """The answer to a question of OF_ONE. Raises KeyError for factors that are not on the map."""
    number, links = read.numbers[factor], links or 4
    if question == "ways":
        return factors.ways(read, number, read.numbers[to or factor], links)
    if question == "on-loops":
        return loops.on_it(read, number, links, LOOPS_IN_AN_ANSWER)
    if question == "reaches":
        return factors.what_it_reaches(read, number, links)
    if question == "reached-by":
        return factors.what_reaches_it(read, number, links)
    return factors.what_if(read, number, 1 if question == "rises" else -1, links)


def ask_about_all(read: MapRead, question: str, person: Person, *, links: int | None = None) -> Answer:
    """The answer to a question of OF_ALL, or to that after loops."""
    if question == LOOPS:
        return loops.loops(read, loops.look_now(read, links or 5), LOOPS_IN_AN_ANSWER)
    if question == "actors":
        return acquaintance.actors(read, person)
    asked = {
        "brokers": whole.brokers,
        "bottlenecks": whole.bottlenecks,
        "parts": whole.parts,
        "signs": whole.signs,
        "untouched": whole.untouched,
        "kept": kept_ones,
    }
    return asked[question](read)
