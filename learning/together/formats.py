"""The formats of a session: which phases it goes through, and what everybody is asked when they write alone.

After-action review, most significant change (Davies and Dart) and the action learning set (Revans) are the practice of
others; what they ask is told here in our own words.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from learning.models import Note, Phase, SenseMaking

Words = str | Promise


@dataclass(frozen=True)
class Format:
    """One way to make sense together."""

    key: str
    says: Words
    """What it is good for."""
    asks: Words
    """What everybody is asked when they write alone."""
    alone: str = Note.Kind.NOTE
    """What they write there."""
    groups: tuple[Words, ...] = ()
    """The groups that are there from the beginning: everybody says to which a note belongs."""
    chooses: bool = False
    """Whether notes are chosen together, by writing why."""
    presents: bool = False
    """Whether one person presents, and the others ask."""

    @property
    def phases(self) -> tuple[Phase, ...]:
        """The phases it goes through, in their order."""
        grouped = () if self.chooses or self.presents else (Phase.GROUPED,)
        return (
            Phase.LOBBY, Phase.ALONE, Phase.SHOWN, *grouped, Phase.DISAGREE, Phase.OUTCOME, Phase.MINUTE, Phase.KEPT,
        )  # fmt: skip


FORMATS = {
    each.key: each
    for each in (
        Format(
            SenseMaking.Format.GROUPING,
            says=_("Everybody writes down what they notice; then you look for what belongs together."),
            asks=_("What do you notice? One thought in each note."),
        ),
        Format(
            SenseMaking.Format.REVIEW,
            says=_("You look back at something you did together: four questions, and no blame."),
            asks=_("Take each of the four questions in turn. One thought in each note."),
            groups=(
                _("What did we expect?"),
                _("What happened?"),
                _("Why, do we think?"),
                _("What will we keep or change?"),
            ),
        ),
        Format(
            SenseMaking.Format.CHANGE,
            says=_(
                "Everybody tells a story of change. You choose together which ones matter most, by saying why."
            ),
            asks=_("Tell one story: what changed, for whom, and why it matters to you."),
            chooses=True,
        ),
        Format(
            SenseMaking.Format.ACTION,
            says=_(
                "One person brings something that is hard just now. The others ask open questions, and give no advice."
            ),
            asks=_("Listen first. Then write the open questions that you would like to ask."),
            alone=Note.Kind.QUESTION,
            presents=True,
        ),
    )
}


def format_of(sense_making: SenseMaking) -> Format:
    """How this session goes."""
    return FORMATS[sense_making.format]


def next_phase(sense_making: SenseMaking) -> Phase | None:
    """Where it goes next; None when it is kept."""
    phases = format_of(sense_making).phases
    place = phases.index(Phase(sense_making.phase))
    return phases[place + 1] if place + 1 < len(phases) else None


def phase_before(sense_making: SenseMaking) -> Phase | None:
    """Where it can go back to; None where nothing can be taken back: what was shown has been seen."""
    phases = format_of(sense_making).phases
    place = phases.index(Phase(sense_making.phase))
    back_to = phases[place - 1] if place else Phase.LOBBY
    return back_to if back_to not in (Phase.LOBBY, Phase.ALONE) and sense_making.kept_at is None else None


def is_advice(question: str) -> bool:
    """Whether what should be an open question does not ask: it ends without a question mark, or says what to do."""
    said = question.strip().lower()
    return not said.rstrip("”\"')").endswith(("?", "？", ";", "؟")) or said.startswith(ADVICE)


ADVICE = (
    "have you tried",
    "why don’t you",
    "why don't you",
    "shouldn’t you",
    "shouldn't you",
    "you should",
    "you could",
)
"""How advice begins that wears a question mark. (Other languages: the question mark alone.)"""
