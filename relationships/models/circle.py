"""A circle: a set of people who trust each other enough to learn together."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hls_platform.identifiers import uuid7

if TYPE_CHECKING:
    from relationships.models.person import Person


class CircleQuerySet(models.QuerySet["Circle"]):
    def having_member(self, person: "Person") -> Self:
        """The circles that `person` is in now. What is inside a circle is for these people only."""
        from relationships.models.membership import Membership

        return self.filter(pk__in=Membership.objects.current().filter(person=person).values("circle_id"))

    def visible_to(self, person: "Person") -> Self:
        """The circles that `person` may know of (name, purpose, place; nothing that is inside).

        Their own, and those they once were in; peer groups that are open; the organisations that stand in a
        partnership with them. For an administrator of the place, and for whoever leads or facilitates an
        organisation and so may begin a partnership with any other, every organisation.
        """
        from relationships.models.membership import Membership
        from relationships.models.partnership import PartnershipParty
        from relationships.models.peer_group import PeerGroup

        mine = Membership.objects.current().filter(person=person).values("circle_id")
        partners = PartnershipParty.objects.filter(partnership_id__in=mine).values("organisation_id")
        open_groups = PeerGroup.objects.filter(joining=PeerGroup.Joining.OPEN, ended_at=None).values("pk")
        once = Membership.objects.filter(person=person, since__lte=timezone.now()).values("circle_id")
        seen = Q(pk__in=once) | Q(pk__in=partners) | Q(pk__in=open_groups)
        tends_one = Exists(
            Membership.objects.current()
            .filter(person=person, circle__kind=Circle.Kind.ORGANISATION)
            .exclude(role=Membership.Role.MEMBER)
        )
        every_one = Q(kind=Circle.Kind.ORGANISATION)
        return self.filter(seen | every_one if person.is_administrator else seen | every_one & Q(tends_one))


class Circle(models.Model):
    class Kind(models.TextChoices):
        ORGANISATION = "organisation", _("organisation")
        PARTNERSHIP = "partnership", _("partnership")
        PEER_GROUP = "peer_group", _("peer group")

    class Stay(models.IntegerChoices):
        """For how many months what is shared stays with the circle."""

        HALF_A_YEAR = 6, _("half a year")
        A_YEAR = 12, _("a year")
        TWO_YEARS = 24, _("two years")
        FIVE_YEARS = 60, _("five years")

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", _("every week")
        FORTNIGHTLY = "fortnightly", _("every two weeks")
        MONTHLY = "monthly", _("every month")
        OFF = "off", _("not at all")

    class Language(models.TextChoices):
        """What people write in, by which search knows that "visits" and "visiting" are one word."""

        ENGLISH = "en", _("English")
        OTHER = "other", _("another language")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=160)
    purpose = models.TextField(_("what we are for"), blank=True)
    digest_rhythm = models.CharField(
        _("how often a digest is made"), max_length=20, choices=Rhythm.choices, default=Rhythm.WEEKLY
    )
    language = models.CharField(
        _("the language people write in"),
        max_length=20,
        choices=Language.choices,
        default=Language.ENGLISH,  # none of the database: its answer would be read before one is in the circle
    )
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    words_stay = models.PositiveSmallIntegerField(
        _("how long words stay"),
        choices=Stay.choices,
        null=True,
        blank=True,
        help_text=_("In months. Without one they stay until their authors withdraw them."),
    )
    returns_on = models.DateTimeField(
        null=True,
        editable=False,
        help_text=_("When words go back to their authors next. Its people were told well before."),
    )
    returns_before = models.DateTimeField(
        null=True, editable=False, help_text=_("What was shared before this moment goes back then.")
    )

    objects = CircleQuerySet.as_manager()

    EDITED = ("purpose", "digest_rhythm", "language")

    class Meta:
        ordering = ["name"]
        indexes = [
            models.Index(
                fields=["returns_on"], condition=Q(returns_on__isnull=False), name="circle_returns_on"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["organisation", "partnership", "peer_group"]),
                name="circle_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(language__in=["en", "other"]), name="circle_language_is_known"
            ),
            models.CheckConstraint(
                condition=Q(words_stay=None) | Q(words_stay__in=[6, 12, 24, 60]),
                name="words_stay_for_a_while",
            ),
            models.CheckConstraint(
                condition=Q(returns_on=None, returns_before=None)
                | Q(returns_before__lte=F("returns_on"))
                & (Q(words_stay__isnull=False) | Q(ended_at__isnull=False)),
                name="words_return_by_a_rule_or_at_the_end",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        if self.kind == Circle.Kind.PARTNERSHIP:
            return reverse("funders:partnership", args=[self.slug])
        return reverse("learning:circle", args=[self.slug])

    @property
    def words_stay_in_words(self) -> str:
        """How long what is shared here stays, as a sentence."""
        if self.words_stay is None:
            return _("What is shared here stays until its author withdraws it.")  # type: ignore[return-value]
        return _("What is shared here stays for %(while)s, and then goes back to its author.") % {
            "while": self.Stay(self.words_stay).label
        }

    @cached_property
    def seen_by(self) -> str:
        """Who can see what is shared here, in words. Needs `people`, how many that is; a list asks it for each line."""
        people: int = self.people  # type: ignore[attr-defined]
        return ngettext(
            "Seen by %(people)s person in %(circle)s", "Seen by the %(people)s people of %(circle)s", people
        ) % {"people": people, "circle": self.name}
