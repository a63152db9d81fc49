"""Everything that is held about a person, as one file: made for them, seen by nobody else, and gone after some days."""

from typing import Self

from django.db import models
from django.utils import timezone

from hls_platform.identifiers import uuid7
from relationships.models.person import Person


class DownloadQuerySet(models.QuerySet["Download"]):
    def visible_to(self, person: Person) -> Self:
        """One's own only."""
        return self.filter(person=person)


class Download(models.Model):
    """One for each person. It stands in the database and in no folder, so that the walls hold around it too."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="download")
    asked_at = models.DateTimeField(default=timezone.now)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Percent of gathering done.")
    content = models.BinaryField(null=True, help_text="The zip file.")
    made_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    objects = DownloadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(made_at=None, content=None)
                | models.Q(made_at__isnull=False, content__isnull=False),
                name="download_made_has_content",
            )
        ]

    def __str__(self) -> str:
        return f"download {self.pk}"
