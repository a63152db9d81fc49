"""A learning conversation of a partnership: planned, moved or cancelled, held; who was there, and what each side heard."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models.circle import Circle
from relationships.models.organisation import Organisation
from relationships.models.partnership import Partnership

if TYPE_CHECKING:
    from relationships.models.person import Person

AN_HOUR = 60


class Rhythm(models.TextChoices):
    """How often people talk: by whole weeks, or on the same weekday of a month (the second Tuesday)."""

    WEEKLY = "weekly", _("every week")
    FORTNIGHTLY = "fortnightly", _("every two weeks")
    MONTHLY = "monthly", _("every month")
    TWO_MONTHLY = "two_monthly", _("every two months")
    QUARTERLY = "quarterly", _("every three months")
    HALF_YEARLY = "half_yearly", _("twice a year")


WEEKS = {Rhythm.WEEKLY: 1, Rhythm.FORTNIGHTLY: 2}
MONTHS = {Rhythm.MONTHLY: 1, Rhythm.TWO_MONTHLY: 2, Rhythm.QUARTERLY: 3, Rhythm.HALF_YEARLY: 6}


def next_after(moment: datetime.datetime, rhythm: str) -> datetime.datetime:
    """The moment that follows `moment` in `rhythm` (of `Rhythm`), at the same time by the clocks of the place."""
    here = timezone.localtime(moment)
    weeks = WEEKS.get(Rhythm(rhythm))
    day = (
        here.date() + datetime.timedelta(weeks=weeks)
        if weeks
        else _months_later(here.date(), MONTHS[Rhythm(rhythm)])
    )
    return datetime.datetime.combine(day, here.time(), timezone.get_current_timezone())


def _months_later(day: datetime.date, months: int) -> datetime.date:
    """The same weekday of the month that is so many later; the last one where there is no fifth."""
    month = day.month - 1 + months
    first = datetime.date(day.year + month // 12, month % 12 + 1, 1)
    found = first + datetime.timedelta(days=(day.weekday() - first.weekday()) % 7, weeks=(day.day - 1) // 7)
    return found if found.month == first.month else found - datetime.timedelta(weeks=1)


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, person: "Person") -> Self:
        """The conversations of the partnerships that `person` is in now."""
        return self.filter(partnership__in=Circle.objects.having_member(person))


class Conversation(models.Model):
    PLANNED = ("starts_at", "minutes", "rhythm")
    """What is edited together while it is to come."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="conversations")
    starts_at = models.DateTimeField(_("when"))
    minutes = models.PositiveSmallIntegerField(_("for how many minutes"), default=AN_HOUR, db_default=AN_HOUR)
    about = models.CharField(_("what about"), max_length=200)
    rhythm = models.CharField(
        _("and then again"), max_length=20, choices=Rhythm.choices, blank=True, default="", db_default=""
    )
    planned_for = models.DateTimeField(
        null=True, blank=True, help_text=_("When it was first to be: the rhythm counts from there.")
    )
    follows = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="followed_by"
    )
    held_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    notes = models.TextField(_("what we keep of it together"), blank=True)
    others_there = models.CharField(
        _("others who were there"), max_length=300, blank=True, default="", db_default=""
    )
    sequence = models.PositiveIntegerField(
        default=0, db_default=0, help_text=_("Counted up with what calendars must hear of (RFC 5545).")
    )
    changed_at = models.DateTimeField(default=timezone.now, null=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(held_at=None), name="conversation_held_or_cancelled"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=1440), name="conversation_has_a_length"
            ),
        ]
        indexes = [models.Index(fields=["partnership", "starts_at"], name="conversation_next")]

    def __str__(self) -> str:
        return self.about

    def get_absolute_url(self) -> str:
        return reverse("funders:conversation", args=[self.pk])

    @property
    def state(self) -> str:
        """Where it stands now: "cancelled", "to come", or "begun", from the moment on that it was planned for."""
        if self.cancelled_at:
            return "cancelled"
        return "to come" if self.starts_at > timezone.now() else "begun"

    @property
    def moved_from(self) -> datetime.datetime | None:
        """When it was first to be, where that is another moment than now."""
        return self.planned_for if self.planned_for and self.planned_for != self.starts_at else None

    @property
    def ends_at(self) -> datetime.datetime:
        return self.starts_at + datetime.timedelta(minutes=self.minutes)


class OfConversationQuerySet(models.QuerySet[models.Model]):
    def visible_to(self, person: "Person") -> Self:
        """What belongs to the conversations of the partnerships that `person` is in now."""
        return self.filter(conversation__in=Conversation.objects.visible_to(person))


class Presence(models.Model):
    """Somebody of the partnership was there."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey("relationships.Person", on_delete=models.PROTECT, related_name="presences")

    objects = OfConversationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "person"], name="there_once"),
        ]

    def __str__(self) -> str:
        return str(self.person_id)


class Heard(models.Model):
    """What one organisation heard, and how long it had to prepare; written by its people, shown to all sides."""

    EDITED = ("text", "hours", "what_took_time")
    MOST_HOURS = 999

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="heard")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="heard")
    text = models.TextField(_("what we heard"), blank=True)
    hours = models.DecimalField(
        _("hours it took us to prepare"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    what_took_time = models.CharField(_("what took the time"), max_length=300, blank=True, default="")
    written_by = models.ForeignKey("relationships.Person", on_delete=models.PROTECT, related_name="heard")
    written_at = models.DateTimeField(default=timezone.now)

    objects = OfConversationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "organisation"], name="each_side_heard_once"),
            models.CheckConstraint(
                condition=Q(hours=None) | Q(hours__gte=0, hours__lte=999), name="heard_after_so_many_hours"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
