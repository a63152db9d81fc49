"""Files are read in a process of their own, with so much time and memory and no more, that holds no secret and no database.

`python -m systems.formats.apart` is that process: a line of JSON on stdin says how to read and how long each file is, then come the files.
"""

import json
import logging
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from systems.formats import read_files
from systems.formats.choices import AS_FOUND, Choices
from systems.formats.drawing import (
    MOST_BYTES,
    Drawing,
    DrawnActor,
    DrawnFactor,
    DrawnLink,
    DrawnLoop,
    DrawnView,
    Remark,
)

log = logging.getLogger(__name__)
SECONDS = 10
MOST_MEMORY = 512 * 1024 * 1024
MOST_ANSWER = 64 * 1024 * 1024
ROOT = Path(__file__).resolve().parent.parent.parent
OUT_OF_MEMORY = 3


def read_apart(
    sent: Sequence[tuple[str, bytes]], format: str = "", choices: Choices = AS_FOUND
) -> tuple[str, Drawing]:
    """As `read_files`, which it asks in the other process; a file that takes too long or too much is a problem, too."""
    for name, content in sent:
        if len(content) > MOST_BYTES:
            return format, _refused(name, _("The file is larger than 10 MB."))
    asked = {
        "names": [name for name, _content in sent],
        "lengths": [len(content) for _name, content in sent],
        "format": format,
        "choices": {"columns": dict(choices.columns), "signs": dict(choices.signs), "make_missing": choices.make_missing, "part": choices.part},
        "language": get_language(),
        "locale": [str(path) for path in settings.LOCALE_PATHS],
    }  # fmt: skip
    name = sent[0][0] if sent else _("The file")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "systems.formats.apart"],
            input=b"".join([json.dumps(asked).encode(), b"\n", *(content for _name, content in sent)]),
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd=ROOT,
            env={name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ},
        )
    except subprocess.TimeoutExpired:
        return format, _refused(name, _too_long())
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return format, _refused(name, _too_long())
    if done.returncode == OUT_OF_MEMORY or b"MemoryError" in done.stderr:
        return format, _refused(name, _("It takes more memory to read than a map may."))
    if done.returncode:
        log.error(
            "a file of a map could not be read: %s",
            done.stderr.decode(errors="replace").strip().splitlines()[-1:],
        )
        return format, _refused(
            name, _("It cannot be read. If it opens elsewhere, tell those who run this place.")
        )
    said = json.loads(done.stdout)
    return said["format"], _drawing(said["drawing"])


def _too_long() -> str:
    return _("It takes longer than %(n)s seconds to read.") % {"n": SECONDS}


def _refused(name: str, said: str) -> Drawing:
    return Drawing(problems=[Remark(name, 0, said)])


def _drawing(said: dict[str, Any]) -> Drawing:
    """The drawing as the other process wrote it down."""
    columns = {(table, title): ours for table, title, ours in said.pop("columns")}
    return Drawing(
        factors={each["key"]: DrawnFactor(**each) for each in said.pop("factors")},
        links=[DrawnLink(**each) for each in said.pop("links")],
        problems=[Remark(**each) for each in said.pop("problems")],
        warnings=[Remark(**each) for each in said.pop("warnings")],
        loops=[DrawnLoop(**each) for each in said.pop("loops")],
        actors=[DrawnActor(**each) for each in said.pop("actors")],
        views=[DrawnView(**each) for each in said.pop("views")],
        columns=columns,
        **said,
    )


def _said(drawing: Drawing) -> dict[str, Any]:
    said = asdict(drawing)
    said["factors"] = list(said["factors"].values()) if not drawing.problems else []
    said["links"] = said["links"] if not drawing.problems else []
    said["columns"] = [(*where, ours) for where, ours in drawing.columns.items()]
    return said


def main() -> None:
    """Read what stands on stdin, within the limits, and say what was found on stdout."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    asked = json.loads(sys.stdin.buffer.readline())
    settings.configure(
        USE_I18N=True, USE_TZ=True, LANGUAGE_CODE=asked["language"] or "en-gb", LOCALE_PATHS=asked["locale"]
    )
    apps.populate([])  # translations wait for it
    sent = [
        (name, sys.stdin.buffer.read(length))
        for name, length in zip(asked["names"], asked["lengths"], strict=True)
    ]
    try:
        found, drawing = read_files(sent, asked["format"], Choices(**asked["choices"]))
        answer = json.dumps({"format": found, "drawing": _said(drawing)}).encode()
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    if len(answer) > MOST_ANSWER:
        os._exit(OUT_OF_MEMORY)
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
