"""A map as a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from hls_platform.management.script_door import ScriptDoor
from hls_platform.security.asking import as_circles, as_job
from systems.formats import WRITERS
from systems.models import SystemMap
from systems.queries import drawing_of


class Command(ScriptDoor):
    help = "Writes a map into a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("map", metavar="MAP", help="the map's slug")
        parser.add_argument("--format", required=True, choices=sorted(WRITERS))
        parser.add_argument("--output", required=True, type=Path, metavar="FILE")

    def answer(self, **options: Any) -> object:
        self.must_be_writable(options["output"])
        with as_job("hls_door"):
            found = SystemMap.objects.only("pk", "slug", "circle_id").filter(slug=options["map"]).first()
        if found is None:
            raise self.wrong(f"There is no map “{options['map']}”.")
        with as_circles([found.circle_id]):
            drawing = drawing_of(found)
        try:
            options["output"].write_bytes(WRITERS[options["format"]](drawing))
        except OSError as error:
            raise self.wrong(f"{options['output']} cannot be written: {error.strerror}.") from error
        return {"map": found.slug, "factors": len(drawing.factors), "links": len(drawing.links)}
