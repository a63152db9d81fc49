"""The frame's only noun: the audit entry."""

from django.db import models
from django.utils import timezone

from hls_platform.identifiers import uuid7


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

    class Meta:
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"
