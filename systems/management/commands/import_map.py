"""A map from a file, in whatever format it is, into a circle: all of it or nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from hls_platform.management.script_door import ScriptDoor
from hls_platform.security.asking import as_circles, as_job
from relationships.models import Circle
from systems.actions.bringing_again import bring_in_again
from systems.actions.maps import CannotImport, import_map
from systems.formats import READERS
from systems.formats.apart import read_apart
from systems.formats.choices import Choices
from systems.formats.drawing import MOST_BYTES, Drawing
from systems.models import SystemMap

SIGNS = {"plus": "+", "minus": "-", "unknown": ""}


class Command(ScriptDoor):
    help = "Imports a map from a file (or two, of CSV), in the format that is recognised or named."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument("--circle", required=True, metavar="SLUG")
        parser.add_argument(
            "--name", help="what the map is called; what the file says, or the folder's name, when left out"
        )
        parser.add_argument(
            "--format",
            default="",
            choices=["", *sorted(READERS)],
            metavar="FORMAT",
            help="one of " + ", ".join(READERS),
        )
        parser.add_argument(
            "--into", metavar="MAP", help="the slug of a map that is to say what the file says"
        )
        parser.add_argument(
            "--sign",
            action="append",
            default=[],
            metavar="KIND=plus|minus|unknown",
            help="what a kind or style of link means; may be given often",
        )
        parser.add_argument("--make-missing", action="store_true", help="add factors that only links name")
        parser.add_argument(
            "--part", default="", metavar="MAP", help="which of several maps in a Kumu project"
        )
        parser.add_argument("--dry-run", action="store_true", help="look it through and keep nothing")

    def answer(self, **options: Any) -> object:
        files: list[Path] = options["files"]
        if len(files) > 2:
            raise self.wrong("Give one file of links, or one of factors and one of links.")
        with as_job("hls_door"):
            circle = Circle.objects.filter(slug=options["circle"]).first()
        if circle is None:
            raise self.wrong(f"There is no circle “{options['circle']}”.")
        drawing = self._read(files, options)
        slug = None
        if not options["dry_run"]:
            try:
                with as_circles([circle.pk]):
                    slug = self._keep(circle, drawing, options).slug
            except CannotImport as refused:
                raise self.wrong(str(refused)) from refused
        return {
            "map": slug,
            "factors": len(drawing.factors),
            "links": len(drawing.links),
            "warnings": [str(remark) for remark in drawing.warnings],
        }

    def _read(self, files: list[Path], options: dict[str, Any]) -> Drawing:
        signs = {}
        for said in options["sign"]:
            kind, _equals, sign = said.rpartition("=")
            if not kind or sign not in SIGNS:
                raise self.wrong(f"“{said}” is not a kind of link and what it means: write “inhibits=minus”.")
            signs[kind] = SIGNS[sign]
        choices = Choices(signs=signs, make_missing=options["make_missing"], part=options["part"])
        try:
            sent = []
            for file in files:
                with file.open("rb") as content:
                    sent.append((file.name, content.read(MOST_BYTES + 1)))
        except OSError as error:
            raise self.wrong(f"{error.filename} cannot be read: {error.strerror}.") from error
        _format, drawing = read_apart(sent, options["format"], choices)
        for remark in (*drawing.problems, *drawing.warnings):
            self.stderr.write(str(remark))
        if drawing.problems:
            number = len(drawing.problems)
            raise self.wrong(f"Nothing was imported: {number} problem{'s' * (number > 1)}, listed above.")
        return drawing

    def _keep(self, circle: Circle, drawing: Drawing, options: dict[str, Any]) -> SystemMap:
        if options["into"]:
            into = (
                SystemMap.objects.select_related("circle").filter(slug=options["into"], circle=circle).first()
            )
            if into is None:
                raise self.wrong(f"There is no map “{options['into']}” in this circle.")
            bring_in_again(by=None, map=into, drawing=drawing)
            return into
        name = options["name"] or drawing.name or options["files"][0].resolve().parent.name
        return import_map(by=None, circle=circle, name=name, drawing=drawing, description=drawing.description)
