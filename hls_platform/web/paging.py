"""Lists page by cursor: the address of the next stretch names the last row shown, not how many came before."""

import base64
import datetime
import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet


@dataclass(frozen=True)
class Page:
    """A stretch of a list: its rows, and the cursor of the next stretch (None at the end)."""

    items: list[Any]
    next_after: str | None


def page_after(
    rows: QuerySet[Any], *, order: tuple[str, ...], after: str | None = None, size: int = 20
) -> Page:
    """The `size` rows that follow the cursor `after` in `order` (field names, "-" for falling, the last unique).

    A cursor that makes no sense is taken as none, so an old or broken address shows the list from its start.
    """
    found = rows.order_by(*order)
    if values := read_cursor(after, rows.model, order):
        found = found.filter(_beyond(order, values))
    items = list(found[: size + 1])
    more = len(items) > size
    return Page(items[:size], cursor_of(items[size - 1], order) if more else None)


def cursor_of(row: Any, order: tuple[str, ...]) -> str:
    """The cursor that names `row`."""
    values = [getattr(row, name.lstrip("-")) for name in order]
    said = [each.isoformat() if isinstance(each, datetime.date) else str(each) for each in values]
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def _beyond(order: tuple[str, ...], values: list[Any]) -> Q:
    """Rows after `values`: further in the first field, or level there and further in the rest."""
    name, rest = order[0], order[1:]
    field = name.lstrip("-")
    side = "lt" if name.startswith("-") else "gt"
    further = Q(**{f"{field}__{side}": values[0]})
    if not rest:
        return further
    return Q(**{f"{field}__{side}e": values[0]}) & (further | _beyond(rest, values[1:]))


def read_cursor(after: str | None, model: type[Model], order: tuple[str, ...]) -> list[Any] | None:
    """The values that the cursor `after` names, in `order`; None when it makes no sense."""
    said = said_in(after)
    if said is None:
        return None
    try:
        fields = [
            model._meta.pk if name.lstrip("-") == "pk" else model._meta.get_field(name.lstrip("-"))
            for name in order
        ]
        values = [field.to_python(each) for field, each in zip(fields, said, strict=True)]  # type: ignore[union-attr]
    except (ValueError, TypeError, ValidationError):
        return None
    return values if all(isinstance(each, datetime.date | uuid.UUID | str | int) for each in values) else None


def said_in(after: str | None) -> list[Any] | None:
    """What `cursor_of` wrote into the cursor, as plain text; None when it makes no sense."""
    try:
        said = json.loads(base64.urlsafe_b64decode((after or "") + "=" * (-len(after or "") % 4)))
    except ValueError:
        return None
    return said if isinstance(said, list) and "\0" not in "".join(map(str, said)) else None
