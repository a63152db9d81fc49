"""Addresses of things, for lists that name many: found once for each kind of page, not once for each line."""

import uuid
from functools import cache

from django.urls import reverse

_ANY = str(uuid.UUID(int=0))
"""Stands where the key will: it is a UUID, and reads as a slug too."""


@cache
def _around(view: str, keys: int) -> tuple[str, ...]:
    return tuple(reverse(view, args=[_ANY] * keys).split(_ANY))


def address_of(view: str, *keys: uuid.UUID | str) -> str:
    """As `reverse(view, args=keys)`, for a page that takes UUIDs and slugs and nothing else."""
    first, *others = _around(view, len(keys))
    return first + "".join(f"{key}{after}" for key, after in zip(keys, others, strict=True))
