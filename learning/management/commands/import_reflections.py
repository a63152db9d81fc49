"""Notes that somebody already has, from a CSV file or an Excel workbook: all of it or nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from hls_platform.actions import NotFound
from hls_platform.management.script_door import BAD_INPUT, ScriptDoor
from hls_platform.security.asking import as_job, as_person
from learning.actions.bringing_in import BroughtIn, bring_in, look_through
from learning.bringing_in.columns import guess, not_brought_in
from learning.bringing_in.days import Order
from learning.bringing_in.files import NoteFile
from learning.bringing_in.notes import Reading
from relationships.models import Circle, Person


class Command(ScriptDoor):
    help = "Brings in somebody's notes as their reflections. Ends with exit code 2, and nothing kept, where a row has a problem."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--author", required=True, metavar="EMAIL", help="whose notes they are")
        parser.add_argument(
            "--circle", metavar="SLUG", help="share them with this circle, with the author's name"
        )
        parser.add_argument("--dry-run", action="store_true", help="look it through and keep nothing")
        first = parser.add_mutually_exclusive_group()
        first.add_argument("--day-first", action="store_true", help="3/4/2026 is in April")
        first.add_argument("--month-first", action="store_true", help="3/4/2026 is in March")

    def answer(self, **options: Any) -> object:
        author = self._author(options["author"])
        circle = self._circle(options["circle"])
        order = (
            Order.DAY if options["day_first"] else Order.MONTH if options["month_first"] else Order.NOT_SAID
        )
        path: Path = options["file"]
        try:
            file = NoteFile(lambda: path.open("rb"))
        except OSError as error:
            raise self.wrong(f"{path} cannot be read: {error.strerror}.") from error
        columns = guess(file.header)
        self._tell(file, not_brought_in(file.header, columns))
        notes = Reading(file, columns, order=order, today=timezone.localdate())
        with as_person(author.pk):
            if options["dry_run"]:
                self.found = look_through(by=None, author=author, notes=notes)
            else:
                try:
                    self.found = bring_in(by=None, author=author, notes=notes, circle=circle)
                except NotFound as error:
                    raise self.wrong(f"{author.name} is not in “{options['circle']}”.") from error
        found = self.found
        problems = [{"row": each.row, "problem": each.problem} for each in found.problems]
        return {
            "read": found.read,
            "imported": found.imported,
            "already": found.already,
            "problems": problems,
        }

    def handle(self, *args: Any, **options: Any) -> None:
        self.found = BroughtIn()
        super().handle(*args, **options)
        if number := len(self.found.problems):
            raise CommandError(
                f"Nothing was imported: {number} problem{'s' * (number > 1)}, listed by row in what was printed.",
                returncode=BAD_INPUT,
            )

    def _author(self, address: str) -> Person:
        address = address.strip().lower()
        with as_job("hls_door"):
            author = Person.objects.only("id", "name").filter(email=address, is_active=True).first()
        if author is None:
            raise self.wrong(f"Nobody here signs in as “{address}”.")
        return author

    def _circle(self, slug: str | None) -> Circle | None:
        if slug is None:
            return None
        with as_job("hls_door"):
            circle = Circle.objects.filter(slug=slug).first()
        if circle is None:
            raise self.wrong(f"There is no circle “{slug}”.")
        return circle

    def _tell(self, file: NoteFile, left: list[str]) -> None:
        for remark in file.remarks:
            self.stderr.write(remark)
        if left:
            self.stderr.write(f"Not taken from the file: {', '.join(left)}.")
