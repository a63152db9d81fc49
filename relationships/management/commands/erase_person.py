"""Erasure by whoever runs the place, for somebody who asked for it and cannot sign in."""

from typing import Any

from django.core.management.base import CommandParser

from hls_platform.actions import NotFound
from hls_platform.management.script_door import ScriptDoor
from relationships.actions.erasure import ask_to_be_erased, erase_person, person_with


class Command(ScriptDoor):
    help = (
        "Erases a person: their words go, and what others rely on stays, as of “a person who left”. "
        "It cannot be undone. Make sure first who asks."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def answer(self, **options: Any) -> object:
        try:
            person = person_with(options["email"])
        except NotFound as error:
            raise self.wrong(f"Nobody here signs in as “{options['email']}”.") from error
        ask_to_be_erased(by=person)
        touched = erase_person(by=person)
        return {"person": str(person.pk), "rows": sum(touched.values()), "tables": touched}
