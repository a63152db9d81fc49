"""An experiment of a circle: what we try, why it might help, what we will notice. It ends in adopt, adapt or stop, with the reason."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from learning.models.cycle import LearningCycle
from relationships.models import Circle, Person


class ExperimentQuerySet(models.QuerySet["Experiment"]):
    def visible_to(self, person: Person) -> Self:
        """The experiments of the circles that `person` is in now."""
        return self.filter(circle__in=Circle.objects.having_member(person))


class Experiment(models.Model):
    class Ending(models.TextChoices):
        ADOPT = "adopt", _("we adopt it")
        ADAPT = "adapt", _("we adapt it")
        STOP = "stop", _("we stop it")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="experiments")
    cycle = models.ForeignKey(
        LearningCycle,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="experiments",
        verbose_name=_("in which cycle"),
    )
    follows = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="next")
    what = models.TextField(_("what we try"))
    why = models.TextField(_("why it might help"))
    notice = models.TextField(_("what we will notice"))
    look_on = models.DateField(_("when we look"))
    tended_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(_("how it ends"), max_length=10, choices=Ending.choices, blank=True)
    reason = models.TextField(_("the reason"), blank=True)

    objects = ExperimentQuerySet.as_manager()

    EDITED: ClassVar = ("what", "why", "notice", "look_on", "cycle_id")

    class Meta:
        ordering = ["begun_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(what="") & ~Q(why="") & ~Q(notice=""), name="experiment_says_what_for"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="", reason="")
                | Q(ended_at__isnull=False, ending__in=["adopt", "adapt", "stop"]) & ~Q(reason=""),
                name="experiment_ends_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["circle", "-begun_at"], name="experiment_of_circle"),
            models.Index(
                fields=["circle", "look_on"], condition=Q(ended_at=None), name="experiment_to_look_at"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("learning:experiment", args=[self.pk])

    @property
    def name(self) -> str:
        """Its first words, by which lists and pages call it."""
        return Truncator(self.what).words(12)

    @property
    def to_look_at(self) -> bool:
        """Whether its day has come."""
        return self.ended_at is None and self.look_on <= timezone.localdate()
