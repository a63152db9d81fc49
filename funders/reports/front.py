"""What every output says before the report's parts, in the same words and order. To be asked in the report's language."""

import datetime
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funders.reports.document import Document, Figure
from funders.reports.figures.timeline import timeline
from funders.reports.imprint import Imprint, Signature


@dataclass(frozen=True)
class Line:
    """One thing said in front: what it is, and what it says."""

    key: str
    label: str
    text: str


@dataclass(frozen=True)
class Chapter:
    """A short chapter before the report's own parts: the summary, what changed, who has not spoken."""

    key: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Front:
    lines: tuple[Line, ...]
    chapters: tuple[Chapter, ...]
    timeline: Figure | None


def front_of(document: Document, imprint: Imprint) -> Front:
    """What stands in front of this document, printed with this imprint."""
    return Front(_lines(document, imprint), _chapters(document), timeline(document))


def _lines(document: Document, imprint: Imprint) -> tuple[Line, ...]:
    meta = document.meta
    first, last = _day(document.first_day), _day(document.last_day)
    issued = {"number": imprint.number, "day": imprint.issued_day}
    lines = [
        Line("partnership", _("Partnership"), meta.partnership),
        Line("period", _("Period"), _("%(first)s to %(last)s") % {"first": first, "last": last}),
        Line(
            "state",
            _("This report"),
            _("Report %(number)s, issued on %(day)s") % issued
            if imprint.number
            else _("A preview. It is not issued yet, and can still change."),
        ),
    ]
    if meta.supersedes:
        instead = _("Report %(number)s") % {"number": meta.supersedes}
        lines.append(Line("supersedes", _("It stands in the place of"), instead))
    lines += [_signature(signature) for signature in imprint.signatures]
    if document.withdrawn:
        lines.append(Line("withdrawn", _("Withdrawn since"), str(document.withdrawn)))
    if imprint.verify_at:
        lines.append(Line("verify_at", _("Where it can be checked"), imprint.verify_at))
    lines.append(Line("sha256", _("SHA-256 of its content"), imprint.sha256))
    return tuple(lines)


def _signature(signature: Signature) -> Line:
    who = {"person": signature.person, "reservation": signature.reservation}
    return Line(
        "signature",
        _("Signed for %(organisation)s") % {"organisation": signature.organisation},
        _("%(person)s, with this reservation: %(reservation)s") % who
        if signature.reservation
        else signature.person,
    )


def _chapters(document: Document) -> tuple[Chapter, ...]:
    meta = document.meta
    chapters = (
        Chapter("summary", _("In plain words"), _paragraphs(meta.summary)),
        Chapter("what_changed", _("What changed since the report before"), _paragraphs(meta.what_changed)),
        Chapter("missing_voices", _("Who has not spoken"), meta.missing_voices),
    )
    return tuple(chapter for chapter in chapters if chapter.paragraphs)


def _paragraphs(words: str) -> tuple[str, ...]:
    return (words,) if words.strip() else ()


def _day(day: datetime.date) -> str:
    return date_format(day, "j F Y")
