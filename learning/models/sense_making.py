"""Making sense together: a circle meets, everybody writes alone first, and what comes of it is kept as a minute."""

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from learning.models.adaptation import Adaptation
from learning.models.digest import Digest, DigestThread
from learning.models.insight import Insight
from learning.models.learning_question import LearningQuestion
from learning.models.share import Share
from relationships.models import Circle, Person


class Phase(models.TextChoices):
    """Where a session is, in the order in which it goes."""

    LOBBY = "lobby", _("Arriving")
    ALONE = "alone", _("Everyone writes")
    SHOWN = "shown", _("Reading")
    GROUPED = "grouped", _("Bringing together")
    DISAGREE = "disagree", _("Seeing it otherwise")
    OUTCOME = "outcome", _("What we take along")
    MINUTE = "minute", _("The minute")
    KEPT = "kept", _("Kept")


HIDDEN = (Phase.LOBBY, Phase.ALONE)
"""While a session is here, each sees their own notes alone."""


class SenseMakingQuerySet(models.QuerySet["SenseMaking"]):
    def visible_to(self, person: Person) -> Self:
        """The sessions of the circles that `person` is in now."""
        return self.filter(circle__in=Circle.objects.having_member(person))


class SenseMaking(models.Model):
    """One session. Its minute is read from what stands in it, so that what is withdrawn is in no minute either."""

    class Format(models.TextChoices):
        GROUPING = "grouping", _("open grouping")
        REVIEW = "review", _("after-action review")
        CHANGE = "change", _("most significant change")
        ACTION = "action", _("action learning set")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="sense_makings")
    format = models.CharField(
        _("how we go about it"), max_length=20, choices=Format.choices, default=Format.GROUPING
    )
    about = models.CharField(_("what it is about"), max_length=300, blank=True)
    digest = models.ForeignKey(Digest, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    thread = models.ForeignKey(
        DigestThread, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    question = models.ForeignKey(
        LearningQuestion, on_delete=models.SET_NULL, null=True, blank=True, related_name="sense_makings"
    )
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    facilitator = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    presenter = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who presents"),
    )
    phase = models.CharField(max_length=20, choices=Phase.choices, default=Phase.LOBBY)
    version = models.PositiveIntegerField(
        default=1, help_text=_("One more with each change that others see.")
    )
    begun_at = models.DateTimeField(default=timezone.now)
    shown_at = models.DateTimeField(null=True, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)
    time_until = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("When the time that was set is over. Nothing happens then by itself."),
    )
    returns_on = models.DateField(_("when we come back to it"), null=True, blank=True)
    minute = models.TextField(_("words of the minute"), blank=True)

    objects = SenseMakingQuerySet.as_manager()

    EDITED = ("minute", "returns_on")

    class Meta:
        ordering = ["-begun_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(shown_at=None, phase__in=["lobby", "alone"])
                | (Q(shown_at__isnull=False) & ~Q(phase__in=["lobby", "alone"])),
                name="session_is_shown_or_hidden",
            ),
            models.CheckConstraint(
                condition=Q(kept_at=None) & ~Q(phase="kept") | Q(kept_at__isnull=False, phase="kept"),
                name="session_is_kept_or_goes_on",
            ),
        ]
        indexes = [models.Index(fields=["circle", "-begun_at", "-id"], name="session_of_circle")]

    def __str__(self) -> str:
        return f"session {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("learning:session", args=[self.pk])


class OfASession(models.QuerySet[Any]):
    """Rows that everybody sees who sees the session."""

    def visible_to(self, person: Person) -> Self:
        """What stands in the sessions of the circles that `person` is in now."""
        return self.filter(sense_making__circle__in=Circle.objects.having_member(person))


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, person: Person) -> Self:
        """One's own; and those of the sessions of one's circles once all were shown, until they went back to their writer."""
        return self.filter(
            Q(author=person)
            | Q(
                gone_back_at=None,
                sense_making__in=SenseMaking.objects.visible_to(person).filter(shown_at__isnull=False),
            )
        )


class Note(models.Model):
    """Something that somebody wrote in a session. Its id is random, and tells nothing about when it was written."""

    class Kind(models.TextChoices):
        NOTE = "note", _("a note")
        QUESTION = "question", _("an open question")
        ANSWER = "answer", _("an answer")
        REASON = "reason", _("why this story")
        OTHERWISE = "otherwise", _("seen otherwise")
        PROMISE = "promise", _("a promise")
        CORRECTION = "correction", _("a correction")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sense_making = models.ForeignKey(SenseMaking, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.NOTE)
    text = models.TextField(_("your words"), blank=True)
    without_name = models.BooleanField(_("without my name"), default=False)
    said_by = models.CharField(
        _("who said it"),
        max_length=160,
        blank=True,
        help_text=_("The name of somebody for whom it was written down."),
    )
    to_whom = models.CharField(_("to whom"), max_length=160, blank=True)
    about_note = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="notes"
    )
    share = models.ForeignKey(Share, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    quotes = models.BooleanField(
        default=False, help_text=_("Whether it rests on something shared, also when that is gone.")
    )
    written_at = models.DateTimeField(
        default=timezone.now, help_text=_("For a note without a name: when that day began.")
    )
    gone_back_at = models.DateTimeField(null=True, blank=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") | Q(quotes=True), name="note_says_something"),
            models.CheckConstraint(condition=Q(share=None) | Q(quotes=True), name="note_with_share_quotes"),
        ]
        indexes = [models.Index(fields=["sense_making"], name="note_of_session")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class NoteGroup(models.Model):
    """Notes that belong together, under a name that people give."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sense_making = models.ForeignKey(SenseMaking, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(_("what we call it"), max_length=160, blank=True)
    named_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = OfASession.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name or f"group {self.pk}"


class PlacedQuerySet(models.QuerySet["Placed"]):
    def visible_to(self, person: Person) -> Self:
        """Where the notes lie that `person` may see, as long as they are in the circle."""
        return self.filter(
            note__in=Note.objects.visible_to(person),
            group__in=NoteGroup.objects.all().visible_to(person),
        )


class Placed(models.Model):
    """In which group a note lies: one at most, and everybody in the session may move it."""

    note = models.OneToOneField(Note, on_delete=models.CASCADE, primary_key=True, related_name="placed")
    group = models.ForeignKey(NoteGroup, on_delete=models.CASCADE, related_name="placed")

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "placed"

    def __str__(self) -> str:
        return f"{self.note_id} in {self.group_id}"


class Outcome(models.Model):
    """What came of a session, beside what stands in it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sense_making = models.ForeignKey(SenseMaking, on_delete=models.CASCADE, related_name="outcomes")
    insight = models.OneToOneField(
        Insight, on_delete=models.CASCADE, null=True, blank=True, related_name="outcome"
    )
    question = models.OneToOneField(
        LearningQuestion, on_delete=models.CASCADE, null=True, blank=True, related_name="outcome"
    )
    adaptation = models.OneToOneField(
        Adaptation, on_delete=models.CASCADE, null=True, blank=True, related_name="outcome"
    )

    objects = OfASession.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(insight__isnull=False, question=None, adaptation=None)
                | Q(insight=None, question__isnull=False, adaptation=None)
                | Q(insight=None, question=None, adaptation__isnull=False),
                name="outcome_is_one",
            )
        ]

    def __str__(self) -> str:
        return f"outcome {self.pk}"
