"""Loads the demo place into an empty database."""

from typing import Any

from django.db import transaction

import funders.demo.load
import learning.demo.load
import relationships.demo.load
import systems.demo.load
from funders.models import Report
from hls_platform.management.script_door import ScriptDoor
from hls_platform.security import audit
from hls_platform.security.asking import as_circles
from learning.models import Digest, Reflection
from relationships.models import Person


class Command(ScriptDoor):
    help = "Loads the demo place into an empty database; refuses where anybody is."

    @transaction.atomic
    def answer(self, **options: Any) -> object:
        demo = relationships.demo.load.load()
        with as_circles(
            [circle.pk for circle in demo.circles.values()]
        ):  # each action in it is asked for by its person
            drawn = systems.demo.load.load(demo)
            learning.demo.load.load(demo, drawn)
            funders.demo.load.load(demo)
            audit.record(by=None, verb="demo.loaded", subject=Person.objects.earliest("joined_at"))
            return {
                "people": Person.objects.count(),
                "reflections": Reflection.objects.count(),
                "digests": Digest.objects.count(),
                "reports": Report.objects.count(),
            }
