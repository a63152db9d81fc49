"""Who asks by a token in place of a session: found before the request's transaction begins."""

import uuid
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True)
class Bearer:
    """Whoever sent a token along: its person and what it is good for; nobody, when there is no such token."""

    person: uuid.UUID | None = None
    scopes: frozenset[str] = frozenset()
    proven: frozenset[str] = frozenset()
    """What the session in which the token was made had shown of who it is."""


def bearer_of(request: HttpRequest) -> Bearer | None:
    """The bearer that a middleware found; None when no token was sent along, so that the session says who asks."""
    return getattr(request, "bearer", None)
