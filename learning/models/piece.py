"""Learning in public: a piece that somebody writes, and the words of others in it, each there by its authors' consent."""

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from learning.models.insight import Insight
from learning.models.share import Share
from relationships.models import Look, Person
from relationships.models.look import let_public


class PieceQuerySet(models.QuerySet["Piece"]):
    def asked_for(self) -> Self:
        """Those that are to be public, and in which nobody is still to be asked."""
        waits = Quote.objects.filter(piece=OuterRef("pk"), state=Quote.State.ASKED)
        return self.filter(~Exists(waits), asked_at__isnull=False, withdrawn_at=None)

    def public(self) -> Self:
        """Those that everybody reads, also who has not signed in."""
        return self.asked_for().filter(let_public())

    def gone(self) -> Self:
        """Those that were public once and were withdrawn: their address says so, and nothing of them is left."""
        return self.filter(withdrawn_at__isnull=False, published_at__isnull=False)

    def waiting(self) -> Self:
        """Those that nobody has looked at as they are now."""
        looked = Look.objects.standing().filter(thing=OuterRef("pk"), edition=OuterRef("edition"))
        return self.asked_for().filter(~Exists(looked))

    def visible_to(self, person: Person) -> Self:
        """One's own, the public ones and those that were, those in which one is asked to be quoted, and for a steward
        those that are to be public."""
        mine = Consent.objects.filter(
            person=person, quote__piece=OuterRef("pk"), quote__piece__asked_at__isnull=False
        )
        seen = Q(written_by=person) | Q(pk__in=Piece.objects.public().values("pk"))
        seen |= Q(withdrawn_at__isnull=False, published_at__isnull=False) | Q(Exists(mine), withdrawn_at=None)
        if person.is_a_steward:
            seen |= Q(pk__in=Piece.objects.asked_for().values("pk"))
        return self.filter(seen)


class Piece(models.Model):
    """Whoever changes a word of it makes another edition, to which everybody in it is asked to agree again.

    Withdrawn, it holds no words any more: there is nothing to show by mistake.
    """

    class Licence(models.TextChoices):
        BY = "by", _("Anybody may use it and change it, and says where it is from (CC BY 4.0)")
        BY_SA = "by-sa", _("The same, and what is made of it is shared in the same way (CC BY-SA 4.0)")
        ZERO = "zero", _("Anybody may do with it what they like (CC0 1.0)")
        KEPT = "kept", _("It may be read here; all other rights stay with its authors")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("what we learned"))
    credit = models.CharField(
        _("your name, as it stands there"), max_length=120, blank=True,
        help_text=_("Leave it empty to write without a name."),
    )  # fmt: skip
    licence = models.CharField(
        _("what others may do with it"), max_length=10, choices=Licence.choices, default=Licence.BY
    )
    edition = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("When it was asked that this edition be public. Without it, it is a draft."),
    )
    published_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was public first."))
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PieceQuerySet.as_manager()

    EDITED = ("title", "text", "credit", "licence")

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(F("published_at").desc(), F("id").desc(), name="piece_published"),
            models.Index(fields=["written_by", "-created_at", "-id"], name="piece_mine"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) & ~Q(title="") & ~Q(text="")
                | Q(withdrawn_at__isnull=False, title="", text="", credit=""),
                name="piece_has_words_until_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(licence__in=["by", "by-sa", "zero", "kept"]), name="piece_licence_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("A piece that was withdrawn"))

    def get_absolute_url(self) -> str:
        return reverse("learning:piece", args=[self.pk])

    @property
    def licence_address(self) -> str:
        """Where the licence can be read; empty for none."""
        known = {"by": "licenses/by/4.0", "by-sa": "licenses/by-sa/4.0", "zero": "publicdomain/zero/1.0"}
        return f"https://creativecommons.org/{known[self.licence]}/" if self.licence in known else ""


class QuoteQuerySet(models.QuerySet["Quote"]):
    def visible_to(self, person: Person) -> Self:
        """Those in one's own pieces, those of one's own words, and in pieces one may read those that were agreed to."""
        mine = Consent.objects.filter(
            person=person, quote=OuterRef("pk"), quote__piece__asked_at__isnull=False
        )
        agreed = Q(state=Quote.State.AGREED, piece__in=Piece.objects.visible_to(person))
        return self.filter(Q(piece__written_by=person) | Q(Exists(mine)) | agreed)


class Quote(models.Model):
    """What was shared with a circle, in a piece. Its words leave the piece when one of its authors says no, or later takes
    them back, or when what they are from is withdrawn; which of these it was, nobody is told.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("its authors are being asked")
        AGREED = "agreed", _("agreed")
        LEFT = "left", _("not in it any more")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    piece = models.ForeignKey(Piece, on_delete=models.CASCADE, related_name="quotes")
    share = models.ForeignKey(
        Share, on_delete=models.DO_NOTHING, db_constraint=False, null=True, blank=True, related_name="+"
    )
    insight = models.ForeignKey(
        Insight, on_delete=models.DO_NOTHING, db_constraint=False, null=True, blank=True, related_name="+"
    )
    words = models.TextField(blank=True)
    credit = models.CharField(
        max_length=400, blank=True, help_text=_("As its authors wish; empty is without a name.")
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    authors = models.PositiveSmallIntegerField(
        default=0, help_text=_("How many were asked; none before the first time.")
    )
    waits_for = models.PositiveSmallIntegerField(
        default=0, help_text=_("How many have not agreed to this edition.")
    )
    added_at = models.DateTimeField(default=timezone.now)

    objects = QuoteQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["asked", "agreed"]) & ~Q(words="")
                | Q(state="left", words="", credit=""),
                name="quote_has_words_until_it_leaves",
            ),
            models.CheckConstraint(condition=~Q(state="agreed") | Q(waits_for=0), name="quote_agreed_by_all"),
            models.CheckConstraint(
                condition=Q(share=None, insight__isnull=False) | Q(share__isnull=False, insight=None),
                name="quote_is_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"quote {self.pk}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def visible_to(self, person: Person) -> Self:
        """One's own only: whose words a quote is, its consent tells nobody else."""
        return self.filter(person=person)

    def waiting(self) -> Self:
        """Those of quotes that wait for their person."""
        return self.filter(
            ~Q(edition=F("quote__piece__edition")) | Q(edition=None),
            quote__state=Quote.State.ASKED, quote__piece__asked_at__isnull=False, quote__piece__withdrawn_at=None,
        )  # fmt: skip


class Consent(models.Model):
    """One author of a quote is asked whether it may stand in a piece. The edition they agreed to is what they agreed to."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="consents")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    share = models.ForeignKey(
        Share, on_delete=models.DO_NOTHING, db_constraint=False, null=True, blank=True, related_name="+",
        help_text=_("By which of their shares they are an author of it."),
    )  # fmt: skip
    edition = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("To which edition they agreed last.")
    )
    credit = models.CharField(max_length=120, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quote", "person"], name="one_consent_of_each_author"),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("learning:consent", args=[self.pk])
