"""A grant that another funder published: public data, brought in by a circle and seen by it."""

import json
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funders.money import exact, said
from hls_platform.identifiers import uuid7
from relationships.models import Circle, Person


class GrantQuerySet(models.QuerySet["Grant"]):
    def visible_to(self, person: Person) -> Self:
        """Those that a circle of theirs brought in, and those that whoever runs the place brought in for everybody."""
        return self.filter(Q(circle=None) | Q(circle__in=Circle.objects.having_member(person)))


class Grant(models.Model):
    """Its id is made of the circle and the id that its publisher gave it, so that the same grant is known again."""

    id = models.UUIDField(primary_key=True, editable=False)
    circle = models.ForeignKey(
        Circle,
        on_delete=models.CASCADE,
        null=True,
        related_name="grants",
        help_text="Nobody’s is everybody’s.",
    )
    grant_id = models.TextField(help_text="As its publisher calls it.")
    title = models.TextField()
    description = models.TextField()
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=20, decimal_places=6)
    awarded_on = models.DateField()
    funder_id = models.TextField(help_text="The funder’s identifier (org-id).")
    funder = models.TextField()
    recipient_id = models.TextField()
    recipient = models.TextField()
    programme = models.TextField(blank=True)
    place = models.TextField(blank=True)
    details = models.TextField(help_text="All that its file said of it, as JSON.")
    brought_at = models.DateTimeField(default=timezone.now)

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["-awarded_on", "-id"]
        indexes = [models.Index(fields=["circle", "-awarded_on", "-id"], name="grants_of_circle")]

    def __str__(self) -> str:
        return self.grant_id

    def get_absolute_url(self) -> str:
        return reverse("funders:grant", args=[self.pk])

    @property
    def said(self) -> str:
        """The amount for reading."""
        return said(exact(self.amount, self.currency), self.currency)

    @property
    def as_published(self) -> dict[str, Any]:
        """The grant as its file has it."""
        published: dict[str, Any] = json.loads(self.details)
        return published


class GrantFileQuerySet(models.QuerySet["GrantFile"]):
    def visible_to(self, person: Person) -> Self:
        """One's own only."""
        return self.filter(person=person)


class GrantFile(models.Model):
    """A file of grants that somebody is bringing in: theirs alone, and gone as soon as it is done with. One for each person."""

    class State(models.TextChoices):
        WAITING = "waiting", _("it is being brought in")
        STOPPED = "stopped", _("something in it is wrong")
        DONE = "done", _("it is brought in")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    content = models.BinaryField(null=True, help_text="The file, until it is done with.")
    only_valid = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    remarks = models.JSONField(default=list, help_text="How it was read.")
    problems = models.JSONField(default=list, help_text="The first of what is wrong: row, id, sentence.")
    problem_count = models.PositiveIntegerField(default=0)
    findings = models.JSONField(
        default=list, help_text="Of each kind: sentence, how often, the first rows and ids."
    )
    grants = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    funders = models.PositiveIntegerField(default=0)
    amounts = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)

    objects = GrantFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", content=None)
                | Q(state__in=["waiting", "stopped"], content__isnull=False),
                name="grant_file_keeps_no_file",
            )
        ]

    def __str__(self) -> str:
        return f"grant file {self.pk}"
