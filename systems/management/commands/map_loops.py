"""How many feedback loops a map has."""

from typing import Any

from django.core.management.base import CommandParser

from hls_platform.management.script_door import ScriptDoor
from hls_platform.security.asking import as_circles, as_job
from systems.analysis.loops import LoopKind, TooManyLoops
from systems.models import SystemMap
from systems.queries import loops_of


class Command(ScriptDoor):
    help = "Counts the feedback loops of a map, up to a length."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("map", metavar="MAP", help="the map's slug")
        parser.add_argument("--max-length", required=True, type=int, metavar="N")

    def answer(self, **options: Any) -> object:
        with as_job("hls_door"):
            found = SystemMap.objects.only("pk", "slug", "circle_id").filter(slug=options["map"]).first()
        if found is None:
            raise self.wrong(f"There is no map “{options['map']}”.")
        try:
            with as_circles([found.circle_id]):
                _factors, loops = loops_of(found, options["max_length"])
        except ValueError as error:
            raise self.wrong(str(error)) from error
        except TooManyLoops as error:
            raise self.wrong("The map has too many loops of this length: ask for shorter ones.") from error
        return {"total": len(loops)} | {
            str(kind): sum(loop.kind == kind for loop in loops) for kind in LoopKind
        }
