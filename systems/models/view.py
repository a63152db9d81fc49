"""A view: what of a map is looked at, and how, under a name and with its own words. Views in an order are a story."""

from typing import ClassVar, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models import Circle, Person
from systems.models.factor import Factor
from systems.models.system_map import SystemMap

MOST_STEPS = 9
"""A focus reaches at most this many links."""


class ViewQuerySet(models.QuerySet["View"]):
    def visible_to(self, person: Person) -> Self:
        """The views of the maps of the circles that `person` is in now."""
        return self.filter(map__circle__in=Circle.objects.having_member(person))

    def told_in(self, story: str) -> Self:
        """Those of the story of this name, in the order in which it is told."""
        return self.filter(story=story).exclude(story="").order_by("place", "name", "id")


class View(models.Model):
    """What it shows stands in `shows`, which may be empty (then it is everything): {"clusters": […], "kinds": […], "tags": […],
    "text": "…"}; a factor is shown that fits each of those. With a `focus` only what is at most `steps` links from it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    map = models.ForeignKey(SystemMap, on_delete=models.CASCADE, related_name="views")
    name = models.CharField(_("name"), max_length=160)
    words = models.TextField(
        _("what it says"), blank=True, help_text=_("What you would say while others look at it.")
    )
    shows = models.JSONField(default=dict, blank=True)
    focus = models.ForeignKey(
        Factor,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("look around"),
    )
    steps = models.PositiveSmallIntegerField(
        _("how far around it"), default=1, validators=[MaxValueValidator(MOST_STEPS)]
    )
    look = models.JSONField(
        default=dict, blank=True, help_text=_("What colours and sizes mean in it; empty is as on the map.")
    )
    story = models.CharField(
        _("the story it is part of"),
        max_length=160,
        blank=True,
        help_text=_("Views with the same story are told one after another."),
    )
    place = models.PositiveSmallIntegerField(_("its place in the story"), default=0)
    made_at = models.DateTimeField(default=timezone.now)

    objects = ViewQuerySet.as_manager()

    EDITED: ClassVar = ("name", "words", "shows", "focus_id", "steps", "look", "story", "place")

    class Meta:
        ordering = ["story", "place", "name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="view_has_a_name"),
            models.CheckConstraint(condition=Q(steps__lte=MOST_STEPS), name="view_looks_not_too_far"),
        ]
        indexes = [models.Index(fields=["map", "story", "place", "name"], name="view_of_map")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("systems:view", args=[self.pk])
