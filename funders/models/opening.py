"""An opening conversation: how money begins, in place of a scored bid. First words, conversations, views, one decision."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funders.models.fund import Fund
from hls_platform.identifiers import uuid7
from hls_platform.media import ENDINGS
from relationships.models import Circle, Partnership, Person


class OpeningConversationQuerySet(models.QuerySet["OpeningConversation"]):
    def visible_to(self, person: Person) -> Self:
        """One's own; and, once they are sent, those to the funds of one's organisations."""
        return self.filter(Q(applicant=person) | self._sent_to(person))

    def held_by(self, person: Person) -> Self:
        """Those that were sent to the funds of the organisations that `person` is in now."""
        return self.filter(self._sent_to(person))

    def going_on(self) -> Self:
        """Those that were not taken back."""
        return self.filter(withdrawn_at=None)

    @staticmethod
    def _sent_to(person: Person) -> Q:
        return Q(sent_at__isnull=False, fund__funder__in=Circle.objects.having_member(person))


class OpeningConversation(models.Model):
    """Begun by somebody who may have no account yet: then it is found by the link that went to `email`, and by nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="openings")
    applicant = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="openings")
    token_hash = models.CharField(max_length=64, null=True, unique=True)
    email = models.EmailField(_("your e-mail address"), max_length=254, blank=True)
    name = models.CharField(_("your name"), max_length=120, blank=True)
    organisation = models.CharField(_("your organisation or group"), max_length=160, blank=True)
    matters = models.TextField(_("what matters here"), blank=True)
    who = models.TextField(_("who is part of it"), blank=True)
    learn = models.TextField(_("what would you want to learn"), blank=True)
    begun_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("your answer"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = OpeningConversationQuerySet.as_manager()

    WORDS: ClassVar = ("name", "organisation", "matters", "who", "learn")

    class Meta:
        ordering = ["sent_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(applicant__isnull=False, token_hash=None)
                | Q(applicant=None, token_hash__isnull=False, sent_at=None),
                name="opening_is_somebodys",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None)
                | Q(name="", organisation="", matters="", who="", learn="", answer=""),
                name="opening_withdrawn_says_nothing",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(sent_at__lte=F("withdrawn_at")),
                name="opening_withdrawn_after_it_was_sent",
            ),
        ]
        indexes = [models.Index(fields=["fund", "sent_at", "id"], name="opening_by_arrival")]

    def __str__(self) -> str:
        return f"opening {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("funders:opening", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.sent_at is None


class OfAnOpening(models.QuerySet):
    """What belongs to an opening that was sent, for both sides; nothing of one that was taken back."""

    def visible_to(self, person: Person) -> Self:
        return self.filter(opening__in=OpeningConversation.objects.visible_to(person).going_on())


class AmongThoseWhoDecide(models.QuerySet):
    """What the people of the funder write among themselves about an opening."""

    def visible_to(self, person: Person) -> Self:
        return self.filter(opening__in=OpeningConversation.objects.held_by(person).going_on())


class OpeningFile(models.Model):
    """A file that came with first words. It stands in the database and in no folder, so that the walls hold around it too."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    opening = models.OneToOneField(OpeningConversation, on_delete=models.PROTECT, related_name="file")
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()
    size = models.PositiveIntegerField(help_text=_("In bytes."))

    objects = OfAnOpening.as_manager()

    def __str__(self) -> str:
        return f"file of {self.opening_id}"

    @property
    def called(self) -> str:
        """The name under which it is saved: ours, whatever it was called."""
        return f"with-first-words.{ENDINGS[self.content_type]}"


class OpeningTalk(models.Model):
    """A conversation about first words: planned by the funder, moved or cancelled; what each side heard, written by each."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    opening = models.ForeignKey(OpeningConversation, on_delete=models.PROTECT, related_name="talks")
    starts_at = models.DateTimeField(_("when"))
    place = models.CharField(_("where, or how to reach each other"), max_length=200)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    heard_by_applicant = models.TextField(_("what you heard"), blank=True)
    heard_by_funder = models.TextField(_("what you heard"), blank=True)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = OfAnOpening.as_manager()

    EDITED = ("starts_at", "place")

    class Meta:
        ordering = ["starts_at"]

    def __str__(self) -> str:
        return f"talk about {self.opening_id}"

    @property
    def has_begun(self) -> bool:
        return self.cancelled_at is None and self.starts_at <= timezone.now()

    @property
    def is_to_come(self) -> bool:
        return self.cancelled_at is None and self.starts_at > timezone.now()


class OpeningInterest(models.Model):
    """What one person of the funder says about their own interests before they may have a view: a tie, or none.

    None can become a tie; a tie stays one.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    opening = models.ForeignKey(OpeningConversation, on_delete=models.PROTECT, related_name="interests")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    is_tied = models.BooleanField(_("I have a tie to them"))
    words = models.TextField(_("what it is"), blank=True)
    declared_at = models.DateTimeField(default=timezone.now)

    objects = AmongThoseWhoDecide.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opening", "person"], name="opening_interest_once"),
        ]

    def __str__(self) -> str:
        return f"interest in {self.opening_id}"


class OpeningView(models.Model):
    """What one person of the funder thinks, with reasons, in words. There is no number in it, and no order but by name."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    opening = models.ForeignKey(OpeningConversation, on_delete=models.PROTECT, related_name="views")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("your view, and your reasons"))
    written_at = models.DateTimeField(default=timezone.now)

    objects = AmongThoseWhoDecide.as_manager()

    EDITED = ("text",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opening", "person"], name="opening_view_once")]

    def __str__(self) -> str:
        return f"view of {self.opening_id}"


class OpeningDecision(models.Model):
    """What was decided about one opening, with the reason that the applicant is given."""

    class Outcome(models.TextChoices):
        YES = "yes", _("yes, let us begin together")
        NOT_NOW = "not_now", _("not now")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    opening = models.OneToOneField(OpeningConversation, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(_("what you decided"), max_length=10, choices=Outcome.choices)
    reason = models.TextField(_("the reason, for them to read"))
    helps = models.TextField(_("what may help them on"), blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)
    partnership = models.ForeignKey(
        Partnership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = OfAnOpening.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["yes", "not_now"]), name="opening_outcome_is_known"
            ),
            models.CheckConstraint(condition=Q(outcome="yes") | ~Q(helps=""), name="opening_not_now_helps"),
            models.CheckConstraint(
                condition=Q(partnership=None) | Q(outcome="yes"), name="opening_partnership_after_yes"
            ),
        ]

    def __str__(self) -> str:
        return f"decision on {self.opening_id}"
