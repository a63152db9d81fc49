"""Erases again, after an older back-up was put back, everybody who had been erased since."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from hls_platform.management.script_door import ScriptDoor
from relationships import erasure_list
from relationships.actions.erasure import replay_erasures


class Command(ScriptDoor):
    help = "Erases again everybody on the list of erasures. restore calls it; calling it twice does no harm."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file",
            nargs="?",
            type=Path,
            help="a list copied from elsewhere (erasures.jsonl), beside the one that is here",
        )

    def answer(self, **options: Any) -> object:
        file = options["file"]
        if file is not None and not file.is_file():
            raise self.wrong(f"There is no file {file}.")
        try:
            listed = erasure_list.read(file) if file else []
        except ValueError as error:
            raise self.wrong(f"{file} is no list of erasures.") from error
        return {"erased": [str(each) for each in replay_erasures(listed)]}
