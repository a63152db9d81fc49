"""The list of erasures beside the database: one line of JSON for each, an id and keyed hashes, no words.

Whoever puts a back-up back that is older than an erasure needs it, also where the database was lost. It is added to and
never shortened.
"""

import fcntl
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings


def file() -> Path:
    """Where it stands: in a folder of its own, which is to be copied with the back-ups."""
    return Path(settings.ERASURES_DIR) / "erasures.jsonl"


def read(path: Path | None = None) -> list[dict[str, Any]]:
    """Each erasure on the list: `person` (an id), `at` (an ISO moment), `addresses` (keyed hashes). None where no list is.

    Raises ValueError for a file that is no such list.
    """
    path = path or file()
    if not path.exists():
        return []
    listed = [json.loads(line) for line in path.read_text().splitlines() if line.strip()]
    if not all(isinstance(each, dict) and {"person", "at", "addresses"} <= set(each) for each in listed):
        raise ValueError("not a list of erasures")
    return listed


def write(erasures: Iterable[dict[str, Any]]) -> None:
    """Add those of `erasures` that are not on the list yet. Several can do this at once; a crash leaves the list whole."""
    there = file()
    there.parent.mkdir(parents=True, exist_ok=True)
    with (there.parent / "erasures.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        listed = {each["person"]: each for each in read()}
        new = {each["person"]: each for each in erasures}
        if new.keys() <= listed.keys():
            return
        unfinished = there.with_suffix(".part")
        with unfinished.open("w") as out:
            out.writelines(json.dumps(each) + "\n" for each in (listed | new).values())
            out.flush()
            os.fsync(out.fileno())
        unfinished.rename(there)
