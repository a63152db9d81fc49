"""A reflection belongs to its author, and is private until the author shares it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from learning.prompts import answered
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
    answers = models.JSONField(
        _("answers"),
        default=list,
        db_default=[],
        help_text=_("To the questions of a set, one text for each question, empty where it was left out."),
    )
    prompts = models.CharField(
        max_length=60,
        blank=True,
        db_default="",
        help_text=_("Which set in which version: “gibbs:1”, or the id of a version of a circle's own."),
    )
    questions = models.JSONField(
        default=list,
        db_default=[],
        help_text=_(
            "The questions of a circle's own set as they were asked: their readers may be in another circle."
        ),
    )
    consented_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("When its author said that the person whose own words it holds had agreed."),
    )
    voices = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text=_("How many recordings it has.")
    )
    pictures = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text=_("How many pictures it has.")
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = ReflectionQuerySet.as_manager()

    WORDS = ("text", "what", "so_what", "now_what")
    """The boxes that every reflection has; beside them stand the `answers` to a set of questions."""
    EDITED = (*WORDS, "answers", "kind", "happened_on", "consented")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="", what="", so_what="", now_what="", answers=[], voices=0, pictures=0),
                name="reflection_says_something",
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
    def consented(self) -> bool:
        """Whether the person whose own words it holds agreed, as its author says."""
        return self.consented_at is not None

    @property
    def answered(self) -> list[tuple[str, str]]:
        """Each answer with its question."""
        return answered(self.prompts, self.questions, self.answers)

    @property
    def texts(self) -> list[str]:
        """Everything its author typed into it, box by box."""
        return [*(getattr(self, name) for name in self.WORDS), *self.answers]

    @property
    def brings(self) -> str:
        """What it brings beside its words, in words."""
        from learning.models.attachment import brought_in_words

        return brought_in_words(self.voices, self.pictures)

    @property
    def opening(self) -> str:
        """What a list shows of it: its words, or what it brings in place of words."""
        return self.words or self.brings

    @property
    def words(self) -> str:
        """All that was written, as one text."""
        return "\n\n".join(part for part in self.texts if part)


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
