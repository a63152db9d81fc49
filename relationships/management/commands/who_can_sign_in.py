"""Who one can be in the demo place."""

from typing import Any

from django.core.management.base import BaseCommand

from relationships.demo.load import PASSWORD, address_of
from relationships.demo.place import read


class Command(BaseCommand):
    help = "Prints the demo's people one can sign in as, what each comes for, and the password they share."

    def handle(self, *args: Any, **options: Any) -> None:
        people = read("people.toml")
        self.stdout.write(f"Sign in with the password “{PASSWORD}” as")
        for key, comes_for in people["personas"].items():
            self.stdout.write(f"  {address_of(key):32} {people['people'][key]}, {comes_for}")
