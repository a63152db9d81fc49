"""A group on the public map: what its people want the world to know of it, and nothing that is inside."""

from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models.circle import Circle
from relationships.models.look import let_public
from relationships.models.membership import Membership
from relationships.models.peer_group import PeerGroup
from relationships.models.person import Person

if TYPE_CHECKING:
    import datetime


class ListingQuerySet(models.QuerySet["Listing"]):
    def public(self) -> Self:
        """Those on the map for everybody, also for who has not signed in."""
        return self.filter(let_public(), taken_down_at=None)

    def waiting(self) -> Self:
        """Those that nobody has looked at as they are now."""
        from relationships.models.look import Look

        looked = Look.objects.standing().filter(
            thing=models.OuterRef("pk"), edition=models.OuterRef("edition")
        )
        return self.filter(~models.Exists(looked), taken_down_at=None)

    def visible_to(self, person: "Person") -> Self:
        """The public ones, those of one's groups, and for a steward those that somebody would like to be public."""
        seen = Q(pk__in=Listing.objects.public().values("pk")) | Q(
            group_id__in=Circle.objects.having_member(person).values("pk")
        )
        return self.filter(seen | Q(taken_down_at=None) if person.is_a_steward else seen)


class Listing(models.Model):
    """Its own words, apart from those of the circle. The place is kept to about a kilometre, so that it is nobody's door."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    group = models.OneToOneField(PeerGroup, on_delete=models.CASCADE, related_name="listing")
    name = models.CharField(_("name"), max_length=160)
    purpose = models.TextField(
        _("what you are for"), help_text=_("Two or three sentences that anybody understands.")
    )
    place = models.CharField(
        _("place"), max_length=120, help_text=_("A town or a part of it, as people say it.")
    )
    latitude = models.DecimalField(
        _("latitude"), max_digits=4, decimal_places=2, null=True, blank=True,
        help_text=_("Degrees north, for example 50.37. South is below zero."),
    )  # fmt: skip
    longitude = models.DecimalField(
        _("longitude"), max_digits=5, decimal_places=2, null=True, blank=True,
        help_text=_("Degrees east, for example 1.08. West is below zero: -4.14."),
    )  # fmt: skip
    rhythm = models.CharField(_("when you meet"), max_length=160, blank=True)
    joining = models.CharField(_("how people join"), max_length=20, choices=PeerGroup.Joining.choices)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    edition = models.PositiveIntegerField(default=1)
    asked_at = models.DateTimeField(default=timezone.now)
    taken_down_at = models.DateTimeField(null=True, blank=True)

    objects = ListingQuerySet.as_manager()

    EDITED = ("name", "purpose", "place", "latitude", "longitude", "rhythm")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(purpose="") & ~Q(place=""), name="listing_says_what"
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="listing_is_on_the_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("relationships:listing", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.joining == PeerGroup.Joining.OPEN

    @property
    def position(self) -> tuple[Decimal, Decimal] | None:
        """Latitude and longitude in degrees; None for a group without a mark on the map."""
        return None if self.latitude is None or self.longitude is None else (self.latitude, self.longitude)


class AskToJoinQuerySet(models.QuerySet["AskToJoin"]):
    def visible_to(self, person: "Person") -> Self:
        """One's own, and those to the groups that one leads or facilitates now."""
        tended = Membership.objects.current().filter(person=person).exclude(role=Membership.Role.MEMBER)
        return self.filter(Q(person=person) | Q(group_id__in=tended.values("circle_id")))

    def waiting(self, at: "datetime.datetime | None" = None) -> Self:
        return self.filter(answered_at=None, withdrawn_at=None)


class AskToJoin(models.Model):
    """Somebody would like to come into a group that is by invitation; whoever tends it answers."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    group = models.ForeignKey(PeerGroup, on_delete=models.CASCADE, related_name="asks_to_join")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("your name, as they read it"), max_length=120)
    text = models.TextField(_("why you would like to come"))
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    welcome = models.BooleanField(_("they may come in"), null=True)
    answer = models.TextField(_("a few words to them"), blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = AskToJoinQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=Q(answered_at=None, withdrawn_at=None),
                name="one_waiting_ask_to_join",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, welcome=None)
                | Q(answered_at__isnull=False, welcome__isnull=False),
                name="ask_to_join_answered_one_way",
            ),
        ]

    def __str__(self) -> str:
        return f"ask to join {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("relationships:answer_ask", args=[self.pk])
