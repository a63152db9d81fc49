"""Which questions somebody may answer, and those that a reflection answered."""

from collections.abc import Sequence

from django.db.models import OuterRef, QuerySet, Subquery

from learning.models import PromptSet, PromptSetVersion, Reflection
from learning.prompts import BUILT_IN, Asked, as_version
from relationships.models import Circle, Person


def asked_by(person: Person, key: str, *, answers: Sequence[str] = ()) -> Asked | None:
    """The set that `key` names, where it is one of the place's or of a circle that `person` is in.

    Answers to one that is not there (any more) keep their boxes, without questions. None where nothing is asked.
    """
    if key in BUILT_IN:
        return BUILT_IN[key]
    id = as_version(key)
    version = PromptSetVersion.objects.visible_to(person).filter(pk=id).first() if id else None
    if version:
        return Asked(str(version.pk), version.name, version.questions)
    return Asked("", "", [""] * len(answers)) if answers else None


def asked_in(reflection: Reflection) -> Asked | None:
    """The set that `reflection` answers, with its questions as they were."""
    if not reflection.answers:
        return None
    built_in = BUILT_IN.get(reflection.prompts)
    return built_in or Asked(reflection.prompts, "", reflection.questions)


def latest_of(circles: Sequence[Circle]) -> QuerySet[PromptSetVersion]:
    """The versions that these circles ask now, circle by circle by name, each with its set and circle."""
    newest = PromptSetVersion.objects.filter(prompt_set=OuterRef("prompt_set")).order_by("-number")
    return (
        PromptSetVersion.objects.filter(
            prompt_set__in=PromptSet.objects.offered(),
            prompt_set__circle__in=circles,
            pk=Subquery(newest.values("pk")[:1]),
        )
        .select_related("prompt_set__circle")
        .order_by("prompt_set__circle__name", "name", "id")
    )
