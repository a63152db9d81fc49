"""A relationship handed over: the story so far, by the one who leaves it, to the one of the same organisation who comes."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models.circle import Circle
from relationships.models.organisation import Organisation
from relationships.models.partnership import Partnership

if TYPE_CHECKING:
    from relationships.models.person import Person


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, person: "Person") -> Self:
        """Those of the partnerships that `person` is in now: the partner knows of it, too."""
        return self.filter(partnership__in=Circle.objects.having_member(person))

    def standing(self) -> Self:
        """Those that were not taken back."""
        return self.filter(taken_back_at=None)


class Handover(models.Model):
    EDITED = ("story",)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="handovers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="handovers")
    written_by = models.ForeignKey(
        "relationships.Person", on_delete=models.PROTECT, related_name="handovers_written"
    )
    to_person = models.ForeignKey(
        "relationships.Person",
        on_delete=models.PROTECT,
        related_name="handovers_taken_up",
        verbose_name=_("who comes"),
    )
    story = models.TextField(_("the story so far"))
    written_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(written_by=F("to_person")), name="handover_is_to_another"),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(taken_back_at=None), name="handover_accepted_or_taken_back"
            ),
            models.UniqueConstraint(
                fields=["partnership", "written_by"],
                condition=Q(accepted_at=None, taken_back_at=None),
                name="one_handover_waits",
            ),
        ]

    def __str__(self) -> str:
        return self.story[:60]

    def get_absolute_url(self) -> str:
        return reverse("funders:handover", args=[self.pk])

    @property
    def waits(self) -> bool:
        """Whether it waits for the one who comes to accept it."""
        return self.accepted_at is None and self.taken_back_at is None
