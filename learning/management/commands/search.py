"""What a person finds, for whoever runs the place."""

from typing import Any

from django.core.management.base import CommandParser

from hls_platform.actions import NotFound
from hls_platform.management.script_door import ScriptDoor
from hls_platform.security.asking import as_person
from learning.queries.search import Asking, search
from relationships.actions.erasure import person_with


class Command(ScriptDoor):
    help = (
        "Finds what a person may see that has these words, as their own search does, the best matches first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("query", metavar="QUERY")
        parser.add_argument("--as", dest="email", required=True, metavar="EMAIL", help="whose search it is")

    def answer(self, **options: Any) -> object:
        try:
            person = person_with(options["email"])
        except NotFound as error:
            raise self.wrong(f"Nobody here signs in as “{options['email']}”.") from error
        with as_person(person.pk):
            found = search(person, Asking(options["query"]))
        hits = [
            {
                "noun": hit.noun,
                "id": str(hit.id),
                "url": hit.url,
                "title": str(hit.title),
                "said": str(hit.said),
                "by": hit.by,
                "day": hit.day.isoformat(),
                "circle": hit.circle,
            }
            for hit in found.hits
        ]
        return {"hits": hits}
