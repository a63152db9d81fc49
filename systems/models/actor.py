"""An actor: an organisation or a role that acts on factors of a map."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models import Circle, Organisation, Person
from systems.models.factor import Factor
from systems.models.system_map import SystemMap


class ActorQuerySet(models.QuerySet["Actor"]):
    def visible_to(self, person: Person) -> Self:
        """The actors on the maps of the circles that `person` is in now."""
        return self.filter(map__circle__in=Circle.objects.having_member(person))


class Actor(models.Model):
    class Kind(models.TextChoices):
        ORGANISATION = "organisation", _("an organisation")
        ROLE = "role", _("a role")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    map = models.ForeignKey(SystemMap, on_delete=models.CASCADE, related_name="actors")
    name = models.CharField(
        _("name"), max_length=160, help_text=_("Of an organisation or a role, not of a person.")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.ORGANISATION)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="acts_as",
        verbose_name=_("the organisation here that it is"),
    )
    description = models.TextField(_("what they do"), blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = ActorQuerySet.as_manager()

    EDITED: ClassVar = ("name", "kind", "organisation_id", "description")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="actor_has_a_name"),
            models.UniqueConstraint("map", Lower("name"), name="actor_once_on_a_map"),
            models.UniqueConstraint(fields=["map", "organisation"], name="organisation_once_on_a_map"),
            models.CheckConstraint(
                condition=Q(organisation=None) | Q(kind="organisation"), name="only_an_organisation_is_one"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("systems:actor", args=[self.pk])


class ActsOnQuerySet(models.QuerySet["ActsOn"]):
    def visible_to(self, person: Person) -> Self:
        """What is acted on on the maps of the circles that `person` is in now."""
        return self.filter(actor__map__circle__in=Circle.objects.having_member(person))

    def live(self) -> Self:
        """Where the factor is on its map now."""
        return self.filter(factor__removed=False)


class ActsOn(models.Model):
    """An actor acts on a factor of the same map, and how."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="acts_on")
    factor = models.ForeignKey(Factor, on_delete=models.CASCADE, related_name="acted_on_by")
    how = models.TextField(_("how they act on it"), blank=True)

    objects = ActsOnQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "factor"], name="acts_on_a_factor_once")]

    def __str__(self) -> str:
        return f"{self.actor} → {self.factor}"
