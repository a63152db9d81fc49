"""The way back in for somebody who lost their phone and their recovery codes."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from hls_platform.actions import NotFound
from hls_platform.management.script_door import ScriptDoor
from relationships.actions.sign_in import forget_second_steps


class Command(ScriptDoor):
    help = "Takes away somebody's passkeys and codes, so that their password lets them in. Make sure first who asks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def answer(self, **options: Any) -> object:
        try:
            return {"forgotten": forget_second_steps(email=options["email"])}
        except NotFound as error:
            raise CommandError("Nobody signs in with this address.") from error
