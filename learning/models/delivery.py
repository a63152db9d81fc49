"""How one person wants the digests of their circles, and each time they got them: all their circles in one letter."""

import datetime
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from learning.models.digest import Digest
from relationships.models import Circle, Person


class OnesOwn(models.QuerySet[models.Model]):
    def visible_to(self, person: Person) -> Self:
        """One's own only."""
        return self.filter(person=person)


class DigestChoice(models.Model):
    """When, where and how a person wants their digests. Made as it stands here by the first digest that is for them."""

    class Day(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    class Channel(models.TextChoices):
        APP = "app", _("here only")
        EMAIL = "email", _("by e-mail")
        TITLES = "titles", _("by e-mail, without anything that was written")
        FEED = "feed", _("in a private feed")

    class Own(models.TextChoices):
        """Where what they kept to themselves is put before them again."""

        NO = "no", _("nowhere")
        HERE = "here", _("here, and never in an e-mail or a feed")
        EVERYWHERE = "everywhere", _("wherever my digest goes")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="digest_choice")
    rhythm = models.CharField(
        _("how often"), max_length=20, choices=Circle.Rhythm.choices, default=Circle.Rhythm.WEEKLY
    )
    day = models.PositiveSmallIntegerField(
        _("on which day"),
        choices=Day.choices,
        default=Day.MONDAY,
        help_text=_("Every month: the first such day of the month."),
    )
    hour = models.PositiveSmallIntegerField(_("at which hour"), default=8)
    zone = models.CharField(_("where that hour is told"), max_length=64)
    channel = models.CharField(
        _("how it reaches you"), max_length=20, choices=Channel.choices, default=Channel.EMAIL
    )
    names_circles = models.BooleanField(
        _("the e-mail may name my circles"),
        default=False,
        help_text=_("Where nothing that was written stands in it."),
    )
    own = models.CharField(
        _("what you kept to yourself"), max_length=20, choices=Own.choices, default=Own.HERE
    )
    away_until = models.DateField(
        _("away until"),
        null=True,
        blank=True,
        help_text=_("Until then nothing comes; then all of it in one."),
    )
    next_at = models.DateTimeField(null=True, editable=False, help_text=_("When the next one is due."))
    covered_until = models.DateTimeField(
        editable=False,
        help_text=_(
            "Where the last one ended and the next begins. What is on this moment belongs to the next."
        ),
    )
    feed_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    feed_made_at = models.DateTimeField(null=True, editable=False)

    objects = OnesOwn.as_manager()

    EDITED = ("rhythm", "day", "hour", "zone", "channel", "names_circles", "own", "away_until")
    BY_LETTER: ClassVar = (Channel.EMAIL, Channel.TITLES)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(day__lte=6), name="digest_day_is_of_a_week"),
            models.CheckConstraint(condition=Q(hour__lte=23), name="digest_hour_is_of_a_day"),
            models.CheckConstraint(
                condition=Q(rhythm="off", next_at=None) | Q(next_at__isnull=False) & ~Q(rhythm="off"),
                name="digest_is_due_unless_off",
            ),
            models.CheckConstraint(
                condition=Q(feed_hash=None, feed_made_at=None)
                | Q(feed_hash__isnull=False, feed_made_at__isnull=False),
                name="feed_has_a_day",
            ),
        ]
        indexes = [models.Index(fields=["next_at", "id"], name="digest_due")]

    def __str__(self) -> str:
        return f"digests of {self.person_id}"

    @property
    def tz(self) -> datetime.tzinfo:
        return ZoneInfo(self.zone)

    @property
    def goes_by_letter(self) -> bool:
        return self.rhythm != Circle.Rhythm.OFF and self.channel in self.BY_LETTER

    @property
    def day_name(self) -> str:
        return str(self.Day(self.day).label)


class Delivery(models.Model):
    """All that came to one person at one moment. It covers the half-open time since the one before."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="deliveries")
    covers_from = models.DateTimeField(help_text=_("Half-open: this moment belongs to it,"))
    covers_until = models.DateTimeField(help_text=_("and this one to the next."))
    channel = models.CharField(
        max_length=20, choices=DigestChoice.Channel.choices, default=DigestChoice.Channel.EMAIL
    )
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When it left as a letter; without a letter, when it was there.")
    )
    dropped_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("Not sent after all: no letter was wanted any more, or nothing was left to read."),
    )

    objects = OnesOwn.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["person", "covers_until"], name="one_delivery_per_moment"),
            models.CheckConstraint(
                condition=Q(covers_until__gt=F("covers_from")), name="delivery_covers_some_time"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(sent_at=None, dropped_at=None), name="delivery_waiting")
        ]

    def __str__(self) -> str:
        return f"delivery to {self.person_id}"

    def get_absolute_url(self) -> str:
        return reverse("learning:my_digest", args=[self.pk])


class DigestCopy(models.Model):
    """One digest for one person who was in its circle when it was written out; the database refuses a second.

    It waits until a delivery takes it along, and no other one can.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="copies")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, null=True, related_name="copies")

    objects = OnesOwn.as_manager()

    class Meta:
        verbose_name_plural = "digest copies"
        constraints = [
            models.UniqueConstraint(fields=["digest", "person"], name="one_copy_per_reader"),
        ]
        indexes = [
            models.Index(fields=["person"], condition=Q(delivery=None), name="copy_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.digest_id} for {self.person_id}"


class DigestShape(models.Model):
    """Which sections a circle leaves out of its digests; without one it leaves out none."""

    circle = models.OneToOneField(
        Circle, on_delete=models.CASCADE, primary_key=True, related_name="digest_shape"
    )
    left_out = models.JSONField(default=list)

    class QuerySet(models.QuerySet["DigestShape"]):
        def visible_to(self, person: Person) -> Self:
            """Those of the circles that `person` is in now."""
            return self.filter(circle__in=Circle.objects.having_member(person))

    objects = QuerySet.as_manager()

    EDITED = ("left_out",)

    def __str__(self) -> str:
        return f"digests of {self.circle_id}"
