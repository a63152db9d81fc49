"""Gives everybody whose moment has come their digest, and sends the letters."""

import datetime
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from hls_platform.management.script_door import ScriptDoor
from hls_platform.midnight import midnight
from learning.actions.digests import deliver_waiting


class Command(ScriptDoor):
    help = "Delivers each digest whose reader's moment has come, and sends every letter that waits."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--until",
            metavar="DATETIME",
            help="as if it were that moment (2026-11-23T08:00, or with an offset)",
        )

    def answer(self, **options: Any) -> object:
        done = deliver_waiting(at=self._moment(options["until"]))
        return {"digests": done.digests, "sent": done.sent, "skipped": done.skipped}

    def _moment(self, said: str | None) -> datetime.datetime:
        """The moment, where it names no zone by the clocks of the place."""
        if said is None:
            return timezone.now()
        try:
            if (day := parse_date(said)) is not None:
                return midnight(day)
            moment = parse_datetime(said)
        except ValueError:
            moment = None
        if moment is None:
            raise self.wrong(f"“{said}” is not a moment: write it as 2026-11-23T08:00.")
        return moment if moment.tzinfo else timezone.make_aware(moment)
