"""An erasure: that a person asked to be forgotten here. The list of them is replayed over a back-up that is put back."""

from typing import Self

from django.db import models
from django.utils import timezone

from relationships.models.person import Person


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def visible_to(self, person: Person) -> Self:
        """One's own only, in the minutes until it is done."""
        return self.filter(person_id=person.pk)


class Erasure(models.Model):
    """No name, no address, no words: an id that leads to nobody any more. It may be older than the row of its person is in a
    back-up, so nothing holds the two together."""

    person_id = models.UUIDField(primary_key=True, editable=False)
    at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    addresses = models.JSONField(
        default=list, help_text="Keyed hashes of the addresses that were theirs: to find invitations to them."
    )

    objects = ErasureQuerySet.as_manager()

    def __str__(self) -> str:
        return f"erasure of {self.person_id}"
