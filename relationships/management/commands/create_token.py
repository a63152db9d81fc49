"""A token for a program that asks on behalf of a person."""

from typing import Any

from django.core.management.base import CommandParser

from hls_platform.management.script_door import ScriptDoor
from hls_platform.security.asking import as_job
from relationships.actions.tokens import make_token
from relationships.models import Person


class Command(ScriptDoor):
    help = "Makes a token for the API, and shows it this once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--person", required=True, metavar="EMAIL")
        parser.add_argument(
            "--scopes", required=True, metavar="A,B", help="what it may do, for example read,reflect"
        )
        parser.add_argument(
            "--days", type=int, default=90, metavar="N", help="how long it works; 90 when left out"
        )
        parser.add_argument(
            "--name", default="Made by a script", help="what the person reads on their page of tokens"
        )

    def answer(self, **options: Any) -> object:
        address = options["person"].strip().lower()
        with as_job("hls_door"):
            person = Person.objects.only("id").filter(email=address, is_active=True).first()
        if person is None:
            raise self.wrong(f"Nobody here signs in as “{address}”.")
        scopes = [each.strip() for each in options["scopes"].split(",") if each.strip()]
        token, secret = make_token(by=person, name=options["name"], scopes=scopes, days=options["days"])
        return {"token": secret, "expires_at": token.expires_at.isoformat(), "scopes": token.scopes}
