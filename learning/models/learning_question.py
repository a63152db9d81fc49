"""A learning question of a circle: why it matters, and the dated trail of what we came to understand."""

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from learning.models.insight import Insight
from relationships.models import Circle, Organisation, Person


class LearningQuestionQuerySet(models.QuerySet["LearningQuestion"]):
    def visible_to(self, person: Person) -> Self:
        """The questions of the circles that `person` is in now."""
        return self.filter(circle__in=Circle.objects.having_member(person))


class LearningQuestion(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(_("the question"), max_length=300)
    why = models.TextField(_("why it matters"), blank=True)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="questions_asked")
    put_to = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="questions_put",
        verbose_name=_("put to"),
        help_text=_("The organisation that is asked to answer, if one is."),
    )
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = LearningQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        indexes = [models.Index(fields=["circle", "created_at"], name="question_of_circle")]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("learning:question", args=[self.pk])


class UnderstandingQuerySet(models.QuerySet["Understanding"]):
    def visible_to(self, person: Person) -> Self:
        """The steps of the questions of the circles that `person` is in now."""
        return self.filter(question__circle__in=Circle.objects.having_member(person))


class Understanding(models.Model):
    """One step of the trail: what we understood on that day. Earlier steps stay readable."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    question = models.ForeignKey(LearningQuestion, on_delete=models.CASCADE, related_name="understandings")
    text = models.TextField(_("what we understand now"))
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    insights = models.ManyToManyField(
        Insight, related_name="led_to", blank=True, verbose_name=_("which of our insights led here")
    )

    objects = UnderstandingQuerySet.as_manager()

    class Meta:
        ordering = ["written_at"]
        indexes = [models.Index(fields=["question", "written_at"], name="understanding_trail")]

    def __str__(self) -> str:
        return self.text[:60]
