"""Every circle of the place, by slug."""

from typing import Any

from django.core.management.base import CommandParser

from hls_platform.management.script_door import ScriptDoor
from hls_platform.security.asking import as_job
from relationships.models import Circle


class Command(ScriptDoor):
    help = "Lists every circle: its slug, name and kind."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="as JSON, which is also the default")

    def answer(self, **options: Any) -> object:
        with as_job("hls_door"):
            return list(Circle.objects.order_by("slug").values("slug", "name", "kind"))
