"""A share: the author's recorded consent that one circle may read one reflection, until withdrawn."""

import datetime
import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.models.reflection import Reflection
from relationships.models import BreakGlass, Circle, Membership, Person


class ShareQuerySet(models.QuerySet["Share"]):
    def live(self) -> Self:
        return self.filter(withdrawn_at=None)

    def in_circles_of(self, person: Person) -> Self:
        """Shares with the circles that `person` is in now."""
        return self.filter(
            circle_id__in=Membership.objects.current().filter(person=person).values("circle_id")
        )

    def through(self, glass: BreakGlass) -> Self:
        """The live shares with the circle of a broken glass, while it is open. Apart from `visible_to`, so that no other
        page shows more to an administrator than to anybody else."""
        return self.live().filter(
            circle_id__in=BreakGlass.objects.open().filter(pk=glass.pk).values("circle_id")
        )

    def visible_to(self, person: Person) -> Self:
        """One's own shares, and the live ones with circles one is in now."""
        mine = Membership.objects.current().filter(person=person).values("circle_id")
        return self.filter(Q(reflection__author=person) | Q(withdrawn_at=None, circle_id__in=mine))


class Share(models.Model):
    """Readers reach a reflection by the share's id, which is random and tells nothing about its author."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reflection = models.ForeignKey(Reflection, on_delete=models.CASCADE, related_name="shares")
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="shares")
    anonymous = models.BooleanField(_("without my name"), default=False)
    shared_at = models.DateTimeField(
        help_text=_("When. For a share without a name: when that day began, so that it tells nothing finer.")
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    returned = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("Whether it went back to its author because its time in the circle was over."),
    )

    objects = ShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reflection", "circle"], condition=Q(withdrawn_at=None), name="one_live_share"
            ),
        ]
        indexes = [
            models.Index(
                F("circle"),
                F("shared_at").desc(),
                F("id").desc(),
                condition=Q(withdrawn_at=None),
                name="share_feed",
            ),
        ]

    def __str__(self) -> str:
        return f"share {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("learning:shared", args=[self.pk])

    @property
    def attribution(self) -> str:
        """Who said it, as the author consented."""
        return str(_("Someone in this circle")) if self.anonymous else self.reflection.author.name

    @staticmethod
    def moment(at: datetime.datetime, *, anonymous: bool) -> datetime.datetime:
        """What to store as `shared_at` for a share made at `at`."""
        if not anonymous:
            return at
        return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
