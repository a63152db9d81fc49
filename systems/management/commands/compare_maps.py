"""What two maps say otherwise."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from hls_platform.management.script_door import ScriptDoor
from hls_platform.security.asking import as_circles, as_job
from systems.analysis.between import between
from systems.formats.apart import read_apart
from systems.formats.drawing import MOST_BYTES, Drawing
from systems.models import SystemMap
from systems.queries import drawing_of


class Command(ScriptDoor):
    help = "Compares two maps, each named by its slug or a file: what was added, removed and changed, and which loops came and went."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "before", metavar="A", help="a map's slug, or a file in any format that can be imported"
        )
        parser.add_argument("after", metavar="B")
        parser.add_argument(
            "--max-length", type=int, default=6, metavar="N", help="loops of at most so many links"
        )
        parser.add_argument(
            "--seconds", type=float, default=10, metavar="S", help="look so long for the loops of each"
        )

    def answer(self, **options: Any) -> object:
        before, after = (self._drawing(options[name]) for name in ("before", "after"))
        try:
            said, whole = between(before, after, max_length=options["max_length"], seconds=options["seconds"])
        except ValueError as error:
            raise self.wrong(str(error)) from error
        if whole < options["max_length"]:
            self.stderr.write(
                f"Loops were compared up to {whole} links: longer ones are too many, or take too long."
            )
        return said

    def _drawing(self, named: str) -> Drawing:
        with as_job("hls_door"):
            found = SystemMap.objects.only("pk", "slug", "circle_id").filter(slug=named[:80]).first()
        if found is not None:
            with as_circles([found.circle_id]):
                return drawing_of(SystemMap.objects.get(pk=found.pk))
        file = Path(named)
        if not file.is_file():
            raise self.wrong(f"There is no map “{named}”, and no such file.")
        try:
            with file.open("rb") as content:
                sent = content.read(MOST_BYTES + 1)
        except OSError as error:
            raise self.wrong(f"{named} cannot be read: {error.strerror}.") from error
        _format, drawing = read_apart([(file.name, sent)])
        if drawing.problems:
            raise self.wrong(str(drawing.problems[0]))
        return drawing
