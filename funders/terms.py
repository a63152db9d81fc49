"""The terms of an agreement as plain data: what is proposed, hashed, agreed, compared, and put into force. No target is among them."""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any, Self

from funders.models import Agreement
from funders.money import exact
from funders.reports.document import sha256


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How an agreement ends: on which day, what was learned, and what stays owed by whom."""

    on: datetime.date
    learned: str
    owed: str


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Each amount in the smallest unit of the currency; the parts of the organisations add up to the amount, or there are none."""

    fund: uuid.UUID | None
    fund_name: str = ""
    """As it was when this was proposed: those who agree read it before the fund itself is shown to them."""
    amount: Decimal
    currency: str
    starts_on: datetime.date
    ends_on: datetime.date
    unrestricted: bool
    rhythm: str
    accountable_for: str
    questions: tuple[uuid.UUID, ...] = ()
    parts: Mapping[uuid.UUID, Decimal]
    ending: Ending | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain data for a JSON column, the same for the same terms; `from_json` reads it back."""
        ending = self.ending
        return {
            "fund": str(self.fund) if self.fund else None,
            "fund_name": self.fund_name,
            "amount": str(exact(self.amount, self.currency)),
            "currency": self.currency,
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
            "unrestricted": self.unrestricted,
            "rhythm": self.rhythm,
            "accountable_for": self.accountable_for,
            "questions": sorted(map(str, self.questions)),
            "parts": [
                {"organisation": str(organisation), "amount": str(exact(part, self.currency))}
                for organisation, part in sorted(self.parts.items(), key=lambda each: str(each[0]))
            ],
            "ending": ending
            and {"on": ending.on.isoformat(), "learned": ending.learned, "owed": ending.owed},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The terms that `as_json` wrote. KeyError when `data` are none."""
        ending = data["ending"]
        return cls(
            fund=uuid.UUID(data["fund"]) if data["fund"] else None,
            fund_name=data["fund_name"],
            amount=Decimal(data["amount"]),
            currency=data["currency"],
            starts_on=datetime.date.fromisoformat(data["starts_on"]),
            ends_on=datetime.date.fromisoformat(data["ends_on"]),
            unrestricted=data["unrestricted"],
            rhythm=data["rhythm"],
            accountable_for=data["accountable_for"],
            questions=tuple(map(uuid.UUID, data["questions"])),
            parts={uuid.UUID(each["organisation"]): Decimal(each["amount"]) for each in data["parts"]},
            ending=ending
            and Ending(
                on=datetime.date.fromisoformat(ending["on"]), learned=ending["learned"], owed=ending["owed"]
            ),
        )

    def hashed(self, agreement: uuid.UUID, number: int) -> str:
        """The hash that each organisation agrees to: of these terms, as version `number` of that agreement."""
        return sha256({"agreement": str(agreement), "version": number, "terms": self.as_json()})

    @property
    def columns(self) -> dict[str, Any]:
        """What stands in the agreement's own row when these terms are in force."""
        return {
            "fund_id": self.fund,
            **{name: getattr(self, name) for name in COLUMNS},
            "ended_on": self.ending.on if self.ending else None,
        }

    @property
    def edited(self) -> dict[str, Any]:
        """What is edited together, by the names of a form's fields."""
        return {
            "fund": self.fund,
            **{name: getattr(self, name) for name in COLUMNS},
            "questions": list(self.questions),
            **{f"{PART}{organisation.hex}": part for organisation, part in self.parts.items()},
        }

    def differs_in(self, other: Self) -> set[str]:
        """The names of what the two say differently."""
        return {each.name for each in fields(self) if getattr(self, each.name) != getattr(other, each.name)}

    def changed(self, **said: Any) -> Self:
        """The same terms, but for what is said."""
        return replace(self, **said)


COLUMNS = ("amount", "currency", "starts_on", "ends_on", "unrestricted", "rhythm", "accountable_for")
PART = "part_"
"""How the name begins under which one organisation's part of the money is edited."""


def terms_of(agreement: Agreement, questions: Iterable[uuid.UUID] = ()) -> Terms:
    """The terms as the columns of an agreement hold them that has no version of its own."""
    return Terms(
        fund=agreement.fund_id,
        fund_name=agreement.fund.name if agreement.fund else "",
        questions=tuple(questions),
        parts={},
        **{name: getattr(agreement, name) for name in COLUMNS},
    )
