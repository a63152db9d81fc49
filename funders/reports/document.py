"""The document a report is: plain data, and the hash that stands for it.

The hash is taken over the digests of the items, and each item carries a random salt. So an item's words can be
taken out later (its digest stays): the hash still verifies, and nobody can guess the words from the digest.
"""

import datetime
import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from itertools import groupby
from typing import Any, Literal, Self

from django.utils.formats import date_format

FORMAT = "accountability-for-learning/1"
FORMS = {
    **dict.fromkeys(("organisation", "person", "reason", "total"), "lines"),
    "payment": "table",
}
"""How items of a kind are set where it is not as something said: a list, or a table of days and amounts."""


def canonical(value: object) -> bytes:
    """`value` as JSON with sorted keys and no spaces, in UTF-8: the same bytes for the same content."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def sha256(value: object) -> str:
    """The SHA-256 of `value`'s canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing said in a report. Dates are ISO days; `amount` is a decimal number as text, never a float."""

    kind: str
    title: str = ""
    text: str = ""
    attribution: str = ""
    date: str = ""
    touches: tuple[str, ...] = ()
    amount: str = ""
    currency: str = ""
    share_id: str | None = None
    person_id: str | None = None
    """Whom it names, or whose words it holds, where it comes of no share: so that an erasure finds it."""
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    salt: str = field(default_factory=lambda: secrets.token_hex(16))
    withdrawn: Literal[False] = False

    @property
    def digest(self) -> str:
        return sha256(self.as_json())

    @property
    def day(self) -> str:
        """The date as people write it: "3 November 2026"."""
        return date_format(datetime.date.fromisoformat(self.date), "j F Y") if self.date else ""

    @property
    def heading(self) -> str:
        """What stands above it: its title, unless that is only the kind of something shared."""
        return "" if self.share_id else self.title

    @property
    def meta(self) -> str:
        """Who said it and when, with the kind where that is no heading: "Surprise, Owen, 3 November 2026"."""
        kind = self.title if self.share_id else ""
        return ", ".join(part for part in (kind, self.attribution, self.day) if part)

    def as_json(self) -> dict[str, Any]:
        left_out = {"withdrawn"} if self.person_id else {"withdrawn", "person_id"}
        return {k: list(v) if k == "touches" else v for k, v in asdict(self).items() if k not in left_out}


@dataclass(frozen=True, kw_only=True)
class WithdrawnItem:
    """What is left of an item whose author withdrew it after the report was issued."""

    digest: str
    withdrawn: Literal[True] = True

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class Section:
    key: str
    title: str
    intro: str = ""
    items: tuple[Item | WithdrawnItem, ...] = ()

    @property
    def present(self) -> tuple[Item, ...]:
        """The items that can still be read."""
        return tuple(item for item in self.items if not item.withdrawn)

    @property
    def parts(self) -> list[tuple[str, tuple[Item, ...]]]:
        """The present items in order, those that follow each other and are set alike together, with that form."""
        alike = groupby(
            self.present, lambda item: (FORMS.get(item.kind, "said"), item.kind in FORMS and item.kind)
        )
        return [(form, tuple(group)) for (form, _kind), group in alike]

    @property
    def withdrawn(self) -> int:
        """How many items were withdrawn since the report was issued."""
        return len(self.items) - len(self.present)


@dataclass(frozen=True, kw_only=True)
class Meta:
    """What the report is about. The days are ISO days and the period is half-open; `composed_at` is an ISO moment."""

    report: str
    title: str
    partnership: str
    purpose: str
    period_start: str
    period_end: str
    composed_at: str
    language: str
    format: str = FORMAT


@dataclass(frozen=True, kw_only=True)
class Document:
    meta: Meta
    sections: tuple[Section, ...]

    @property
    def items(self) -> Iterator[Item]:
        """Every item that can still be read, in order."""
        return (item for section in self.sections for item in section.present)

    @property
    def first_day(self) -> datetime.date:
        """The first day of the period."""
        return datetime.date.fromisoformat(self.meta.period_start)

    @property
    def last_day(self) -> datetime.date:
        """The last day that belongs to the period."""
        return datetime.date.fromisoformat(self.meta.period_end) - datetime.timedelta(days=1)

    @property
    def withdrawn(self) -> int:
        """How many items were withdrawn since the report was issued."""
        return sum(section.withdrawn for section in self.sections)

    @property
    def share_ids(self) -> set[str]:
        """The shares whose words stand in it."""
        return {item.share_id for item in self.items if item.share_id}

    @property
    def person_ids(self) -> set[str]:
        """The people whom it names, or whose words stand in it without being shared."""
        return {item.person_id for item in self.items if item.person_id}

    @property
    def sha256(self) -> str:
        """The hash that is signed and printed; it does not change when an item is withdrawn."""
        return sha256(
            {
                "meta": asdict(self.meta),
                "sections": [
                    {
                        "key": section.key,
                        "title": section.title,
                        "intro": section.intro,
                        "items": [item.digest for item in section.items],
                    }
                    for section in self.sections
                ],
            }
        )

    def says_the_same_as(self, other: Self) -> bool:
        """Whether both say the same words in the same order, whenever they were composed."""
        return self._words() == other._words()

    def _words(self) -> list[object]:
        kept = [
            replace(item, id="", salt="") if isinstance(item, Item) else item
            for section in self.sections
            for item in section.items
        ]
        return [
            replace(self.meta, composed_at=""),
            [(s.title, s.intro, len(s.items)) for s in self.sections],
            kept,
        ]

    def without(self, *, share_id: str | None = None, person_id: str | None = None) -> Self:
        """The same document with the words of one share, or of one person, taken out; its hash is the same."""

        def goes(item: Item) -> bool:
            return item.share_id == share_id if share_id else item.person_id == person_id

        return type(self)(
            meta=self.meta,
            sections=tuple(
                Section(
                    key=section.key,
                    title=section.title,
                    intro=section.intro,
                    items=tuple(
                        WithdrawnItem(digest=item.digest) if isinstance(item, Item) and goes(item) else item
                        for item in section.items
                    ),
                )
                for section in self.sections
            ),
        )

    def as_json(self) -> dict[str, Any]:
        """Plain data for a JSON column; `from_json` reads it back."""
        return {
            "meta": asdict(self.meta),
            "sections": [
                {
                    "key": section.key,
                    "title": section.title,
                    "intro": section.intro,
                    "items": [item.as_json() for item in section.items],
                }
                for section in self.sections
            ],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The document that `as_json` wrote. KeyError or TypeError when `data` is not one."""
        return cls(
            meta=Meta(**data["meta"]),
            sections=tuple(
                Section(
                    key=section["key"],
                    title=section["title"],
                    intro=section["intro"],
                    items=tuple(_item(item) for item in section["items"]),
                )
                for section in data["sections"]
            ),
        )


def _item(data: dict[str, Any]) -> Item | WithdrawnItem:
    if data.get("withdrawn"):
        return WithdrawnItem(digest=data["digest"])
    return Item(**{**data, "touches": tuple(data["touches"])})


def verify(content: dict[str, Any], expected: str) -> bool:
    """Whether the stored `content` of a report is, item for item, what the hash `expected` was taken of.

    Items withdrawn since count by the digest that stayed.
    """
    return secrets.compare_digest(Document.from_json(content).sha256, expected)
