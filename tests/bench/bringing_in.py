"""Run inside a place: brings 100,000 notes in from a CSV file, against COPY of the same rows.

Past the wall, COPY writes into the table of reflections itself, with all that hangs on it (as the index for finding
again does); and, told beside it, into a table of the same columns and indexes on which nothing hangs.
"""

import csv
import datetime
import io
import json
import random
import statistics
import sys
import time
from functools import partial

import django
import psutil

NOTES, TURNS = 100_000, 5
WORDS = [
    "we",
    "rang",
    "too",
    "late",
    "and",
    "the",
    "room",
    "was",
    "gone",
    "so",
    "nobody",
    "knew",
    "who",
    "should",
    "ask",
    "about",
    "the",
    "winter",
    "or",
    "the",
    "rent",
]
COLUMNS = "id, author_id, kind, happened_on, text, what, so_what, now_what, created_at, updated_at"


def a_file() -> bytes:
    """A table of notes as a spreadsheet saves it."""
    chance, file = random.Random(5), io.StringIO()
    rows = csv.writer(file)
    rows.writerow(("Date", "What happened", "So what", "Now what", "Kind"))
    for number in range(NOTES):
        day = datetime.date(2020, 1, 1) + datetime.timedelta(days=chance.randrange(2000))
        said = (" ".join(chance.choices(WORDS, k=length)) for length in (30, 10, 8))
        rows.writerow((f"{day:%d/%m/%Y}", f"{next(said)} {number}", *said, "moment"))
    return file.getvalue().encode()


def main() -> None:
    from django.db import connection
    from django.utils import timezone

    from learning.actions.bringing_in import bring_in
    from learning.bringing_in.columns import guess
    from learning.bringing_in.days import Order
    from learning.bringing_in.files import NoteFile
    from learning.bringing_in.notes import Reading
    from relationships.models import Person

    author = Person.objects.first()
    content = a_file()
    file, process = NoteFile(partial(io.BytesIO, content)), psutil.Process()
    ours, theirs, bare, memory = [], [], [], []
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_copied (LIKE learning_reflection INCLUDING ALL)")
        for _turn in range(TURNS):
            notes = Reading(file, guess(file.header), order=Order.NOT_SAID, today=timezone.localdate())
            before, began = process.memory_info().rss, time.perf_counter()
            found = bring_in(by=author, author=author, notes=notes)
            ours.append(time.perf_counter() - began)
            memory.append(process.memory_info().rss - before)
            if found.imported != NOTES:
                raise AssertionError(f"{found.imported} of {NOTES} came in")
            cursor.execute("CREATE TEMP TABLE those AS SELECT * FROM learning_reflection WHERE author_id = %s"
                           " ORDER BY created_at DESC LIMIT %s", [author.pk, NOTES])  # fmt: skip
            with cursor.copy(f"COPY those ({COLUMNS}) TO STDOUT") as out:
                rows = b"".join(bytes(row) for row in out)
            cursor.execute("TRUNCATE bench_copied")
            for table, took in (("bench_copied", bare), ("learning_reflection", theirs)):
                cursor.execute("DELETE FROM learning_reflection WHERE id IN (SELECT id FROM those)")
                began = time.perf_counter()
                with cursor.copy(f"COPY {table} ({COLUMNS}) FROM STDIN") as into:
                    into.write(rows)
                took.append(time.perf_counter() - began)
            cursor.execute("DELETE FROM learning_reflection WHERE id IN (SELECT id FROM those)")
            cursor.execute("DROP TABLE those")
        cursor.execute("DROP TABLE bench_copied")
    said = {
        "ours": statistics.median(ours[1:]),
        "copy": statistics.median(theirs[1:]),
        "copy_bare": statistics.median(bare[1:]),
        "rows": NOTES,
        "megabytes": len(content) / 1e6,
        "grown": max(memory[1:]) / 1e6,
    }
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    django.setup()
    main()
