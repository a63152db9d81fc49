"""Run inside a place: brings 100,000 grants in from a 360Giving file, against COPY of the same rows, and writes them again.

Past the wall, COPY writes into the table of grants itself, with its indexes.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import django
import psutil

GRANTS, TURNS = 100_000, 5
COLUMNS = (
    "id, circle_id, grant_id, title, description, currency, amount, awarded_on, funder_id, funder, recipient_id,"
    " recipient, programme, place, details, brought_at"
)


def main() -> None:
    from django.db import connection

    from funders.actions.grants import bring_grants_in
    from funders.giving.reading import GrantFile, Reading
    from funders.models import Grant
    from relationships.models import Membership
    from tests.funders.giving import endless

    member = (
        Membership.objects.current().filter(circle__kind="organisation").select_related("person", "circle")[0]
    )
    circle, process = member.circle, psutil.Process()
    ours, theirs, memory = [], [], []
    with tempfile.TemporaryDirectory() as folder, connection.cursor() as cursor:
        path = Path(folder) / "grants.json"
        with path.open("wb") as file:
            file.writelines(endless(GRANTS)())
        for _turn in range(TURNS):
            before, began = process.memory_info().rss, time.perf_counter()
            found = bring_grants_in(
                by=member.person, circle=circle, grants=Reading(GrantFile(lambda: path.open("rb")))
            )
            ours.append(time.perf_counter() - began)
            memory.append(process.memory_info().rss - before)
            if found.grants != GRANTS:
                raise AssertionError(f"{found.grants} of {GRANTS} came in")
            with cursor.copy(f"COPY (SELECT {COLUMNS} FROM funders_grant) TO STDOUT") as out:  # noqa: S608  our own names
                rows = b"".join(bytes(row) for row in out)
            cursor.execute("TRUNCATE funders_grant")
            began = time.perf_counter()
            with cursor.copy(f"COPY funders_grant ({COLUMNS}) FROM STDIN") as into:
                into.write(rows)
            theirs.append(time.perf_counter() - began)
            if Grant.objects.count() != GRANTS:
                raise AssertionError("COPY left some out")
            cursor.execute("TRUNCATE funders_grant")
        said = {
            "ours": statistics.median(ours[1:]),
            "copy": statistics.median(theirs[1:]),
            "rows": GRANTS,
            "megabytes": path.stat().st_size / 1e6,
            "grown": max(memory[1:]) / 1e6,
        }
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    django.setup()
    main()
