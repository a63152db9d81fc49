"""Puts a back-up into an empty place."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from hls_platform.back_ups.put_back import restore
from hls_platform.management.script_door import ScriptDoor


class Command(ScriptDoor):
    help = (
        "Puts the back-up in FILE into this place, which must be empty. BACK_UP_KEY opens an encrypted one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)

    def answer(self, **options: Any) -> object:
        file: Path = options["file"]
        try:
            return restore(file)
        except OSError as error:
            raise self.wrong(f"{file} could not be read: {error.strerror or error}.") from error
