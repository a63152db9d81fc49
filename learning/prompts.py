"""Sets of questions that help to think: those that come with the place, in the language that is spoken.

Each has a version. Whoever changes the questions of a set adds a version here and leaves the earlier one, which old
reflections answer. What a circle asks of its own stands in `learning.models.prompt_set`.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext_lazy as _

MOST_QUESTIONS = 8


@dataclass(frozen=True)
class Asked:
    """A set of questions as a reflection answers it, or is about to."""

    key: str
    """“gibbs:1”, or the id of a version of a circle's own."""
    name: Any
    questions: Sequence[Any]
    about: Any = ""
    consent: bool = field(default=False)
    """Whether they are about another person's own words, which that person has to agree to."""


GIBBS = Asked(
    "gibbs:1",
    _("Round the whole of it (Gibbs)"),
    (
        _("What happened?"),
        _("What did you feel and think while it happened?"),
        _("What was good about it, and what was hard?"),
        _("What do you make of it now?"),
        _("What else could you have done?"),
        _("If it came again, what would you do?"),
    ),
    _("Six steps, when something goes on turning in your head."),
)
VEST = Asked(
    "vest:1",
    _("Variety, empathy, strengths, trust"),
    (
        _("What made this person or this situation different from any other?"),
        _("How did it look from where they stand?"),
        _("What strengths did you see: theirs, and of those around them?"),
        _("Who trusted whom, and what made that easier or harder?"),
    ),
    _("Four looks at one situation, as human learning systems look at it."),
)
AFTER_ACTION = Asked(
    "after-action:1",
    _("After something was done"),
    (
        _("What did we expect?"),
        _("What happened in fact?"),
        _("Why was it different, or the same?"),
        _("What will we keep, and what will we change?"),
    ),
    _("An after-action review, for something that was planned and is over. Nobody is to blame in it."),
)
STRENGTH = Asked(
    "strength:1",
    _("A moment of strength"),
    (
        _("When did somebody do well, or do better than anyone thought?"),
        _("What strength of theirs carried it?"),
        _("Who or what made room for it?"),
        _("Where could there be more of this?"),
    ),
    _("For what worked, which is told less often than what did not."),
)
WISDOM = Asked(
    "wisdom:1",
    _("Wisdom from the streets"),
    (
        _("What did somebody say, in their own words?"),
        _("What were you talking about when they said it?"),
        _("What does it ask of us, or of those who could change something?"),
    ),
    _("What a person told you that others should hear, word for word, with their consent."),
    consent=True,
)
BUILT_IN = {each.key: each for each in (GIBBS, VEST, AFTER_ACTION, STRENGTH, WISDOM)}
"""Every version there ever was, by its key."""
OFFERED = (GIBBS, VEST, AFTER_ACTION, STRENGTH, WISDOM)
"""The latest version of each. What, so what and now what (Driscoll) stand in the Reflect box itself."""


def answered(key: str, questions: Sequence[str], answers: Sequence[str]) -> list[tuple[str, str]]:
    """Each answer that says something, with the question it answers: of a set of ours in the reader's language, of a
    circle's own in its words as they were (`questions`); without one where it is not known."""
    asked = BUILT_IN[key].questions if key in BUILT_IN else questions
    return [
        (str(question), answer) for question, answer in zip_longest(asked, answers, fillvalue="") if answer
    ]


def as_version(key: str) -> uuid.UUID | None:
    """The id of a version of a circle's own set, where `key` is one."""
    try:
        return uuid.UUID(key)
    except ValueError:
        return None


def needs_consent(key: str) -> bool:
    """Whether answers to this set hold another person's own words, which are shared only where that person agreed."""
    return key in BUILT_IN and BUILT_IN[key].consent
