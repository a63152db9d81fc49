"""Reports for a committee: which there are, what each partnership gives, and the document that comes of it."""

import datetime
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from funders.models import CommitteePart, CommitteeReport, Report
from funders.reports.document import Document, Item, Meta, Section
from hls_platform.rows import rows
from relationships.models import Person


@dataclass(frozen=True)
class Given:
    """One section of an issued report that every organisation of its partnership gives, as it reads now."""

    report: uuid.UUID
    place: str
    number: str
    sha256: str
    issued_at: datetime.datetime
    starts: datetime.date
    ends: datetime.date
    section: Any


def committee_reports(person: Person) -> QuerySet[CommitteeReport]:
    """Those of the organisations that `person` works for."""
    return CommitteeReport.objects.visible_to(person).select_related("organisation")


def given_to(committee_report: CommitteeReport) -> list[Given]:
    """What flows into it now, partnership by partnership by name. The database gives nothing that is not consented to."""
    return rows(Given, "SELECT * FROM wall.given_to(%(committee)s)", {"committee": committee_report.pk})


def document_of(committee_report: CommitteeReport, given: Sequence[Given]) -> Document:
    """All that was given, as one document that can go out like any report. Each part says of which report it is."""
    with override(settings.LANGUAGE_CODE):
        sections = [_section(each) for each in given]
        today = timezone.localdate()
        return Document(
            meta=Meta(
                report=str(committee_report.pk),
                title=committee_report.title,
                partnership=committee_report.organisation.name,
                purpose=committee_report.for_whom,
                period_start=min((each.starts for each in given), default=today).isoformat(),
                period_end=max(
                    (each.ends for each in given), default=today + datetime.timedelta(days=1)
                ).isoformat(),
                composed_at=timezone.now().isoformat(),
                language=settings.LANGUAGE_CODE,
            ),
            sections=(_begin(given), *sections),
        )


def _begin(given: Sequence[Given]) -> Section:
    """From which reports the parts are."""
    reports = [next(parts) for _report, parts in groupby(given, lambda each: each.report)]
    return Section(
        key="reports",
        title=_("The reports that this is made of"),
        intro=""
        if reports
        else _("No partnership has given a part yet. Nothing is shown before each organisation says yes."),
        items=tuple(
            Item(
                kind="reason",
                title=each.place,
                text=_("Report %(number)s, issued on %(day)s, content hash %(sha256)s.")
                % {
                    "number": each.number,
                    "day": date_format(timezone.localtime(each.issued_at).date(), "j F Y"),
                    "sha256": each.sha256,
                },
            )
            for each in reports
        ),
    )


def _section(given: Given) -> Section:
    said = json.loads(given.section) if isinstance(given.section, str) else given.section
    section = Section.from_json(said)
    return Section(
        key=f"{given.number}-{section.key}",
        title=f"{given.place}: {section.title}",
        intro=section.intro,
        items=section.items,
        figures=section.figures,
    )


def to_answer(person: Person, report: Report) -> list[CommitteePart]:
    """What is asked of the partnership of `report` for committees, by organisation."""
    return list(
        CommitteePart.objects.visible_to(person)
        .filter(report=report)
        .select_related("organisation", "committee_report__organisation", "report__partnership")
        .order_by("committee_report__begun_at", "organisation__name")
    )
