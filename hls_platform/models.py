"""The frame's own nouns: the audit entry, the answer kept for an Idempotency-Key, and the errand that waits."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from hls_platform.identifiers import uuid7
from hls_platform.transaction_number import TransactionNumber


class AuditEntry(models.Model):
    """One change: who, what, when. Names things by id, so that it outlives them; holds no private text.

    Once written it stays as it is. A while later it gets its place in the chain, and its seal: see
    docs/decisions/0020-the-trail-is-sealed.md.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(default=timezone.now)
    person_id = models.UUIDField(null=True)
    verb = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=80)
    circle_id = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    concerns_id = models.UUIDField(
        null=True, help_text="The person to whom, or to whose things, somebody else did it."
    )
    place = models.BigIntegerField(
        null=True, editable=False, help_text="Which one it is in the chain, counted from 1."
    )
    seal = models.BinaryField(
        null=True, max_length=32, help_text="The hash of the seal before it and of what it says."
    )
    transaction = TransactionNumber(
        null=True,
        editable=False,
        help_text="The database's own number of the transaction that wrote it: in its order webhooks are sent.",
    )

    class Meta:
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="audit_subject"),
            models.Index(fields=["circle_id", "transaction", "id"], name="audit_of_circle"),
            models.Index(fields=["circle_id", "verb", "id"], name="audit_of_circle_by_verb"),
            models.Index(fields=["person_id", "id"], name="audit_by_person"),
            models.Index(
                fields=["concerns_id", "id"], condition=Q(concerns_id__isnull=False), name="audit_concerning"
            ),
            models.Index(fields=["id"], condition=Q(place=None), name="audit_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["place"], condition=Q(place__isnull=False), name="one_entry_a_place"
            ),
            models.CheckConstraint(
                condition=Q(place=None, seal=None) | Q(place__isnull=False, seal__isnull=False),
                name="a_place_has_a_seal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"


class KeptAnswerQuerySet(models.QuerySet["KeptAnswer"]):
    def visible_to(self, person: models.Model) -> Self:
        """One's own only."""
        return self.filter(person_id=person.pk)


class KeptAnswer(models.Model):
    """What the API answered to a create with an Idempotency-Key, so that the same again is answered alike."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person_id = models.UUIDField()
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    expires_at = models.DateTimeField()

    objects = KeptAnswerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "key"], name="answered_once")]
        indexes = [models.Index(fields=["expires_at"], name="answer_expires")]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class ErrandQuerySet(models.QuerySet["Errand"]):
    def visible_to(self, person: models.Model) -> Self:
        """Nobody's: only the worker reads them."""
        return self.none()


class Errand(models.Model):
    """Something that has to be done once, after the change that made it necessary; it goes when it is done."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=80)
    sealed = models.TextField(help_text="What it needs to know, encrypted.")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ErrandQuerySet.as_manager()

    def __str__(self) -> str:
        return f"errand {self.pk}"
