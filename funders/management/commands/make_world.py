"""A big invented place in an empty database, for benchmarks."""

import time
from typing import Any

from django.core.management.base import CommandParser

from funders.worlds.make import make_world
from hls_platform.management.script_door import ScriptDoor
from hls_platform.security.asking import as_job
from relationships.models import Circle, Person

LEAST = {"people": 10, "circles": 6, "reflections": 0}


class Command(ScriptDoor):
    help = "Fills an empty place with people, circles and reflections invented by chance; refuses where anybody is."

    def add_arguments(self, parser: CommandParser) -> None:
        for name in LEAST:
            parser.add_argument(f"--{name}", required=True, type=int, metavar="N")
        parser.add_argument("--seed", type=int, default=1, help="another number makes another place")

    def answer(self, **options: Any) -> object:
        wanted = {name: options[name] for name in LEAST}
        for name, least in LEAST.items():
            if wanted[name] < least:
                raise self.wrong(f"--{name} takes a whole number of at least {least}.")
        with as_job("hls_door"):
            somebody = Person.objects.exists() or Circle.objects.exists()
        if somebody:
            raise self.wrong("Somebody is here already: a world can only be made in an empty place.")
        began = time.monotonic()
        make_world(**wanted, seed=options["seed"])
        return {**wanted, "seconds": round(time.monotonic() - began, 1)}
