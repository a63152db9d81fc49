"""A theme: what several shared reflections of a circle speak of, as its people call it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from learning.models.share import Share
from relationships.models import Circle, Person


class ThemeQuerySet(models.QuerySet["Theme"]):
    def visible_to(self, person: Person) -> Self:
        """The themes of the circles that `person` is in now."""
        return self.filter(circle__in=Circle.objects.having_member(person))

    def standing(self) -> Self:
        """Those that were not joined into another."""
        return self.filter(became=None)


class Theme(models.Model):
    """It keeps a name and which shares it gathers; what was withdrawn is not read by it any more.

    That a circle has one theme of a name is the actions' to hold, which take turns: after an erasure two can be alike.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="themes")
    name = models.CharField(_("what we call it"), max_length=160)
    named_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    shares = models.ManyToManyField(Share, related_name="themes")
    became = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        help_text=_("The theme that it was joined into."),
    )

    objects = ThemeQuerySet.as_manager()

    EDITED = ("name",)

    class Meta:
        ordering = ["created_at"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="theme_has_a_name")]
        indexes = [models.Index(fields=["circle", "created_at"], name="theme_of_circle")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("learning:theme", args=[self.pk])
