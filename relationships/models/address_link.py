"""A link that went to an address: whoever bears it reads that address's post, and can come in by it without an invitation."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone

from hls_platform.identifiers import uuid7

if TYPE_CHECKING:
    from relationships.models.person import Person


class AddressLinkQuerySet(models.QuerySet["AddressLink"]):
    def visible_to(self, person: "Person") -> Self:
        """Nobody's: a link is found by its token alone."""
        return self.none()

    def open(self) -> Self:
        """Those that still work."""
        return self.filter(used_at=None, expires_at__gt=timezone.now())


class AddressLink(models.Model):
    """Only a hash of its token is kept. It opens no circle; what it is sent for, the one who sends it knows."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(max_length=254)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, help_text="When somebody came in by it.")

    objects = AddressLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"link {self.pk}"
