"""The private address under which a person's own calendar finds the conversations of their partnerships."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7

if TYPE_CHECKING:
    from relationships.models.person import Person


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def visible_to(self, person: "Person") -> Self:
        """One's own only."""
        return self.filter(person=person)


class CalendarFeed(models.Model):
    """Of the address itself only a hash is kept; another address makes this one lead nowhere."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.OneToOneField(
        "relationships.Person", on_delete=models.CASCADE, related_name="calendar_feed"
    )
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    names_partnerships = models.BooleanField(
        _("Say there which partnership it is. Without this, each is called “A conversation”."), default=False
    )
    made_at = models.DateTimeField(default=timezone.now)

    objects = CalendarFeedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"calendar of {self.person_id}"
