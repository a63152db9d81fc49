"""Run inside a place: builds every circle's digest of the last ended week, against selecting what stands in them.

Both ask as the circles, batch by batch; selecting past the wall, all at once, is told beside it.
"""

import json
import statistics
import sys
import time
from uuid import UUID

import django
import psutil

SELECT = """
    WITH due AS (
        SELECT id AS circle_id FROM relationships_circle WHERE id = ANY (%(circles)s)
    ), shared AS (
        SELECT due.circle_id, share.id AS share_id, share.reflection_id, reflection.kind,
               concat_ws(' ', reflection.text, reflection.what, reflection.so_what, reflection.now_what) AS words
        FROM due JOIN learning_share share ON share.circle_id = due.circle_id AND share.withdrawn_at IS NULL
             AND share.shared_at >= %(start)s AND share.shared_at < %(end)s
        JOIN learning_reflection reflection ON reflection.id = share.reflection_id
    )
    SELECT circle_id, share_id, kind, words FROM shared
    UNION ALL
    SELECT due.circle_id, response.id, 'waiting', response.text
    FROM due JOIN learning_share share ON share.circle_id = due.circle_id AND share.withdrawn_at IS NULL
         AND share.shared_at >= %(start)s - interval '28 days' AND share.shared_at < %(end)s
    JOIN learning_response response ON response.share_id = share.id
    WHERE response.kind = 'question' AND response.replied_at IS NULL AND response.created_at < %(end)s
    UNION ALL
    SELECT DISTINCT shared.circle_id, factor.id, 'factors', factor.label
    FROM shared JOIN learning_mention mention ON mention.reflection_id = shared.reflection_id
    JOIN systems_factor factor ON factor.id = mention.factor_id
    JOIN systems_systemmap map ON map.id = factor.map_id AND map.circle_id = shared.circle_id
"""
"""What stands in the digests of one week: what was shared with its words, the open questions, the factors."""


def main() -> None:
    from django.db import connection
    from django.utils import timezone

    from hls_platform.security.asking import as_circles
    from learning.actions.digests import address_waiting, build_batch
    from learning.digests import collect
    from learning.digests.periods import ended_periods
    from learning.models import DigestCopy
    from tests.bench import delivering

    now = timezone.now()
    week = ended_periods("weekly", by=now)[0]
    batches = [[due.circle_id for due in dues] for dues in collect.due(now)]

    def select(circles: list[UUID]) -> int:
        with connection.cursor() as cursor:
            cursor.execute(SELECT, {"circles": circles, "start": week.start, "end": week.end})
            return len(cursor.fetchall())

    through, past, rows = [], [], 0
    for _nth in range(4):
        began = time.perf_counter()
        rows = 0
        for circles in batches:
            with as_circles(circles):
                rows += select(circles)
        through.append(time.perf_counter() - began)
        began = time.perf_counter()
        select([circle for circles in batches for circle in circles])
        past.append(time.perf_counter() - began)
    process, memory, building, digests = psutil.Process(), [], [], 0
    for _nth in range(3):
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE learning_digest CASCADE")
        began, digests, memory = time.perf_counter(), 0, []
        for dues in collect.due(now):
            with as_circles({circle for due in dues for circle in due.circles}):
                digests += len(build_batch(dues=dues, at=now))
            memory.append(process.memory_info().rss)
        building.append(time.perf_counter() - began)
    began = time.perf_counter()
    address_waiting(at=now)
    addressing = time.perf_counter() - began
    if sys.argv[1:] == ["build"]:
        sys.stdout.write("{}")
        return
    said = delivering.measure(now + delivering.LONG_ENOUGH) | {
        "select": statistics.median(through[1:]),
        "select_past_the_wall": statistics.median(past[1:]),
        "rows": rows,
        "build": statistics.median(building),
        "digests": digests,
        "address": addressing,
        "copies": DigestCopy.objects.count(),
        "memory_at_a_third": memory[len(memory) // 3],
        "memory_at_the_end": memory[-1],
    }
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    django.setup()
    main()
