"""A look: another person has read what somebody would like to be public, and said yes, or not like this."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models.person import Person

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable


def let_public(edition: "str | Combinable" = "edition") -> Exists:
    """For a filter of things: a steward has read this `edition` of the thing, and it may be public."""
    said = OuterRef(edition) if isinstance(edition, str) else edition
    return Exists(Look.objects.standing().filter(thing=OuterRef("pk"), edition=said, allowed=True))


class LookQuerySet(models.QuerySet["Look"]):
    def visible_to(self, person: "Person") -> Self:
        """That something may be public is known to all; why something may not, to whom it concerns and to stewards."""
        return self.all() if person.is_a_steward else self.filter(Q(allowed=True) | Q(concerns=person))

    def standing(self) -> Self:
        """Those that no later look has taken the place of."""
        return self.filter(until=None)


class Look(models.Model):
    """At one edition of one thing: when its words change, somebody looks again. The last one counts."""

    class Kind(models.TextChoices):
        LISTING = "listing", _("group on the map")
        EVENT = "event", _("event")
        OFFER = "offer", _("offer or ask")
        PIECE = "piece", _("piece of learning in public")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    thing = models.UUIDField()
    edition = models.PositiveIntegerField()
    allowed = models.BooleanField(_("it may be public"))
    words = models.TextField(_("why not, and what would help"), blank=True)
    concerns = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True, help_text=_("When a later look took its place."))

    objects = LookQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["thing"], condition=Q(until=None), name="one_standing_look"),
            models.CheckConstraint(condition=~Q(by=F("concerns")), name="look_is_another_s"),
            models.CheckConstraint(
                condition=Q(allowed=True, words="") | Q(allowed=False) & ~Q(words=""),
                name="look_that_refuses_says_why",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["listing", "event", "offer", "piece"]), name="look_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"look at {self.kind} {self.thing}"
