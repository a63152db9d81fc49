"""Grants that other funders published, from a 360Giving file (JSON, CSV or Excel): all of it or nothing."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from funders.actions.grants import BroughtIn, bring_grants_in, look_grants_through
from funders.giving.reading import GrantFile, Reading
from hls_platform.management.script_door import BAD_INPUT, ScriptDoor
from hls_platform.security.asking import as_job
from relationships.models import Circle


class Command(ScriptDoor):
    help = (
        "Brings in the grants of a 360Giving file, for everybody here or for one circle. Ends with exit code 2, and"
        " nothing kept, where a grant has a problem, unless the others are asked for. How good the data is, is said on stderr."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--only-valid", action="store_true", help="leave out the grants that have a problem"
        )
        parser.add_argument("--dry-run", action="store_true", help="look it through and keep nothing")
        parser.add_argument(
            "--circle", metavar="SLUG", help="only this circle sees them; without it, everybody"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.found = BroughtIn()
        super().handle(*args, **options)
        if (number := self.found.problem_count) and not options["only_valid"]:
            raise CommandError(
                f"Nothing was imported: {number} problem{'s' * (number > 1)}, listed by row in what was printed.",
                returncode=BAD_INPUT,
            )

    def answer(self, **options: Any) -> object:
        circle = self._circle(options["circle"])
        path: Path = options["file"]
        try:
            file = GrantFile(lambda: path.open("rb"))
        except OSError as error:
            raise self.wrong(f"{path} cannot be read: {error.strerror}.") from error
        reading = Reading(file)
        bring = look_grants_through if options["dry_run"] else bring_grants_in
        self.found = bring(by=None, circle=circle, grants=reading, only_valid=options["only_valid"])
        self._tell(file, reading)
        return {
            "grants": self.found.grants,
            "rejected": self.found.rejected,
            "amounts": self.found.amounts,
            "funders": self.found.funders,
            "problems": [asdict(each) for each in self.found.problems],
        }

    def _circle(self, slug: str | None) -> Circle | None:
        if slug is None:
            return None
        with as_job("hls_door"):
            circle = Circle.objects.filter(slug=slug).first()
        if circle is None:
            raise self.wrong(f"There is no circle “{slug}”.")
        return circle

    def _tell(self, file: GrantFile, reading: Reading) -> None:
        for remark in file.remarks:
            self.stderr.write(remark)
        for finding in reading.quality.all():
            first = ", ".join(f"row {row} ({id})" for row, id in finding.first[:5])
            more = finding.count - min(5, len(finding.first))
            self.stderr.write(
                f"{finding.words} {finding.count} of {self.found.read}: {first}{f' and {more} more' * (more > 0)}."
            )
