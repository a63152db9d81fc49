"""A draft: what is being typed and is not yet a reflection. Its id is the id the reflection will have."""

from collections.abc import Mapping
from typing import Any, Self

from django.db import models
from django.utils import timezone

from learning.models.reflection import Reflection
from relationships.models import Person


def edited_of(words: Mapping[str, Any]) -> dict[str, Any]:
    """What is edited of a reflection, out of what a form or a program sent."""
    texts = {name: str(words.get(name) or "") for name in Reflection.EDITED}
    return texts | {"answers": list(words.get("answers") or []), "consented": bool(words.get("consented"))}


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, person: Person) -> Self:
        """One's own only."""
        return self.filter(author=person)


class Draft(models.Model):
    id = models.UUIDField(primary_key=True, editable=False)
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="drafts")
    words = models.JSONField(help_text="The form's fields as typed.")
    saved_at = models.DateTimeField(default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["author", "-saved_at"], name="draft_mine")]

    def __str__(self) -> str:
        return f"draft {self.pk}"

    def as_typed(self) -> dict[str, object]:
        """The fields, without the name of the page that they were typed on."""
        return {name: said for name, said in self.words.items() if name != "page"}

    def as_edited(self) -> dict[str, Any]:
        """What was typed of the words, the kind and the day, by which one version of a draft is told from another."""
        return edited_of(self.words)

    @property
    def opening(self) -> str:
        """The first words typed, whichever box they stand in."""
        boxes = [self.words.get(name, "") for name in Reflection.WORDS]
        typed = (str(said).strip() for said in [*boxes, *self.words.get("answers", [])])
        return next((words for words in typed if words), "")
