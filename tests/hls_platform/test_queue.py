"""The queue of a device, run as it is in a browser: exactly once and in order, whatever the network does."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

ENTRIES = 1000


def flapping(folder: Path, seed: int, entries: int = ENTRIES) -> dict[str, Any]:
    """What came of a day on a bad network, drawn from `seed`."""
    path = f"{os.environ['PATH']}:{settings.BASE_DIR / '.venv/bin'}"
    node = shutil.which("node", path=path)
    assert node, "Node runs this test: `make test` installs it"
    said = subprocess.run(
        [node, "flapping.js", str(seed), str(entries)],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=60,
    )
    return json.loads(said.stdout)


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("queue")
    shutil.copytree(settings.BASE_DIR / "static/js/outbox", folder / "outbox")
    shutil.copy(settings.BASE_DIR / "tests/queue/flapping.js", folder)
    (folder / "package.json").write_text('{"type": "module"}')
    return folder


@pytest.mark.parametrize("seed", [1, 20])
def test_a_thousand_entries_on_a_flapping_network_are_stored_once_each_and_in_order(scripts: Path, seed: int):
    said = flapping(scripts, seed)
    assert said["wrong"] == []
    assert said["added"] == ENTRIES
    assert said["stored"] + said["thrown"] == ENTRIES
    assert 0 < said["thrown"] < ENTRIES / 10
    assert said["ids"] > ENTRIES, "what was refused and sent again has an id of its own"


def test_the_test_finds_a_queue_that_takes_a_new_id_when_an_answer_is_lost(scripts: Path, tmp_path: Path):
    broken = shutil.copytree(scripts, tmp_path / "broken")
    queue = broken / "outbox/queue.js"
    as_it_is = "return await this.#place.send(row, entry);"
    assert as_it_is in queue.read_text()
    queue.write_text(
        queue.read_text().replace(
            as_it_is, "return await this.#place.send({ ...row, id: this.#place.newId() }, entry);"
        )
    )
    assert any("stored 2 times" in each for each in flapping(broken, 1, 100)["wrong"])
