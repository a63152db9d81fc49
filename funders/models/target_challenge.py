"""A target challenge: what whoever wants a KPI or a target in an agreement says first, and what the others answer."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funders.models.agreement import Agreement, OfAnAgreement
from hls_platform.identifiers import uuid7
from relationships.models import Circle, Organisation, Person


class TargetChallenge(models.Model):
    """Three questions, answered in the open. What was wanted stands here and never in the terms of the agreement.

    With nothing wanted it is the commissioner's record of why the law asks for no indicators here.
    """

    class Law(models.TextChoices):
        NONE = "none", _("no law is behind it")
        LIGHT_TOUCH = "light_touch", _("section 52 does not apply: a light-touch contract")
        FRAMEWORK = "framework", _("section 52 does not apply: a framework")
        BELOW = "below", _("section 52 does not apply: not above £5 million")
        NOT_APPROPRIATE = (
            "not_appropriate",
            _("section 52 asks for none: indicators could not appropriately assess this work"),
        )
        ASKS = "asks", _("section 52 asks for indicators here")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="challenges")
    wanted = models.TextField(_("what is wanted"), blank=True)
    why = models.TextField(_("why this choice"), blank=True)
    evidence = models.TextField(_("what evidence supports it for work this complex"), blank=True)
    effect = models.TextField(_("what it may do to the people served"), blank=True)
    law = models.CharField(_("the law"), max_length=20, choices=Law.choices, default=Law.NONE)
    law_reason = models.TextField(_("the reasons, where the law is concerned"), blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    let_go_at = models.DateTimeField(null=True, blank=True)
    let_go_because = models.TextField(_("why it was let go"), blank=True)

    objects = OfAnAgreement.as_manager()

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(wanted="") & ~Q(law__in=["none", "asks"])
                | ~Q(wanted="") & ~Q(why="") & ~Q(evidence="") & ~Q(effect=""),
                name="challenge_has_three_answers",
            ),
            models.CheckConstraint(
                condition=Q(law="none") | ~Q(law_reason=""), name="challenge_gives_the_reasons_of_law"
            ),
            models.CheckConstraint(
                condition=Q(let_go_at=None, let_go_because="")
                | Q(let_go_at__isnull=False) & ~Q(let_go_because=""),
                name="challenge_let_go_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.wanted or str(self.get_law_display())

    def get_absolute_url(self) -> str:
        return reverse("funders:challenge", args=[self.pk])


class ChallengeAnswerQuerySet(models.QuerySet["ChallengeAnswer"]):
    def visible_to(self, person: Person) -> Self:
        """What was answered in the partnerships that `person` is in now."""
        return self.filter(challenge__agreement__partnership__in=Circle.objects.having_member(person))


class ChallengeAnswer(models.Model):
    """What another organisation of the partnership answers, beside the three."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    challenge = models.ForeignKey(TargetChallenge, on_delete=models.PROTECT, related_name="answers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("your answer"))
    answered_at = models.DateTimeField(default=timezone.now)

    objects = ChallengeAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["answered_at"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "organisation"], name="challenge_answered_once_each")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} to {self.challenge_id}"
