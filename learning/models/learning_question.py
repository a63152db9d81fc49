"""A learning question of a circle: why it matters, and the dated trail of what we came to understand."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from learning.models.insight import Insight
from relationships.models import Circle, Conversation, Organisation, Person, Promise


class Scale(models.TextChoices):
    """Of what a cycle is: each is wider than the one before it."""

    PERSON = "person", _("a person")
    TEAM = "team", _("a team")
    ORGANISATION = "organisation", _("an organisation")
    PLACE = "place", _("a place")
    COUNTRY = "country", _("a country")


class LearningQuestionQuerySet(models.QuerySet["LearningQuestion"]):
    def visible_to(self, person: Person) -> Self:
        """The questions of the circles that `person` is in now, and those that were raised from cycles of these circles."""
        mine = Circle.objects.having_member(person)
        return self.filter(Q(circle__in=mine) | Q(obstacle__cycle__circle__in=mine))

    def in_circles_of(self, person: Person) -> Self:
        """Only those of the circles that `person` is in now: what is answered, put and closed there."""
        return self.filter(circle__in=Circle.objects.having_member(person))


class LearningQuestion(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(_("the question"), max_length=300)
    why = models.TextField(_("why it matters"), blank=True)
    asked_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        related_name="questions_asked",
        help_text=_("Nobody, where a smaller cycle raised it: who that was, its own circle knows."),
    )
    raised_at_scale = models.CharField(
        max_length=20,
        choices=Scale.choices,
        blank=True,
        default="",
        db_default="",
        help_text=_("Of what the smaller cycle is that raised it, if one did."),
    )
    raised_in = models.CharField(
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("The name of that cycle’s circle, where the raiser agreed to show it."),
    )
    put_to = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="questions_put",
        verbose_name=_("put to"),
        help_text=_("The organisation that is asked to answer, if one is."),
    )
    conversation = models.ForeignKey(
        Conversation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="questions",
        help_text=_("The conversation of the partnership in which it was asked, if it was one."),
    )
    promise = models.ForeignKey(
        Promise,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="questions",
        help_text=_("The promise that it asks about, if it does."),
    )
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = LearningQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(asked_by__isnull=False, raised_at_scale="", raised_in="")
                | Q(asked_by=None, raised_at_scale__in=Scale.values),
                name="question_is_asked_or_raised",
            )
        ]
        indexes = [models.Index(fields=["circle", "created_at"], name="question_of_circle")]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("learning:question", args=[self.pk])

    @property
    def who_asked(self) -> str:
        """Who asked, in words; of one that was raised, as much as its raiser agreed to."""
        if self.asked_by is not None:
            return self.asked_by.name
        return raised_by_words(self.raised_at_scale, self.raised_in)


def raised_by_words(scale: str, circle: str) -> str:
    """From where a question was raised: the scale of the cycle, and its circle's name where that may be shown."""
    said = (
        {
            Scale.PERSON: gettext("A person’s cycle"),
            Scale.TEAM: gettext("A team’s cycle"),
            Scale.ORGANISATION: gettext("An organisation’s cycle"),
            Scale.PLACE: gettext("A place’s cycle"),
        }.get(Scale(scale), "")
        if scale
        else ""
    )
    return gettext("%(cycle)s (%(circle)s)") % {"cycle": said, "circle": circle} if circle else said


class UnderstandingQuerySet(models.QuerySet["Understanding"]):
    def visible_to(self, person: Person) -> Self:
        """The steps of the questions that `person` may see."""
        return self.filter(question__in=LearningQuestion.objects.visible_to(person))

    def in_circles_of(self, person: Person) -> Self:
        """Only those of questions of the circles that `person` is in now."""
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
