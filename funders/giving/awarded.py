"""An agreement as anybody may know it, once it is published: who gives, who receives, how much, when and where."""

import datetime
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Party:
    """An organisation as anybody may know it: its name, where it is, and its numbers on public registers."""

    id: uuid.UUID
    name: str
    place: str
    org_ids: list[list[str]]


@dataclass(frozen=True)
class Awarded:
    """An agreement as a grant: what it is called is said by the fund."""

    id: uuid.UUID
    amount: Decimal
    currency: str
    starts_on: datetime.date
    ends_on: datetime.date
    agreed_on: datetime.date
    recipients: list[Party]
    places: list[list[Any]]
    """Each its name, its latitude and its longitude."""
