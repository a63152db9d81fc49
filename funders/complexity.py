"""The complexity check of a fund: three questions about the work, and in words which way of managing suits it, and why.

The questions are those of Human Learning Systems: do people's strengths and needs vary, do many factors act on each other,
is nobody in control? The answer is never a number: each way the three can stand together has its own words.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Variety(models.TextChoices):
    """How far people's strengths and needs differ."""

    MUCH = "much", _("they differ from person to person, and look different from different sides")
    LITTLE = "little", _("they are much the same for everybody whom this is for")


class Interplay(models.TextChoices):
    """What brings about the outcome."""

    MANY = "many", _("many things that act on each other and keep changing")
    FEW = "few", _("a few things, which stay as they are for a while")


class Control(models.TextChoices):
    """Who is in control of what brings it about."""

    NOBODY = "nobody", _("nobody: what helps is made by people and organisations that nobody commands")
    SOMEBODY = "somebody", _("one organisation, which can decide and see it through")


@dataclass(frozen=True)
class Way:
    """A way of managing, and why it suits."""

    suits: Any
    why: Any


LEARNING = _("Manage it by learning, and agree no targets.")
WAYS: dict[tuple[str, str, str], Way] = {
    ("much", "many", "nobody"): Way(
        LEARNING,
        _(
            "What helps differs from person to person, comes of many things together, and is in nobody’s hands. A number agreed "
            "beforehand would only show who can make the number. Agree what you want to understand, talk often, and hold each "
            "other to account for learning and adapting."
        ),
    ),
    ("much", "many", "somebody"): Way(
        LEARNING,
        _(
            "One organisation can decide, but not what will help: that differs from person to person and keeps changing. Give "
            "those who do the work room to try, and let whoever is in control answer for clearing their way."
        ),
    ),
    ("much", "few", "nobody"): Way(
        _("Manage it by learning with each person, and by promises between the organisations."),
        _(
            "A few things bring it about, but what they mean differs from person to person, and several hold a part. Let each say what "
            "they promise the others, and learn from one person’s story at a time."
        ),
    ),
    ("much", "few", "somebody"): Way(
        _("Manage it by the judgement of those who do the work, and learn from where it went otherwise."),
        _(
            "What brings it about is known and in one hand; whom it meets is not. A few plain rules and free judgement within them do "
            "better than a procedure. Ask where the rule did not fit the person."
        ),
    ),
    ("little", "many", "nobody"): Way(
        _("Manage it by learning together across the system."),
        _(
            "People need much the same, but many things that nobody commands decide whether they get it. Bring those who hold a part "
            "round one map, try small changes, and look together at what moved."
        ),
    ),
    ("little", "many", "somebody"): Way(
        _("Manage it by experiments, and keep what holds."),
        _(
            "The need is plain and somebody can act, but what comes of acting cannot be foreseen. Try in small steps, say beforehand what "
            "you will look at, and change course when you see it."
        ),
    ),
    ("little", "few", "nobody"): Way(
        _("Manage it by an agreement between those who hold a part."),
        _(
            "What to do is known, and alike for everybody; it only falls between several. Agree who does what, look after the "
            "joins, and ask the people whom it is for whether it reached them."
        ),
    ),
    ("little", "few", "somebody"): Way(
        _("Manage it by a plan, and by looking whether it was done well."),
        _(
            "This is rare where people are helped, but it exists: much the same for everybody, a few known things, one hand. A plan and a "
            "standard of good work suit it. Look again when people begin to differ."
        ),
    ),
}


def way_of_managing(variety: str, interplay: str, control: str) -> Way | None:
    """The words for how the three stand together; None until all three are answered."""
    return WAYS.get((variety, interplay, control))
