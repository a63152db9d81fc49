"""A digest: what a circle learned in a period. It keeps no words, only which period of which circle: what stands in
it is read when somebody opens it, so that what is withdrawn disappears from old digests too."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from learning.models.share import Share
from learning.models.theme import Theme
from relationships.models import Circle, Person


class DigestQuerySet(models.QuerySet["Digest"]):
    def visible_to(self, person: Person) -> Self:
        """The digests of the circles that `person` is in now."""
        return self.filter(circle__in=Circle.objects.having_member(person))


class Digest(models.Model):
    """One per circle and period; the database refuses a second."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="digests")
    period_start = models.DateTimeField(help_text=_("The period is half-open: its start belongs to it,"))
    period_end = models.DateTimeField(help_text=_("its end to the next."))
    built_at = models.DateTimeField(default=timezone.now)
    addressed_at = models.DateTimeField(
        null=True, editable=False, help_text=_("When its copies were written out, one for each member.")
    )

    objects = DigestQuerySet.as_manager()

    class Meta:
        ordering = ["-period_start"]
        constraints = [
            models.UniqueConstraint(fields=["circle", "period_start"], name="one_digest_per_period"),
            models.CheckConstraint(
                condition=Q(period_end__gt=F("period_start")), name="digest_period_has_length"
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(addressed_at=None), name="digest_to_address")]

    def __str__(self) -> str:
        return f"{self.circle} {self.period_start:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("learning:digest", args=[self.pk])


class DigestThreadQuerySet(models.QuerySet["DigestThread"]):
    def visible_to(self, person: Person) -> Self:
        """The threads of the digests of the circles that `person` is in now."""
        return self.filter(digest__circle__in=Circle.objects.having_member(person))


class DigestThread(models.Model):
    """Reflections that may speak of the same thing: proposed by the machine; named by people, or refused.

    The words that set them apart are found at reading, among what is still shared. Named, it is part of a theme.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="threads")
    position = models.PositiveIntegerField()
    shares = models.ManyToManyField(Share, related_name="threads")
    theme = models.ForeignKey(Theme, on_delete=models.SET_NULL, null=True, related_name="threads")
    refused_at = models.DateTimeField(
        null=True, editable=False, help_text=_("When people said that it does not belong together.")
    )
    refused_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = DigestThreadQuerySet.as_manager()

    class Meta:
        ordering = ["digest", "position"]
        constraints = [models.UniqueConstraint(fields=["digest", "position"], name="thread_place")]

    def __str__(self) -> str:
        return self.name or f"thread {self.pk}"

    @property
    def name(self) -> str:
        """What people call the theme that it is part of; empty until it has a name."""
        return self.theme.name if self.theme else ""
