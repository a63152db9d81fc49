"""Builds the digests that are due."""

import datetime
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from hls_platform.management.script_door import ScriptDoor
from hls_platform.midnight import midnight
from learning.actions.digests import build_due_digests


class Command(ScriptDoor):
    help = "Builds each digest whose period has ended and that is not there yet. Letters wait for the worker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--until", metavar="DATE", help="as if it were the beginning of this day (2026-11-23)"
        )

    def answer(self, **options: Any) -> object:
        until = timezone.now()
        if options["until"]:
            try:
                until = midnight(datetime.date.fromisoformat(options["until"]))
            except ValueError as error:
                raise self.wrong(f"“{options['until']}” is not a day: write it as 2026-11-23.") from error
        built, skipped = build_due_digests(until=until)
        return {"built": built, "skipped": skipped}
