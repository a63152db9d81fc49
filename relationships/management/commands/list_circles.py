"""Every circle of the place, by slug."""

from typing import Any

from django.core.management.base import CommandParser

from hls_platform.management.script_door import ScriptDoor
from relationships.models import Circle


class Command(ScriptDoor):
    help = "Lists every circle: its slug, name and kind."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="as JSON, which is also the default")

    def answer(self, **options: Any) -> object:
        return list(Circle.objects.order_by("slug").values("slug", "name", "kind"))
