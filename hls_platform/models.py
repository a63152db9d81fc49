"""The frame's own nouns: the audit entry, and the answer kept for an Idempotency-Key."""

from typing import Self

from django.db import models
from django.utils import timezone

from hls_platform.identifiers import uuid7
from hls_platform.transaction_number import TransactionNumber


class AuditEntry(models.Model):
    """One change: who, what, when. Names things by id, so that it outlives them; holds no private text."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(default=timezone.now)
    person_id = models.UUIDField(null=True)
    verb = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=80)
    circle_id = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
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
            models.Index(fields=["person_id"], name="audit_of_person"),
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
