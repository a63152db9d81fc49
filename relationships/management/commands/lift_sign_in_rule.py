"""The way back in for an organisation whose rule for signing in locked its people out."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from hls_platform.actions import NotFound
from hls_platform.management.script_door import ScriptDoor
from relationships.actions.sign_in import lift_sign_in_rule


class Command(ScriptDoor):
    help = (
        "Lifts what an organisation asks of the way its people sign in, so that a password is enough again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organisation", help="its slug, as list_circles shows it")

    def answer(self, **options: Any) -> object:
        organisation = options["organisation"]
        try:
            return {"organisation": organisation, "lifted": lift_sign_in_rule(slug=organisation)}
        except NotFound as error:
            raise CommandError(f"There is no organisation {organisation}.") from error
