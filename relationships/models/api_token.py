"""A token: with it a program asks on behalf of one person, for what its scopes say, until it ends."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models.person import Person


class Scope(models.TextChoices):
    READ = "read", _("read what your circles share and hold")
    REFLECT = "reflect", _("read and write your own reflections, share, withdraw, respond")
    CIRCLES = "circles", _("begin circles, invite, join and leave, ask questions")
    PARTNERSHIP = "partnership", _("plan conversations, make promises, write down agreements and payments")
    MAPS = "maps", _("bring maps in, and keep versions of them")
    REPORTS = "reports", _("begin reports, and sign them")
    WEBHOOKS = "webhooks", _("have events sent to an address")
    ACCOUNT = "account", _("see where you are signed in, and sign out there")


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def working(self, at: datetime.datetime | None = None) -> Self:
        """Those that are good at the moment `at` (default: now)."""
        return self.filter(revoked_at=None, expires_at__gt=at or timezone.now())

    def visible_to(self, person: Person) -> Self:
        """One's own only."""
        return self.filter(person=person)


class ApiToken(models.Model):
    """Only a hash of the token is kept: it is shown once, to whoever makes it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("what it is for"), max_length=120)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    proven = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    """What the session in which it was made had shown (`accounts.rules.proven_in`)."""
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")), name="token_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def said_scopes(self) -> list[str]:
        """The scopes in words."""
        return [str(Scope(each).label) for each in self.scopes]
