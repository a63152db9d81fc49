"""An event: a circle's people meet, and it is for them alone or for everybody."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models.circle import Circle
from relationships.models.look import Look, let_public
from relationships.models.person import Person

if TYPE_CHECKING:
    import datetime


class EventQuerySet(models.QuerySet["Event"]):
    def public(self) -> Self:
        """Those for everybody, also for who has not signed in; called off or not."""
        return self.filter(let_public(), public=True)

    def waiting(self) -> Self:
        """Those that are to be public, and that nobody has looked at as they are now."""
        looked = Look.objects.standing().filter(thing=OuterRef("pk"), edition=OuterRef("edition"))
        return self.filter(~Exists(looked), public=True, called_off_at=None)

    def visible_to(self, person: "Person") -> Self:
        """The public ones, those of one's circles, and for a steward those that are to be public."""
        seen = Q(pk__in=Event.objects.public().values("pk")) | Q(
            circle__in=Circle.objects.having_member(person)
        )
        return self.filter(seen | Q(public=True) if person.is_a_steward else seen)

    def to_come(self, at: "datetime.datetime | None" = None) -> Self:
        """Those that are not over at the moment `at` (default: now)."""
        at = at or timezone.now()
        return self.filter(Q(starts_at__gte=at) | Q(ends_at__gte=at))


class Event(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="events")
    title = models.CharField(_("what it is"), max_length=160)
    text = models.TextField(_("more about it"), blank=True)
    starts_at = models.DateTimeField(_("when it begins"))
    ends_at = models.DateTimeField(_("when it ends"))
    place = models.CharField(
        _("where"), max_length=200, help_text=_("An address, or how to come in from afar.")
    )
    public = models.BooleanField(_("for everybody"), default=False)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    edition = models.PositiveIntegerField(default=1, help_text=_("Also the SEQUENCE in calendars."))
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    called_off_at = models.DateTimeField(null=True, blank=True)

    objects = EventQuerySet.as_manager()

    EDITED = ("title", "text", "starts_at", "ends_at", "place", "public")

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(place=""), name="event_says_what_and_where"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["circle", "starts_at"], name="event_of_circle")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("relationships:event", args=[self.pk])
