"""A response to something shared: an open question, "this resonates", or an offer. Never a score."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from learning.models.share import Share
from relationships.models import Person


class ResponseQuerySet(models.QuerySet["Response"]):
    def visible_to(self, person: Person) -> Self:
        """The responses to what one may read (and to one's own); they go when the share is withdrawn."""
        return self.filter(share__in=Share.objects.visible_to(person).live())

    def waiting(self) -> Self:
        """Open questions without an answer yet."""
        return self.filter(kind=Response.Kind.QUESTION, replied_at=None)


class Response(models.Model):
    class Kind(models.TextChoices):
        QUESTION = "question", _("an open question")
        RESONATES = "resonates", _("this resonates")
        OFFER = "offer", _("an offer")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="responses")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="responses")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    text = models.TextField(_("your words"), blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    reply = models.TextField(_("answer"), blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["share", "author"], condition=Q(kind="resonates"), name="resonates_once"
            ),
            models.CheckConstraint(condition=Q(kind="resonates") | ~Q(text=""), name="response_has_words"),
            models.CheckConstraint(
                condition=Q(replied_at=None, reply="") | (Q(replied_at__isnull=False) & ~Q(reply="")),
                name="reply_has_words",
            ),
        ]
        indexes = [
            models.Index(
                fields=["share"], condition=Q(kind="question", replied_at=None), name="response_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
