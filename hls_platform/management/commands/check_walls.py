"""Holds the two walls against each other in random worlds."""

from typing import Any

from django.core.management.base import CommandParser

from hls_platform.management.outside_door import OutsideDoor


class Command(OutsideDoor):
    help = "Compares what the application and the database show and let change, for every table, reader and verb."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--worlds", type=int, default=200, metavar="N", help="how many random worlds")

    def answer(self, **options: Any) -> object:
        if options["worlds"] < 1:
            raise self.wrong("--worlds takes a whole number of at least 1.")
        return self.throw("check_walls", "--worlds", str(options["worlds"]))
