"""What docs/api.md says is so."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from hls_platform.event_names import all_events
from relationships.models import Scope
from tests.api.asking import Program
from tests.factories import a_peer_group, a_person

SAID = (settings.BASE_DIR / "docs" / "api.md").read_text()


@pytest.mark.django_db(transaction=True)
def test_the_example_on_the_first_page_runs_as_it_stands(live_server, tmp_path):
    amina, ben = a_person("Amina"), a_person("Ben")
    a_peer_group("Tuesday group", amina, ben)
    example = tmp_path / "example.py"
    example.write_text(re.search(r"```python\n(.*?)```", SAID, re.DOTALL)[1])
    run = subprocess.run(
        [sys.executable, "-I", str(example)],
        env={
            "PATH": os.environ["PATH"],
            "HLS_URL": live_server.url,
            "HLS_TOKEN": Program(amina, "read", "reflect").secret,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    said = run.stdout.splitlines()
    assert said[:3] == [
        "This is Amina",
        "One of my circles is Tuesday group",
        "It says now: He laughed for the first time.",
    ]
    assert said[3].startswith("Amina, ")
    assert said[3].endswith("He laughed for the first time.")
    assert said[4].startswith("Write a few words first")


def test_it_names_every_scope():
    assert set(re.findall(r"^\| `([a-z]+)` \|", SAID, re.MULTILINE)) == set(Scope.values)


def test_every_event_is_the_verb_of_some_action():
    written = "".join(
        file.read_text()
        for app in ("relationships", "systems", "learning", "funders")
        for file in (settings.BASE_DIR / app / "actions").glob("*.py")
    )
    for event in all_events():
        noun, verb = event.split(".")
        assert re.search(rf'verb=f?"(?:{noun}|{{circle\.kind}})\.(?:{verb}|{{state}})"', written), event
