"""How many feedback loops a map has."""

from typing import Any

from django.core.management.base import CommandParser

from hls_platform.management.script_door import ScriptDoor
from hls_platform.security.asking import as_circles, as_job
from systems.analysis.loops import MOST, LoopKind
from systems.asking.loops import look
from systems.asking.reading import read_map
from systems.models import SystemMap

SECONDS = 600.0


class Command(ScriptDoor):
    help = "Counts the feedback loops of a map, up to a length, until a limit or a time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("map", metavar="MAP", help="the map's slug")
        parser.add_argument("--max-length", required=True, type=int, metavar="N")
        parser.add_argument(
            "--limit", type=int, default=MOST, metavar="N", help="look for no more than so many"
        )
        parser.add_argument(
            "--seconds", type=float, default=SECONDS, metavar="S", help="and no longer than this"
        )

    def answer(self, **options: Any) -> object:
        """The counts; where the limit or the time ended the search also that these are the least, and the length up to which all are there."""
        if not 1 <= options["limit"] <= MOST:
            raise self.wrong(f"The limit is between 1 and {MOST}.")
        if not 0 < options["seconds"] <= SECONDS:
            raise self.wrong(f"The time is at most {SECONDS:.0f} seconds.")
        with as_job("hls_door"):
            found = SystemMap.objects.only("pk", "slug", "circle_id").filter(slug=options["map"]).first()
        if found is None:
            raise self.wrong(f"There is no map “{options['map']}”.")
        with as_circles([found.circle_id]):
            read = read_map(found)
        try:
            looked = look(read, options["max_length"], None, options["limit"], options["seconds"])
        except ValueError as error:
            raise self.wrong(str(error)) from error
        counted = {"total": len(looked.loops)} | {str(kind): looked.of(kind) for kind in LoopKind}
        if looked.all:
            return counted
        return counted | {"at_least": True, "whole_to": looked.whole_to, "ended": str(looked.ended)}
