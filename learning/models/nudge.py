"""A nudge: an e-mail that somebody asked for themself, at times of their own choosing. Nobody else can set or see it."""

import datetime
from typing import Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models import Person

DAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


class NudgeQuerySet(models.QuerySet["Nudge"]):
    def visible_to(self, person: Person) -> Self:
        """One's own only."""
        return self.filter(person=person)

    def due(self, at: datetime.datetime) -> Self:
        """Those whose moment has come."""
        return self.filter(next_at__lte=at)


class Nudge(models.Model):
    """It goes when it is stopped, and leaves no list of what was sent: nothing is counted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="nudges")
    days = models.CharField(max_length=7, help_text=_("1 is Monday, 7 is Sunday."))
    at = models.TimeField(_("at what time"))
    zone = models.CharField(_("time zone"), max_length=64)
    quiet_from = models.TimeField(_("quiet from"), default=datetime.time(20))
    quiet_until = models.TimeField(_("quiet until"), default=datetime.time(7))
    next_at = models.DateTimeField(help_text=_("The moment of the next one."))
    created_at = models.DateTimeField(default=timezone.now)

    objects = NudgeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(days__regex=r"^[1-7]{1,7}$"), name="nudge_has_days"),
            models.UniqueConstraint(fields=["person", "days", "at", "zone"], name="one_nudge_at_a_time"),
        ]
        indexes = [models.Index(fields=["next_at"], name="nudge_next")]

    def __str__(self) -> str:
        return f"nudge {self.pk}"

    @property
    def day_names(self) -> list[str]:
        """Its days, as one says them."""
        return [str(DAYS[int(day) - 1]) for day in self.days]

    @property
    def zone_in_words(self) -> str:
        return self.zone.replace("_", " ")

    def is_quiet(self, moment: datetime.datetime) -> bool:
        """Whether `moment` lies in its person's quiet hours, which may go past midnight; the same time twice is none."""
        return is_quiet(moment.astimezone(ZoneInfo(self.zone)).time(), self.quiet_from, self.quiet_until)

    def after(self, moment: datetime.datetime) -> datetime.datetime:
        """The first of its moments after `moment`."""
        return next_moment(self.days, self.at, self.zone, after=moment)


def is_quiet(time: datetime.time, quiet_from: datetime.time, quiet_until: datetime.time) -> bool:
    """Whether `time` lies from `quiet_from` on and before `quiet_until`, perhaps of the next day."""
    if quiet_from <= quiet_until:
        return quiet_from <= time < quiet_until
    return time >= quiet_from or time < quiet_until


def next_moment(days: str, at: datetime.time, zone: str, *, after: datetime.datetime) -> datetime.datetime:
    """The first moment (in UTC) after `after` at which it is `at` on one of `days`, by the clocks of `zone`.

    A time that the clocks leave out comes as much later; one that they show twice is the first of the two, once.
    """
    here = ZoneInfo(zone)
    day = after.astimezone(here).date() - datetime.timedelta(days=1)
    for _later in range(9):
        moment = datetime.datetime.combine(day, at, tzinfo=here).astimezone(datetime.UTC)
        if str(day.isoweekday()) in days and moment > after:
            return moment
        day += datetime.timedelta(days=1)
    raise ValueError(f"“{days}” names no day")
