"""A reflection belongs to its author, and is private until the author shares it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models import Person


class ReflectionQuerySet(models.QuerySet["Reflection"]):
    def visible_to(self, person: Person) -> Self:
        """One's own, and those shared, and not withdrawn, with a circle that one is in now."""
        from learning.models.share import Share

        shared = Share.objects.live().in_circles_of(person).values("reflection_id")
        return self.filter(Q(author=person) | Q(pk__in=shared))


class Reflection(models.Model):
    class Kind(models.TextChoices):
        MOMENT = "moment", _("a moment")
        SURPRISE = "surprise", _("a surprise")
        MISTAKE = "mistake", _("a mistake")
        UNCERTAINTY = "uncertainty", _("something I am unsure about")
        STRENGTH = "strength", _("a strength")
        ADAPTATION = "adaptation", _("something we do differently now")

    id = models.UUIDField(
        primary_key=True,
        default=uuid7,
        editable=False,
        help_text=_("Made where it is written, so that sending twice stores once."),
    )
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reflections")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.MOMENT)
    happened_on = models.DateField(_("the day it happened"), default=timezone.localdate)
    text = models.TextField(_("what happened"), blank=True)
    what = models.TextField(_("what?"), blank=True)
    so_what = models.TextField(_("so what?"), blank=True)
    now_what = models.TextField(_("now what?"), blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = ReflectionQuerySet.as_manager()

    WORDS = ("text", "what", "so_what", "now_what")
    """The fields that hold what the author wrote."""
    EDITED = (*WORDS, "kind", "happened_on")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="", what="", so_what="", now_what=""), name="reflection_says_something"
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["moment", "surprise", "mistake", "uncertainty", "strength", "adaptation"]
                ),
                name="reflection_kind_is_known",
            ),
        ]
        indexes = [models.Index(fields=["author", "-created_at", "-id"], name="reflection_mine")]

    def __str__(self) -> str:
        return f"reflection {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("learning:reflection", args=[self.pk])

    @property
    def kind_in_words(self) -> str:
        """As `get_kind_display`, which looks through all choices anew for each of a page's reflections."""
        return str(self.Kind(self.kind).label)

    @property
    def in_three(self) -> bool:
        """Whether more than the one free box was filled in."""
        return bool(self.what or self.so_what or self.now_what)

    @property
    def words(self) -> str:
        """All that was written, as one text."""
        return "\n\n".join(part for part in (self.text, self.what, self.so_what, self.now_what) if part)


class ReflectionVersionQuerySet(models.QuerySet["ReflectionVersion"]):
    def visible_to(self, person: Person) -> Self:
        """The history of one's own reflections: nobody else sees earlier words."""
        return self.filter(reflection__author=person)


class ReflectionVersion(models.Model):
    """The words of a reflection as they were before an edit."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reflection = models.ForeignKey(Reflection, on_delete=models.CASCADE, related_name="versions")
    words = models.JSONField(help_text=_("The fields as they were."))
    written_at = models.DateTimeField()

    objects = ReflectionVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at"]

    def __str__(self) -> str:
        return f"{self.reflection_id} at {self.written_at}"
