"""Offers and asks: "I have tried this, talk to me", and "who has?"; who gives courage; and the conversations of two."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models.look import Look, let_public
from relationships.models.membership import Membership

if TYPE_CHECKING:
    from relationships.models.person import Person


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, person: "Person") -> Self:
        """One's own, those one talks or asked to talk about, and what stands there for everybody or for one's circles;
        for a steward also what is to be public."""
        mine = Membership.objects.current().filter(person=person).values("circle_id")
        together = Membership.objects.current().filter(person=OuterRef("person"), circle_id__in=mine)
        talking = Talk.objects.filter(offer=OuterRef("pk"), asked_by=person)
        for_all = Q(reach=Offer.Reach.PLACE) | Q(let_public(Value(1)), reach=Offer.Reach.PUBLIC)
        if person.is_a_steward:
            for_all |= Q(reach=Offer.Reach.PUBLIC)
        standing = Q(closed_at=None) & (for_all | Q(Exists(together)))
        return self.filter(Q(person=person) | standing | Q(Exists(talking)))

    def standing(self) -> Self:
        return self.filter(closed_at=None)

    def public(self) -> Self:
        """Those that anybody finds, also who has not signed in."""
        return self.filter(let_public(Value(1)), reach=Offer.Reach.PUBLIC, closed_at=None)

    def waiting(self) -> Self:
        """Those that are to be public, and that nobody has looked at."""
        looked = Look.objects.standing().filter(thing=OuterRef("pk"))
        return self.filter(~Exists(looked), reach=Offer.Reach.PUBLIC, closed_at=None)


class Offer(models.Model):
    """Put up by one person for others to find, until they take it down."""

    class Kind(models.TextChoices):
        OFFER = "offer", _("I have tried this, talk to me")
        ASK = "ask", _("I would like to talk to somebody who has")
        NERVE = "nerve", _("I give courage: ask me before something that takes nerve")

    class Reach(models.TextChoices):
        CIRCLES = "circles", _("the people of my circles")
        PLACE = "place", _("everybody who signs in here")
        PUBLIC = "public", _("everybody, also without signing in, once a steward has read it")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey("relationships.Person", on_delete=models.CASCADE, related_name="offers")
    name = models.CharField(
        _("your name, as it stands there"), max_length=120, help_text=_("Whoever finds it reads this name.")
    )
    kind = models.CharField(_("what it is"), max_length=10, choices=Kind.choices, default=Kind.OFFER)
    text = models.TextField(_("in your words"))
    about = models.CharField(_("what it is about"), max_length=160)
    place = models.CharField(_("where"), max_length=120, blank=True)
    work = models.CharField(_("kind of work"), max_length=120, blank=True)
    reach = models.CharField(
        _("who can find it"), max_length=10, choices=Reach.choices, default=Reach.CIRCLES
    )
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    edition = 1
    """Never changed: other words are another offer."""

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], condition=Q(closed_at=None), name="offer_standing")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["offer", "ask", "nerve"]), name="offer_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(reach__in=["circles", "place", "public"]), name="offer_reach_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.about

    def get_absolute_url(self) -> str:
        return reverse("relationships:offer", args=[self.pk])


class TalkQuerySet(models.QuerySet["Talk"]):
    def visible_to(self, person: "Person") -> Self:
        """Those of which one is one of the two."""
        return self.filter(Q(asked_by=person) | Q(offer__person=person))


class Talk(models.Model):
    """A conversation about an offer, between its person and one who answered; it begins when the first says yes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="talks")
    asked_by = models.ForeignKey("relationships.Person", on_delete=models.CASCADE, related_name="talks_asked")
    name = models.CharField(_("your name, as they read it"), max_length=120)
    text = models.TextField(_("your first words"))
    asked_at = models.DateTimeField(default=timezone.now)
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = TalkQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [models.UniqueConstraint(fields=["offer", "asked_by"], name="one_talk_for_two")]

    def __str__(self) -> str:
        return f"talk {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("relationships:talk", args=[self.pk])

    @property
    def goes_on(self) -> bool:
        return self.begun_at is not None and self.ended_at is None


class TalkLineQuerySet(models.QuerySet["TalkLine"]):
    def visible_to(self, person: "Person") -> Self:
        """Those of the conversations of which one is one of the two."""
        return self.filter(talk__in=Talk.objects.visible_to(person))


class TalkLine(models.Model):
    """What one of the two said, after both chose to talk."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    talk = models.ForeignKey(Talk, on_delete=models.CASCADE, related_name="lines")
    by = models.ForeignKey("relationships.Person", on_delete=models.CASCADE, related_name="+")
    text = models.TextField(_("your words"))
    said_at = models.DateTimeField(default=timezone.now)

    objects = TalkLineQuerySet.as_manager()

    class Meta:
        ordering = ["said_at"]
        indexes = [models.Index(fields=["talk", "-said_at", "-id"], name="line_of_talk")]

    def __str__(self) -> str:
        return f"line {self.pk}"
