"""Readable addresses: "deep-water", or "deep-water-2" where that is taken."""

import secrets
from collections.abc import Collection, Iterator
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.utils.text import slugify

M = TypeVar("M", bound=models.Model)
PLAIN_TRIES = 9


def create_with_slug(model: type[M], *, name: str, reserved: Collection[str] = (), **fields: Any) -> M:
    """Create a `model` with its `name`, the other `fields` and the first free `slug` for that name.

    Only the database knows whether a slug is free: nobody may see every row. `reserved` are slugs that are
    addresses of other pages.
    """
    for slug in _slugs(slugify(name)[:70] or str(model._meta.model_name)):
        if slug not in reserved:
            try:
                with transaction.atomic():
                    return model._default_manager.create(slug=slug, name=name, **fields)
            except IntegrityError as error:
                if "slug" not in str(error):
                    raise
    raise AssertionError("slugs do not end")


def _slugs(base: str) -> Iterator[str]:
    yield base
    yield from (f"{base}-{number}" for number in range(2, PLAIN_TRIES + 1))
    while True:
        yield f"{base}-{secrets.token_hex(4)}"
