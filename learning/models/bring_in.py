"""A file of notes that somebody is bringing in: theirs alone, and gone as soon as it is done with."""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models import Circle, Person


class BringInQuerySet(models.QuerySet["BringIn"]):
    def visible_to(self, person: Person) -> Self:
        """One's own only."""
        return self.filter(person=person)


class BringIn(models.Model):
    """One for each person. The file stands in the database and in no folder, so that the walls hold around it too."""

    class State(models.TextChoices):
        MATCHING = "matching", _("its columns are being matched")
        WAITING = "waiting", _("it is being brought in")
        DONE = "done", _("it is brought in")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="bring_in")
    name = models.CharField(max_length=200, help_text="What the file is called.")
    content = models.BinaryField(null=True, help_text="The file, until it is brought in.")
    header = models.JSONField(default=list, help_text="What its columns are called.")
    begins = models.JSONField(default=list, help_text="The beginnings of its first rows.")
    remarks = models.JSONField(default=list, help_text="How it was read.")
    columns = models.JSONField(default=dict, help_text="Which column holds what, counted from 0.")
    day_order = models.CharField(
        max_length=5, blank=True, help_text="Whether the day or the month comes first."
    )
    circle = models.ForeignKey(
        Circle, on_delete=models.SET_NULL, null=True, related_name="+", help_text="With whom it is shared."
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.MATCHING)
    problems = models.JSONField(default=list, help_text="The first of what is wrong, with its rows.")
    problem_count = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    already = models.PositiveIntegerField(default=0)
    shared = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)

    objects = BringInQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "files being brought in"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="done", content=None)
                | models.Q(state__in=["matching", "waiting"], content__isnull=False),
                name="bring_in_keeps_no_file",
            )
        ]

    def __str__(self) -> str:
        return f"bring-in {self.pk}"
