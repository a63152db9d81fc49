"""A report of a partnership, composed and written into a file."""

import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from funders.actions.reports import ask_for_report, bring_up_to_date
from funders.reports.document import Document
from funders.reports.dress import dress_of
from funders.reports.imprint import imprint_of
from funders.reports.outputs import OUTPUTS
from hls_platform.management.script_door import ScriptDoor
from hls_platform.security.asking import as_circles, as_job
from relationships.models import Organisation, Partnership


class Command(ScriptDoor):
    help = "Composes the report of a partnership for a half-open period, and writes it into a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--partnership", required=True, metavar="SLUG")
        parser.add_argument("--from", required=True, metavar="DATE", help="the first day")
        parser.add_argument("--until", required=True, metavar="DATE", help="the day after the last")
        parser.add_argument("--format", required=True, choices=sorted(OUTPUTS))
        parser.add_argument(
            "--language",
            default="",
            metavar="L",
            help="of its own words, such as cy; else that of this place",
        )
        parser.add_argument(
            "--look", default="", metavar="SLUG", help="the organisation of the partnership whose look it has"
        )
        parser.add_argument("--output", required=True, type=Path, metavar="FILE")

    def answer(self, **options: Any) -> object:
        self.must_be_writable(options["output"])
        first, after_last = self.day(options["from"]), self.day(options["until"])
        with as_job("hls_door"):
            partnership = Partnership.objects.filter(slug=options["partnership"]).first()
        if partnership is None:
            raise self.wrong(f"There is no partnership “{options['partnership']}”.")
        its_people = [partnership.pk]
        with as_circles(its_people):
            report = ask_for_report(
                by=None,
                partnership=partnership,
                period_start=first,
                period_end=after_last,
                language=options["language"],
            )
        report = bring_up_to_date(report=report)
        document = Document.from_json(report.content or {})
        with as_circles(its_people):
            parties = Organisation.objects.filter(parties__partnership=partnership, slug=options["look"])
            if options["look"] and not parties:
                raise self.wrong(f"“{options['look']}” is no organisation of this partnership.")
            imprint = imprint_of(report, dress_of(parties))
        try:
            options["output"].write_bytes(OUTPUTS[options["format"]][1](document, imprint))
        except OSError as error:
            raise self.wrong(f"{options['output']} cannot be written: {error.strerror}.") from error
        return {
            "report": str(report.pk),
            "items": len(list(document.items)),
            "sha256": report.content_sha256,
        }

    def day(self, said: str) -> datetime.date:
        try:
            return datetime.date.fromisoformat(said)
        except ValueError as error:
            raise self.wrong(f"“{said}” is not a day: write it as 2026-11-23.") from error
