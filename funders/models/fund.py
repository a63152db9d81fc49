"""A fund: money with a purpose, held by one funder or commissioner; it can be open for first words from anybody."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funders.complexity import Control, Interplay, Variety, Way, way_of_managing
from hls_platform.identifiers import uuid7
from relationships.models import Circle, Organisation, Person


class FundQuerySet(models.QuerySet["Fund"]):
    def visible_to(self, person: Person) -> Self:
        """The open ones, which anybody reads; those of one's own organisations, behind agreements of one's partnerships,
        and to which one wrote first words."""
        from funders.models.agreement import Agreement
        from funders.models.opening import OpeningConversation

        mine = Circle.objects.having_member(person)
        agreed = Agreement.objects.filter(partnership__in=mine, fund__isnull=False).values("fund_id")
        asked = OpeningConversation.objects.filter(applicant=person).values("fund_id")
        return self.filter(Q(is_open=True) | Q(funder__in=mine) | Q(pk__in=agreed) | Q(pk__in=asked))

    def open(self) -> Self:
        """Those that anybody may write first words to."""
        return self.filter(is_open=True)


class Fund(models.Model):
    class Kept(models.IntegerChoices):
        """For how many months after the last thing that happened in an opening conversation it is kept."""

        HALF_A_YEAR = 6, _("half a year")
        A_YEAR = 12, _("a year")
        TWO_YEARS = 24, _("two years")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    funder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="funds")
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=160)
    purpose = models.TextField(_("what it is for"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    can = models.TextField(_("what it can do"), blank=True)
    cannot = models.TextField(_("what it cannot do"), blank=True)
    to_learn = models.TextField(_("what we want to learn with it"), blank=True)
    variety = models.CharField(
        _("people’s strengths and needs"), max_length=10, choices=Variety.choices, blank=True
    )
    interplay = models.CharField(
        _("what brings the change about"), max_length=10, choices=Interplay.choices, blank=True
    )
    control = models.CharField(
        _("who is in control of it"), max_length=10, choices=Control.choices, blank=True
    )
    seen_as = models.TextField(_("why we see it so"), blank=True)
    is_open = models.BooleanField(_("open for first words"), default=False)
    kept_months = models.PositiveSmallIntegerField(
        _("how long first words are kept"), choices=Kept.choices, default=Kept.A_YEAR
    )

    objects = FundQuerySet.as_manager()

    EDITED = (
        "purpose", "place", "can", "cannot", "to_learn", "variety", "interplay", "control", "seen_as", "is_open",
        "kept_months",
    )  # fmt: skip

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(variety__in=["", *Variety.values])
                & Q(interplay__in=["", *Interplay.values])
                & Q(control__in=["", *Control.values]),
                name="fund_check_is_in_words",
            ),
            models.CheckConstraint(condition=Q(kept_months__in=[6, 12, 24]), name="fund_keeps_for_a_while"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("funders:fund", args=[self.slug])

    @property
    def way(self) -> Way | None:
        """Which way of managing suits what it is for; None until its three questions are answered."""
        return way_of_managing(self.variety, self.interplay, self.control)

    @property
    def questions(self) -> list[str]:
        """What its people want to learn with it, one question a line."""
        return [line.strip() for line in self.to_learn.splitlines() if line.strip()]
