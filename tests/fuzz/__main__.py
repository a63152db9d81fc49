"""`make fuzz`: N files for each importer (2,000 unless told), counted by how each ended; the table is written into docs/fuzz.md."""

import collections
import datetime
import os
import sys
import time
from pathlib import Path

import django
from django.conf import settings

SLOW = {"pdf", "png"}
"""What is written by a process of its own."""
DOCS = Path(__file__).resolve().parent.parent.parent / "docs/fuzz.md"
BEGIN, END = "<!-- made by make fuzz -->", "<!-- end -->"


def run(name: str, files: object, number: int) -> collections.Counter[str]:
    """Give an importer `number` files; how many it read, refused with a sentence, and did neither with."""
    from hypothesis import HealthCheck, Phase, given, seed
    from hypothesis import settings as how

    from systems.formats import WRITERS, read_files

    ended: collections.Counter[str] = collections.Counter()

    @seed(int(os.environ.get("SEED", "7")))
    @how(
        max_examples=number,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(files)
    def one(content: bytes) -> None:
        began = time.monotonic()
        try:
            _format, drawing = read_files([("a file", content)], "" if name == "anything" else name)
            for write in () if drawing.problems else (WRITERS[end] for end in WRITERS.keys() - SLOW):
                write(drawing)
            ended["refused" if drawing.problems else "read"] += 1
        except Exception as error:  # noqa: BLE001 - what is counted here is just this
            ended["unhandled"] += 1
            print(f"{name}: {type(error).__name__}: {error}: {content[:200]!r}", file=sys.stderr)  # noqa: T201
        ended["slowest"] = max(ended["slowest"], round((time.monotonic() - began) * 1000))

    one()
    return ended


def main() -> int:
    settings.configure(USE_I18N=False, USE_TZ=True, INSTALLED_APPS=[])
    django.setup()
    from tests.fuzz import files

    number = int(os.environ.get("N", "2000"))
    sought = {name: files.of(name, content) for name, content in files.whole_files().items()}
    rows, unhandled = [], 0
    for name, strategy in (sought | {"anything": files.of_anything()}).items():
        ended = run(name, strategy, number)
        total = ended["read"] + ended["refused"] + ended["unhandled"]
        unhandled += ended["unhandled"]
        rows.append(
            f"| {name} | {total:,} | {ended['read']:,} | {ended['refused']:,} | {ended['unhandled']} | {ended['slowest']} |"
        )
        print(rows[-1], flush=True)  # noqa: T201
    head = "| importer | files | read | refused with a sentence | unhandled | slowest, ms |\n|---|--:|--:|--:|--:|--:|"
    said = (
        f"{BEGIN}\n{datetime.datetime.now(datetime.UTC):%-d %B %Y}, {number:,} files each:\n\n{head}\n"
        + "\n".join(rows)
        + f"\n{END}"
    )
    text = DOCS.read_text()
    before, rest = text.split(BEGIN, 1)
    DOCS.write_text(before + said + rest.split(END, 1)[1])
    return 1 if unhandled else 0


if __name__ == "__main__":
    sys.exit(main())
