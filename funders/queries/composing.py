"""What the page shows on which a report is composed together."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import override

from funders.models import Report, ReportChoice
from funders.reports.arrange import FIXED, Chosen, can_be_left_out, groups_of
from funders.reports.document import Document, Item, Section
from funders.reports.plain_words import Remark, hard_to_read
from funders.reports.trail import consent_of
from hls_platform.live.news import who_is_here
from relationships.models import Circle, Person

SAYS_ITSELF = frozenset({"people", "not_here"})
"""Sections about which nobody chooses anything."""


@dataclass(frozen=True)
class Line:
    """One proposed item, and what was chosen about it."""

    item: Item
    consent: str
    left_out_by: str
    """Who left it out; empty where it stands in the report."""
    comment: str
    for_choosing: bool
    up: bool
    down: bool


@dataclass(frozen=True)
class Part:
    """A proposed section, in the order that was chosen."""

    section: Section
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Board:
    report: Report
    parts: tuple[Part, ...]
    """The sections that hold something to choose or to comment on."""
    empty: tuple[str, ...]
    """The titles of sections for which there is nothing."""
    missing_voices: tuple[str, ...]
    signed: tuple[str, ...]
    """The organisations that have signed it as it is: nothing is changed any more."""
    present: tuple[Person, ...]
    remarks: tuple[Remark, ...]

    @property
    def open(self) -> bool:
        """Whether something can be chosen now."""
        return not self.signed


def board(report: Report) -> Board:
    """The page of a report that is composed and not issued."""
    choices = {
        each.key: each for each in ReportChoice.objects.filter(report=report).select_related("left_out_by")
    }
    proposal, content = Document.from_json(report.proposal or {}), Document.from_json(report.content or {})
    with override(settings.LANGUAGE_CODE):
        parts = [_part(section, choices) for section in proposal.sections if section.key not in SAYS_ITSELF]
    signed = report.sign_offs.select_related("organisation").order_by("signed_at")
    return Board(
        report=report,
        parts=tuple(part for part in parts if part.lines),
        empty=tuple(part.section.title for part in parts if not part.lines),
        missing_voices=content.meta.missing_voices,
        signed=tuple(each.organisation.name for each in signed),
        present=tuple(Person.objects.filter(pk__in=who_is_here("report", report.pk)).order_by("name")),
        remarks=tuple(remarks_on(report, report.summary)),
    )


def remarks_on(report: Report, summary: str) -> list[Remark]:
    """What in a summary is hard to read; words only where the partnership writes in English."""
    return hard_to_read(summary, english=report.partnership.language == Circle.Language.ENGLISH)


def proposed(report: Report, key: str) -> Item | None:
    """The proposed item with that key."""
    document = Document.from_json(report.proposal) if report.proposal else None
    return next((item for item in document.items if key and item.key == key), None) if document else None


def _part(section: Section, choices: dict[str, ReportChoice]) -> Part:
    chosen = {key: Chosen(position=each.position) for key, each in choices.items()}
    groups = groups_of(section, chosen)
    orders = section.key not in FIXED and all(group.key for group in groups)
    lines = []
    for nth, group in enumerate(groups):
        for item in group.items:
            choice, heads = choices.get(item.key), item is group.items[0]
            lines.append(
                Line(
                    item=item,
                    consent=consent_of(item),
                    left_out_by=choice.left_out_by.name if choice and choice.left_out_by else "",
                    comment=choice.comment if choice else "",
                    for_choosing=can_be_left_out(section, item),
                    up=orders and heads and nth > 0,
                    down=orders and heads and nth < len(groups) - 1,
                )
            )
    return Part(section, tuple(lines))
