"""Looks through the whole trail of what was done, and says whether somebody changed it."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from hls_platform.management.script_door import ScriptDoor
from hls_platform.security.sealing import Checked, Head, check


class Command(ScriptDoor):
    help = "Checks each entry of the audit trail against its seal. Ends with exit code 1 where it was tampered with."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--known",
            action="append",
            default=[],
            metavar="HEAD",
            help="a head that was noted earlier (12:ab…)",
        )
        parser.add_argument(
            "--heads",
            type=Path,
            metavar="FILE",
            help="heads that were noted earlier, a line each; the present one is added to them",
        )

    def answer(self, **options: Any) -> object:
        file: Path | None = options["heads"]
        if file:
            self.must_be_writable(file)
        noted = file.read_text().split() if file and file.exists() else []
        try:
            known = [Head.read(each) for each in [*options["known"], *noted]]
        except ValueError as error:
            raise self.wrong(
                "A head is a place and a seal with a colon between, as this command prints it."
            ) from error
        self.found = found = check(known)
        if file and found.head.place and not found.broken and str(found.head) not in noted:
            with file.open("a") as heads:
                heads.write(f"{found.head}\n")
        return {
            "entries": found.sealed + found.waiting,
            "sealed": found.sealed,
            "waiting": found.waiting,
            "head": str(found.head) if found.head.place else None,
            "broken": found.broken,
        }

    def handle(self, *args: Any, **options: Any) -> None:
        self.found = Checked()
        super().handle(*args, **options)
        if self.found.broken:
            raise CommandError(self.found.broken[0], returncode=1)
