"""A map from one or two CSV files into a circle: all of it or nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from hls_platform.management.script_door import ScriptDoor
from hls_platform.security.asking import as_circles, as_job
from relationships.models import Circle
from systems.actions.maps import CannotImport, import_map
from systems.formats.tables import read


class Command(ScriptDoor):
    help = "Imports a map from a CSV file of links, or one of factors and one of links."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument("--circle", required=True, metavar="SLUG")
        parser.add_argument("--name", help="what the map is called; the folder's name when left out")
        parser.add_argument("--dry-run", action="store_true", help="look it through and keep nothing")

    def answer(self, **options: Any) -> object:
        files: list[Path] = options["files"]
        if len(files) > 2:
            raise self.wrong("Give one file of links, or one of factors and one of links.")
        with as_job("hls_door"):
            circle = Circle.objects.filter(slug=options["circle"]).first()
        if circle is None:
            raise self.wrong(f"There is no circle “{options['circle']}”.")
        try:
            drawing = read([(file.name, file.read_bytes()) for file in files])
        except OSError as error:
            raise self.wrong(f"{error.filename} cannot be read: {error.strerror}.") from error
        for remark in (*drawing.problems, *drawing.warnings):
            self.stderr.write(str(remark))
        if drawing.problems:
            number = len(drawing.problems)
            raise self.wrong(f"Nothing was imported: {number} problem{'s' * (number > 1)}, listed above.")
        slug = None
        if not options["dry_run"]:
            name = options["name"] or files[0].resolve().parent.name
            try:
                with as_circles([circle.pk]):
                    slug = import_map(by=None, circle=circle, name=name, drawing=drawing).slug
            except CannotImport as refused:
                raise self.wrong(str(refused)) from refused
        return {
            "map": slug,
            "factors": len(drawing.factors),
            "links": len(drawing.links),
            "warnings": [str(remark) for remark in drawing.warnings],
        }
