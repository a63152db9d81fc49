"""One letter from the post office of this machine: a reply becomes a draft, any other is left alone."""

import sys
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import OperationalError

from hls_platform.management.script_door import ScriptDoor
from learning.actions.replies import receive_letter
from learning.nudging.replies import MOST_BYTES, NotForUs

TRY_AGAIN = 75
"""What a post office understands as “later” (EX_TEMPFAIL of sysexits.h)."""


class Command(ScriptDoor):
    help = "Reads one letter from standard input. Ends well also where it is no reply, so that nobody gets a bounce."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to", default="", metavar="ADDRESS", help="the address it came to, where that is known"
        )

    def answer(self, **options: Any) -> object:
        content = sys.stdin.buffer.read(MOST_BYTES + 1)
        try:
            draft = receive_letter(content, to=options["to"])
        except NotForUs as why:
            return {"kept": False, "why": str(why)}
        except OperationalError as error:
            raise CommandError("The database is away: try again later.", returncode=TRY_AGAIN) from error
        return {"kept": draft is not None, "why": "" if draft else "kept before"}
