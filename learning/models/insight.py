"""An insight: what a circle now thinks, what that rests on, and who supports or doubts it and why."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from learning.models.share import Share
from relationships.models import Circle, Person


class InsightQuerySet(models.QuerySet["Insight"]):
    def visible_to(self, person: Person) -> Self:
        """The insights of the circles that `person` is in now."""
        return self.filter(circle__in=Circle.objects.having_member(person))

    def standing(self) -> Self:
        """Those that no later one has taken the place of."""
        return self.filter(followed_by=None)


class Insight(models.Model):
    """Never edited: who thinks otherwise by now writes the next, and says what changed our minds."""

    class Sure(models.TextChoices):
        HUNCH = "hunch", _("it is a hunch")
        SEVERAL = "several", _("several of us see it")
        ACT = "act", _("we would act on it")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="insights")
    text = models.TextField(_("we now think…"))
    how_sure = models.CharField(_("how sure we are"), max_length=20, choices=Sure.choices, default=Sure.HUNCH)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    what_changed = models.TextField(_("what changed our minds"), blank=True)
    sources_told = models.PositiveSmallIntegerField(
        default=0,
        help_text=_("How many sources it was written from, those included that a reader may not see."),
    )

    objects = InsightQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="insight_says_something"),
            models.CheckConstraint(
                condition=Q(how_sure__in=["hunch", "several", "act"]), name="insight_is_as_sure_as_words_say"
            ),
            models.CheckConstraint(
                condition=Q(supersedes=None, what_changed="")
                | (Q(supersedes__isnull=False) & ~Q(what_changed="")),
                name="insight_says_what_changed",
            ),
        ]
        indexes = [models.Index(fields=["circle", "-created_at", "-id"], name="insight_of_circle")]

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        return reverse("learning:insight", args=[self.pk])


class Source(models.Model):
    """Something that was shared, on which something written by a circle rests.

    `circle` is the one that may read the source: only who is in it and in the other one sees this row. All others are told
    how many there are. A row whose share was withdrawn, or is gone with its author, is a gap, and says so: therefore the
    database lets the share go.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="+")
    share = models.ForeignKey(
        Share, on_delete=models.DO_NOTHING, db_constraint=False, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True


class InsightSourceQuerySet(models.QuerySet["InsightSource"]):
    def visible_to(self, person: Person) -> Self:
        """What insights of one's circles rest on, where one is in the circle of the source as well."""
        mine = Circle.objects.having_member(person)
        return self.filter(circle__in=mine, insight__circle__in=mine)


class InsightSource(Source):
    """What an insight rests on: something shared, or an earlier insight."""

    insight = models.ForeignKey(Insight, on_delete=models.CASCADE, related_name="sources")
    earlier = models.ForeignKey(Insight, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = InsightSourceQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["insight", "share"], name="insight_rests_on_it_once"),
            models.UniqueConstraint(fields=["insight", "earlier"], name="insight_rests_on_another_once"),
            models.CheckConstraint(condition=Q(share=None) | Q(earlier=None), name="insight_source_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.insight_id} rests on {self.share_id or self.earlier_id}"


class InsightVoiceQuerySet(models.QuerySet["InsightVoice"]):
    def visible_to(self, person: Person) -> Self:
        """What is said to the insights of the circles that `person` is in now."""
        return self.filter(insight__circle__in=Circle.objects.having_member(person))

    def standing(self) -> Self:
        """Those that their speaker has neither changed nor taken back."""
        return self.filter(until=None)


class InsightVoice(models.Model):
    """One person supports or doubts an insight, and why. What they said before stays in the trail; nothing adds voices up."""

    class Kind(models.TextChoices):
        SUPPORT = "support", _("I see it too")
        DOUBT = "doubt", _("I doubt it")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    insight = models.ForeignKey(Insight, on_delete=models.CASCADE, related_name="voices")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("what you think of it"), max_length=20, choices=Kind.choices)
    reason = models.TextField(_("why"))
    created_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(
        null=True, blank=True, help_text=_("When the person said something else, or took it back.")
    )

    objects = InsightVoiceQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["insight", "person"], condition=Q(until=None), name="one_standing_voice"
            ),
            models.CheckConstraint(condition=Q(kind__in=["support", "doubt"]), name="voice_kind_is_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="voice_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
