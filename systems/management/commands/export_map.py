"""A map as a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from hls_platform.management.script_door import ScriptDoor
from hls_platform.security.asking import as_circles, as_job
from systems.formats import WRITERS
from systems.formats.pdf import NotSet
from systems.models import SystemMap
from systems.queries import whole_drawing_of

BY_ENDING = {f".{name}": name for name in WRITERS} | {".gv": "dot"}


class Command(ScriptDoor):
    help = "Writes a map into a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("map", metavar="MAP", help="the map's slug")
        parser.add_argument(
            "--format", choices=sorted(WRITERS), help="told by the end of the file's name when left out"
        )
        parser.add_argument("--output", required=True, type=Path, metavar="FILE")

    def answer(self, **options: Any) -> object:
        self.must_be_writable(options["output"])
        format = options["format"] or BY_ENDING.get(options["output"].suffix.lower())
        if format is None:
            raise self.wrong(f"The end of {options['output']} names no format: say which with --format.")
        with as_job("hls_door"):
            found = SystemMap.objects.only("pk", "slug", "circle_id").filter(slug=options["map"]).first()
        if found is None:
            raise self.wrong(f"There is no map “{options['map']}”.")
        with as_circles([found.circle_id]):
            drawing = whole_drawing_of(SystemMap.objects.get(pk=found.pk))
        try:
            options["output"].write_bytes(WRITERS[format](drawing))
        except NotSet as error:
            raise self.wrong(str(error)) from error
        except OSError as error:
            raise self.wrong(f"{options['output']} cannot be written: {error.strerror}.") from error
        return {"map": found.slug, "factors": len(drawing.factors), "links": len(drawing.links)}
