"""Addresses of things, for lists that name many: found once for each kind of page, not once for each line."""

import uuid
from functools import cache

from django.urls import reverse

_ANY = str(uuid.UUID(int=0))
"""Stands where the key will: it is a UUID, and reads as a slug too."""


@cache
def _around(view: str) -> tuple[str, str]:
    before, after = reverse(view, args=[_ANY]).split(_ANY)
    return before, after


def address_of(view: str, key: uuid.UUID | str) -> str:
    """As `reverse(view, args=[key])`, for a page that takes one UUID or slug and nothing else."""
    before, after = _around(view)
    return f"{before}{key}{after}"
