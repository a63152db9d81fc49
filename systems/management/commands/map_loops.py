"""How many feedback loops a map has."""

from typing import Any

from django.core.management.base import CommandParser

from hls_platform.management.script_door import ScriptDoor
from hls_platform.security.asking import as_circles, as_job
from systems.analysis.loops import MOST, Ended, LoopKind, look_for_loops
from systems.models import Link, SystemMap


class Command(ScriptDoor):
    help = "Counts the feedback loops of a map, up to a length, and within a limit and a time where they are given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("map", metavar="MAP", help="the map's slug")
        parser.add_argument("--max-length", required=True, type=int, metavar="N")
        parser.add_argument("--limit", type=int, metavar="N", help="stop when so many are found")
        parser.add_argument("--seconds", type=float, metavar="S", help="stop after so long")

    def answer(self, **options: Any) -> object:
        limit, seconds = options["limit"], options["seconds"]
        if (limit is not None and not 0 < limit <= MOST) or (seconds is not None and not 0 < seconds <= 3600):
            raise self.wrong(f"--limit is between 1 and {MOST}, --seconds at most 3600.")
        with as_job("hls_door"):
            found = SystemMap.objects.only("pk", "slug", "circle_id").filter(slug=options["map"]).first()
        if found is None:
            raise self.wrong(f"There is no map “{options['map']}”.")
        with as_circles([found.circle_id]):
            links = list(
                Link.objects.live()
                .filter(map=found)
                .order_by("pk")
                .values_list("source_id", "target_id", "polarity")
            )
        try:
            looked = look_for_loops(links, options["max_length"], most=limit or MOST, seconds=seconds)
        except ValueError as error:
            raise self.wrong(str(error)) from error
        bounded = limit is not None or seconds is not None
        if looked.ended != Ended.ALL and not bounded:
            raise self.wrong("The map has too many loops of this length: ask for shorter ones.")
        counted = {"total": len(looked.loops)} | {
            str(kind): sum(loop.kind == kind for loop in looked.loops) for kind in LoopKind
        }
        return counted | (
            {"at_least": looked.ended != Ended.ALL, "whole_to": looked.whole_to} if bounded else {}
        )
