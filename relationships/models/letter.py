"""A letter: what is to be told to one person about one circle, on its way by e-mail."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models.circle import Circle
from relationships.models.person import Person


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, person: Person) -> Self:
        """One's own only."""
        return self.filter(person=person)


class Letter(models.Model):
    """What it says is decided as it is sent; the database refuses a second about the same."""

    class About(models.TextChoices):
        STAY = "stay", _("how long words stay")
        RETURN = "return", _("words that go back soon")
        END = "end", _("the end of a circle")
        HANDOVER = "handover", _("a relationship handed over")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="letters")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="letters")
    about = models.CharField(max_length=20, choices=About.choices)
    told_of = models.DateTimeField(help_text=_("The moment of what it tells of."))
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("Not sent after all: the person had left, or it is not so any more."),
    )

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["circle", "person", "about", "told_of"], name="one_letter_about_it"
            )
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(sent_at=None, dropped_at=None), name="letter_waiting")
        ]

    def __str__(self) -> str:
        return f"letter about {self.about} to {self.person_id}"
