"""The address at which somebody's replies to their nudges become drafts. Off until they ask for it."""

import uuid
from typing import Self

from django.db import models
from django.utils import timezone

from relationships.models import Person


class ReplyAddressQuerySet(models.QuerySet["ReplyAddress"]):
    def visible_to(self, person: Person) -> Self:
        """One's own only."""
        return self.filter(person=person)


class ReplyAddress(models.Model):
    """One for each person who wants it. The address holds this id and our signature; taken away, it leads nowhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="reply_address")
    made_at = models.DateTimeField(default=timezone.now)

    objects = ReplyAddressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "reply addresses"

    def __str__(self) -> str:
        return f"reply address {self.pk}"
