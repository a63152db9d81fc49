"""Ten robots draw at random over lost, slow and repeated requests while the place is killed: nothing is lost, all see the same.

`make robots` lets them go on for two minutes.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import psutil
import pytest
from django.conf import settings
from django.urls import reverse

from relationships.models import Person
from systems.models import Change, Contest, SystemMap
from systems.standing import state_of
from tests.factories import a_circle_with, a_person
from tests.hls_platform.standby import wait_until
from tests.hls_platform.test_pooler import a_free_port, answers, running
from tests.robots.model import Model
from tests.windows import a_window_of

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
ROBOTS = 10
SECONDS = float(os.environ.get("ROBOTS_SECONDS", "2.5"))
SEED = int(os.environ.get("ROBOTS_SEED", "0")) or random.SystemRandom().randrange(10**6)
PATIENCE_SECONDS = max(30, SECONDS / 2)
BETWEEN_KILLS = (0.5, 6.0)


class Killer(threading.Thread):
    """Kills one web process after the other, each once the place answers again, from when the robots draw until they have drawn."""

    def __init__(self, told: IO[bytes], place: str) -> None:
        super().__init__(daemon=True)
        self.place = place
        self.told, self.chance, self.killed = told, random.Random(SEED), 0
        self.over = threading.Event()

    def run(self) -> None:
        for line in self.told:
            if line == b"open\n":
                threading.Thread(target=self._kill, daemon=True).start()
            elif line == b"drawn\n":
                self.over.set()
            else:
                sys.stderr.buffer.write(line)
        self.over.set()

    def _kill(self) -> None:
        while not self.over.wait(
            BETWEEN_KILLS[0] if not self.killed else self.chance.uniform(*BETWEEN_KILLS)
        ):
            if not answers(self.place):
                continue
            if web := [each for each in psutil.Process().children(recursive=True) if _is_web(each)]:
                with suppress(psutil.NoSuchProcess):
                    self.chance.choice(web).kill()
                    self.killed += 1


def _is_web(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
        return "multiprocessing.spawn" in " ".join(process.cmdline())
    return False


def draw(folder: Path, port: int, map: SystemMap, people: list[Person]) -> dict[str, Any]:
    """What the robots say in the end."""
    shutil.copytree(settings.BASE_DIR / "static/js/map", folder / "map")
    shutil.copy(settings.BASE_DIR / "static/js/hearing.js", folder)
    for each in ("robots.js", "stream.js"):
        shutil.copy(settings.BASE_DIR / "tests/robots" / each, folder)
    (folder / "package.json").write_text('{"type": "module"}')
    task = {
        "base": f"http://127.0.0.1:{port}",
        "address": f"/maps/{map.slug}/",
        "stream": reverse("stream", args=["map", map.pk]),
        "cookie": settings.SESSION_COOKIE_NAME,
        "sessions": [a_window_of(each, port).session for each in people],
        "seconds": SECONDS,
        "seed": SEED,
        "patience": PATIENCE_SECONDS,
    }
    path = f"{os.environ['PATH']}:{settings.BASE_DIR / '.venv/bin'}"
    node = shutil.which("node", path=path)
    assert node, "Node runs this test: `make test` installs it"
    with subprocess.Popen(
        [node, "robots.js"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as robots:
        assert robots.stdin is not None
        assert robots.stdout is not None
        assert robots.stderr is not None
        killer = Killer(robots.stderr, task["base"])
        killer.start()
        late = threading.Timer(SECONDS + 3 * PATIENCE_SECONDS, robots.kill)
        late.start()
        robots.stdin.write(json.dumps(task).encode())
        robots.stdin.close()
        said = robots.stdout.read()
        late.cancel()
    assert killer.killed, "a process was killed while the robots drew"
    sys.stderr.write(f"{killer.killed} processes killed, seed {SEED}\n")
    return json.loads(said)


def test_ten_robots_end_with_the_same_map_and_no_stroke_is_lost(
    process_environment: dict[str, str], tmp_path: Path
):
    people = [a_person(f"Robot {nth}") for nth in range(ROBOTS)]
    map = SystemMap.objects.create(circle=a_circle_with(*people), slug="robots", name="Robots")
    port = a_free_port()
    web = [
        "uvicorn",
        "hls_platform.asgi:application",
        "--port",
        str(port),
        "--workers",
        "2",
        "--no-access-log",
    ]

    environment = process_environment | {"DATABASE_POOL_SIZE": "4"}
    with running(environment, tmp_path / "web.log", *web, "--timeout-graceful-shutdown", "1"):
        wait_until(lambda: answers(f"http://127.0.0.1:{port}"))
        said = draw(tmp_path, port, map, people)
    map.refresh_from_db()
    assert said["wrong"] == [], f"seed {SEED}"
    strokes = {each["id"]: each for each in said["strokes"]}
    changes = list(Change.objects.filter(map=map).order_by("number"))
    _nothing_is_lost(strokes, changes, people)
    _all_screens_are_the_same(said["screens"], map)
    _they_come_to_what_the_rules_say(strokes, changes, people, map)


def _nothing_is_lost(strokes: dict[str, Any], changes: list[Change], people: list[Person]) -> None:
    there = {str(each.pk): each for each in changes}
    assert [each.number for each in changes] == list(range(1, len(changes) + 1))
    assert there.keys() <= strokes.keys(), "a change that nobody made"
    lost = [id for id, stroke in strokes.items() if id not in there and "refused" not in stroke]
    assert lost == [], f"seed {SEED}"
    assert all(there[id].by_id == people[strokes[id]["robot"]].pk for id in there)
    untold = [each for each in strokes.values() if each.get("refused") == ""]
    assert untold == [], "whatever is refused is refused with a reason"
    assert len(changes) > 3 * ROBOTS, "the robots have drawn"


def _all_screens_are_the_same(screens: list[dict[str, Any]], map: SystemMap) -> None:
    state = state_of(map, me=None)
    assert {screen["number"] for screen in screens} == {state["number"]}
    model = Model({})
    model.things = {(on, each["id"]): each for on, each in _each(state)}
    for nth, screen in enumerate(screens):
        assert screen["things"] == model.shown(), f"screen {nth}, seed {SEED}"
        assert screen["contests"] == sorted(each["id"] for each in state["contests"])


def _each(state: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    on_it = [("factor", each) for each in state["factors"]] + [("link", each) for each in state["links"]]
    return [("map", state["map"]), *on_it]


def _they_come_to_what_the_rules_say(
    strokes: dict[str, Any], changes: list[Change], people: list[Person], map: SystemMap
) -> None:
    begun = {"name": "Robots", "description": "", "look": {}}
    model = Model({("map", str(map.pk)): begun})
    numbers = {str(each.pk): each.number for each in changes}
    for change in changes:
        stroke = strokes[str(change.pk)]
        said = {name: stroke[name] for name in ("seen", "steps", "goes_back") if name in stroke}
        if "undoes" in stroke:
            said["undoes"] = numbers[stroke["undoes"]]
        model.takes(said, by=stroke["robot"])
    there = {
        (on, each["id"]): {name: value for name, value in each.items() if name != "id"}
        for on, each in _each(state_of(map, me=None))
    }
    assert {place: _told(thing) for place, thing in model.things.items()} == {
        place: _told(thing) for place, thing in there.items()
    }, f"seed {SEED}"
    waiting = {
        (each.change.number, (each.on, str(each.thing)), each.field): each.value
        for each in Contest.objects.open().filter(map=map).select_related("change")
    }
    assert model.contests == waiting, f"seed {SEED}"


def _told(thing: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value for name, value in thing.items() if not (name.startswith("attributes.") and value is None)
    }
