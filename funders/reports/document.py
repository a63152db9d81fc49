"""The document a report is: plain data, and the hash that stands for it.

The hash is taken over the digests of the items, and each item carries a random salt. So an item's words can be
taken out later (its digest stays): the hash still verifies, and nobody can guess the words from the digest.
"""

import datetime
import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, Self

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

FORMAT = "accountability-for-learning/1"
FORMS = {
    **dict.fromkeys(("organisation", "person", "reason", "total"), "lines"),
    "payment": "table",
}
"""How items of a kind are set where it is not as something said: a list, or a table of days and amounts."""


NEWER = ("comment", "key", "consent", "rests_on")
"""What an item of before had no word for: left out where it is empty, so that its digest holds."""


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
    comment: str = ""
    """What those who composed the report say about it; it goes with its item."""
    key: str = ""
    """What it is, the same each time it is composed ("share:…", "insight:…"); without one it is not for choosing."""
    consent: str = ""
    """Of something shared: by whom as consented, and when."""
    rests_on: tuple[str, ...] = ()
    """The keys of the items of this report that led there."""
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

    @property
    def on_map(self) -> str:
        """What it touches on the map, in a line; empty for nothing."""
        return _("On the map: %(factors)s") % {"factors": ", ".join(self.touches)} if self.touches else ""

    @property
    def beside(self) -> str:
        """The comment, as it is printed; empty for none."""
        return (
            _("What those who composed it say about it: %(comment)s") % {"comment": self.comment}
            if self.comment
            else ""
        )

    def as_json(self) -> dict[str, Any]:
        return _said(asdict(self), may_be_left_out={"withdrawn", "person_id", *NEWER})


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A picture, told twice more: in `words`, and as a table of `columns` and `rows`. Its SVG is drawn by the server.

    It stands beside the item with the id `item`, and goes when that goes; without one, at the end of its section. So
    what it shows has to be that item's, or nobody's: no words of others.
    """

    key: str
    title: str
    words: str
    svg: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    item: str = ""
    salt: str = field(default_factory=lambda: secrets.token_hex(16))
    withdrawn: Literal[False] = False

    @property
    def digest(self) -> str:
        return sha256(self.as_json())

    @property
    def alt(self) -> str:
        """What it shows, for those who do not see it."""
        return f"{self.title}. {self.words}"

    @property
    def inline(self) -> SafeString:
        """The picture as part of a page, with what it shows."""
        named = format_html('<svg role="img" aria-label="{}" ', self.alt)
        return named + mark_safe(self.svg.removeprefix("<svg "))  # noqa: S308 - figures/svg.py escapes all words

    def as_json(self) -> dict[str, Any]:
        return _said(asdict(self), may_be_left_out={"withdrawn"})


@dataclass(frozen=True, kw_only=True)
class WithdrawnItem:
    """What is left of an item, or of its figure, whose author withdrew it after the report was issued."""

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
    figures: tuple[Figure | WithdrawnItem, ...] = ()

    @property
    def pictures(self) -> tuple[Figure, ...]:
        """The figures that can still be shown: those of no item, and those whose item is here."""
        here = {"", *(item.id for item in self.present)}
        return tuple(figure for figure in self.figures if not figure.withdrawn and figure.item in here)

    @property
    def present(self) -> tuple[Item, ...]:
        """The items that can still be read."""
        return tuple(item for item in self.items if not item.withdrawn)

    @property
    def parts(self) -> list[tuple[str, tuple[Item | Figure, ...]]]:
        """What can be read, in order: those items that follow each other and are set alike together, with that form; and
        figures by themselves, each after its item, with the form "figure"."""
        beside: dict[str, list[Figure]] = {}
        for figure in self.pictures:
            beside.setdefault(figure.item, []).append(figure)
        found: list[tuple[str, str, list[Item | Figure]]] = []
        for item in self.present:
            form = FORMS.get(item.kind, "said")
            alike = item.kind if item.kind in FORMS else ""
            if not found or found[-1][:2] != (form, alike):
                found.append((form, alike, []))
            found[-1][2].append(item)
            found += [("figure", figure.digest, [figure]) for figure in beside.get(item.id, ())]
        found += [("figure", figure.digest, [figure]) for figure in beside.get("", ())]
        return [(form, tuple(group)) for form, _alike, group in found]

    @property
    def withdrawn(self) -> int:
        """How many items were withdrawn since the report was issued."""
        return len(self.items) - len(self.present)

    @property
    def withdrawn_line(self) -> str:
        """One sentence about what authors took back since the report was issued; empty for none."""
        if not self.withdrawn:
            return ""
        return ngettext(
            "%(count)s text was withdrawn here by its author after this report was issued.",
            "%(count)s texts were withdrawn here by their authors after this report was issued.",
            self.withdrawn,
        ) % {"count": self.withdrawn}

    def without(self, goes: Callable[[Item], bool]) -> Self:
        """The same section with the words of some items taken out, and the figures beside them."""
        gone = {item.id for item in self.present if goes(item)}
        return replace(
            self,
            items=tuple(
                WithdrawnItem(digest=each.digest) if isinstance(each, Item) and each.id in gone else each
                for each in self.items
            ),
            figures=tuple(
                WithdrawnItem(digest=each.digest) if isinstance(each, Figure) and each.item in gone else each
                for each in self.figures
            ),
        )

    def hashed(self) -> dict[str, Any]:
        """What the report's hash covers of it: its own words, and a digest of each thing in it."""
        figures = {"figures": [figure.digest for figure in self.figures]} if self.figures else {}
        said = {"key": self.key, "title": self.title, "intro": self.intro}
        return {**said, "items": [item.digest for item in self.items], **figures}

    def as_json(self) -> dict[str, Any]:
        figures = {"figures": [figure.as_json() for figure in self.figures]} if self.figures else {}
        said = {"key": self.key, "title": self.title, "intro": self.intro}
        return {**said, "items": [item.as_json() for item in self.items], **figures}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The section that `as_json` wrote."""
        return cls(
            key=data["key"],
            title=data["title"],
            intro=data["intro"],
            items=tuple(_item(item) for item in data["items"]),
            figures=tuple(_figure(figure) for figure in data.get("figures", ())),
        )


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
    summary: str = ""
    """In plain words, written by people."""
    supersedes: str = ""
    """The number of the issued report in whose place this one stands, and in words what changed since."""
    what_changed: str = ""
    missing_voices: tuple[str, ...] = ()
    """Who has not spoken in it, one sentence each."""

    def as_json(self) -> dict[str, Any]:
        """Plain data. What a report of before had no word for is left out where it is empty, so that its hash holds."""
        newer = {"summary", "supersedes", "what_changed", "missing_voices"}
        return _said(asdict(self), may_be_left_out=newer)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """What `as_json` wrote."""
        return cls(**{**data, "missing_voices": tuple(data.get("missing_voices", ()))})


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
            {"meta": self.meta.as_json(), "sections": [section.hashed() for section in self.sections]}
        )

    def says_the_same_as(self, other: Self) -> bool:
        """Whether both say the same words in the same order, whenever they were composed."""
        return self._words() == other._words()

    def _words(self) -> list[object]:
        return [
            replace(self.meta, composed_at=""),
            [(s.title, s.intro, len(s.items), len(s.figures)) for s in self.sections],
            [
                replace(item, id="", salt="") if isinstance(item, Item) else item
                for section in self.sections
                for item in section.items
            ],
            [
                replace(figure, item="", salt="") if isinstance(figure, Figure) else figure
                for section in self.sections
                for figure in section.figures
            ],
        ]

    def without(self, *, share_id: str | None = None, person_id: str | None = None) -> Self:
        """The same document with the words of one share, or of one person, taken out; its hash is the same."""

        def goes(item: Item) -> bool:
            return item.share_id == share_id if share_id else item.person_id == person_id

        return replace(self, sections=tuple(section.without(goes) for section in self.sections))

    def as_json(self) -> dict[str, Any]:
        """Plain data for a JSON column; `from_json` reads it back."""
        return {"meta": self.meta.as_json(), "sections": [section.as_json() for section in self.sections]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The document that `as_json` wrote. KeyError or TypeError when `data` is not one."""
        return cls(
            meta=Meta.from_json(data["meta"]),
            sections=tuple(Section.from_json(section) for section in data["sections"]),
        )


def _said(fields: dict[str, Any], *, may_be_left_out: set[str]) -> dict[str, Any]:
    """`fields` as JSON has them, without those of the given names that say nothing."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in fields.items()
        if value or name not in may_be_left_out
    }


def _item(data: dict[str, Any]) -> Item | WithdrawnItem:
    if data.get("withdrawn"):
        return WithdrawnItem(digest=data["digest"])
    several = {name: tuple(data.get(name, ())) for name in ("touches", "rests_on")}
    return Item(**{**data, **several})


def _figure(data: dict[str, Any]) -> Figure | WithdrawnItem:
    if data.get("withdrawn"):
        return WithdrawnItem(digest=data["digest"])
    rows = tuple(tuple(row) for row in data["rows"])
    return Figure(**{**data, "columns": tuple(data["columns"]), "rows": rows})


def verify(content: dict[str, Any], expected: str) -> bool:
    """Whether the stored `content` of a report is, item for item, what the hash `expected` was taken of.

    Items withdrawn since count by the digest that stayed.
    """
    return secrets.compare_digest(Document.from_json(content).sha256, expected)
