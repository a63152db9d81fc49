"""Writes everything the place holds to one file."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from hls_platform.back_ups.take import back_up
from hls_platform.management.script_door import ScriptDoor


class Command(ScriptDoor):
    help = "Writes everything to FILE as of one moment, encrypted with BACK_UP_KEY if that is set, and reads it back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)

    def answer(self, **options: Any) -> object:
        file: Path = options["file"]
        self.must_be_writable(file)
        if not settings.BACK_UP_KEY:
            self.stderr.write("BACK_UP_KEY is not set: whoever gets hold of this file can read all of it.")
        try:
            return back_up(file)
        except OSError as error:
            raise self.wrong(f"{file} could not be written: {error.strerror or error}.") from error
