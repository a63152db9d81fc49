"""A door whose answer comes from the tests: it throws one of their nets over a throw-away place, in a process of its own."""

import json
import os
import subprocess
import sys

from django.conf import settings

from hls_platform.management.script_door import ScriptDoor


class OutsideDoor(ScriptDoor):
    """Needs the packages that `make test` installs. Nothing of this place is read or changed."""

    def throw(self, *net: str) -> object:
        """What `python -m tests.outside` answers to `net`. Raises CommandError where it cannot run."""
        environment = {name: value for name, value in os.environ.items() if name != "HLS_TEST_FOLDER"}
        done = subprocess.run(
            [sys.executable, "-m", "tests.outside", *net],
            cwd=settings.BASE_DIR,
            env=environment | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            raise self.wrong(
                "The check could not run: install what the tests need with make lint, and look above."
            )
        return json.loads(done.stdout.splitlines()[-1])
