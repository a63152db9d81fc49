"""Guests: people without an account who draw on one map by a link, while their hosts let them."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models import Circle, Person
from systems.models.system_map import SystemMap

if TYPE_CHECKING:
    import datetime


class GuestsAllowedQuerySet(models.QuerySet["GuestsAllowed"]):
    def visible_to(self, person: Person) -> Self:
        """That of the circles that `person` is in now."""
        return self.filter(circle__in=Circle.objects.having_member(person))


class GuestsAllowed(models.Model):
    """That a circle lets guests draw on its maps. Without it no guest's link works."""

    circle = models.OneToOneField(Circle, on_delete=models.CASCADE, primary_key=True, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = GuestsAllowedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"guests of {self.circle_id}"


class GuestLinkQuerySet(models.QuerySet["GuestLink"]):
    def visible_to(self, person: Person) -> Self:
        """Those to the maps of the circles that `person` is in now."""
        return self.filter(map__circle__in=Circle.objects.having_member(person))

    def working(self, at: "datetime.datetime | None" = None) -> Self:
        """Those that open their map at the moment `at` (default: now), as far as they alone say."""
        return self.filter(revoked_at=None, expires_at__gt=at or timezone.now())


class GuestLink(models.Model):
    """A link that opens one map for guests until it expires or is revoked. Only a hash of its token is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    map = models.ForeignKey(SystemMap, on_delete=models.CASCADE, related_name="guest_links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("works until"))
    revoked_at = models.DateTimeField(null=True)

    objects = GuestLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("made_at")), name="guest_link_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"guests' link to {self.map_id}"

    @property
    def works(self) -> bool:
        """Whether it opens its map now, as far as it alone says."""
        return self.revoked_at is None and self.expires_at > timezone.now()


class GuestQuerySet(models.QuerySet["Guest"]):
    def visible_to(self, person: Person) -> Self:
        """Those who came to the maps of the circles that `person` is in now."""
        return self.filter(map__circle__in=Circle.objects.having_member(person))


class Guest(models.Model):
    """Somebody who came by a guests' link, under the name that they typed. Only a hash of their browser's secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    link = models.ForeignKey(GuestLink, on_delete=models.CASCADE, related_name="guests")
    map = models.ForeignKey(SystemMap, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("your name"), max_length=60)
    secret_hash = models.CharField(max_length=64, unique=True)
    came_at = models.DateTimeField(default=timezone.now)

    objects = GuestQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
