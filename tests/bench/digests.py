"""Run inside a place: builds every circle's digest of the last ended week, against selecting the same rows."""

import json
import statistics
import sys
import time

import django
import psutil

SELECT = """
    WITH due AS (
        SELECT id AS circle_id FROM relationships_circle WHERE digest_rhythm = 'weekly' AND ended_at IS NULL
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
    UNION ALL
    SELECT membership.circle_id, person.id, 'reader', person.email
    FROM (SELECT DISTINCT circle_id FROM shared) shared
    JOIN relationships_membership membership ON membership.circle_id = shared.circle_id
         AND membership.since <= now() AND (membership.until IS NULL OR membership.until > now())
    JOIN relationships_person person ON person.id = membership.person_id AND person.is_active
"""
"""What the digests of one week are made of: their shares with the words, the open questions, the factors, the readers."""


def main() -> None:
    from django.db import connection
    from django.utils import timezone

    from hls_platform.security.asking import as_circles
    from learning.actions.digests import build_batch
    from learning.digests import collect
    from learning.digests.periods import ended_periods
    from learning.models import Delivery, DigestItem

    now = timezone.now()
    week = ended_periods("weekly", by=now)[0]
    selecting, rows = [], 0
    for _nth in range(4):
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(SELECT, {"start": week.start, "end": week.end})
            rows = len(cursor.fetchall())
        selecting.append(time.perf_counter() - began)
    process, memory, digests = psutil.Process(), [], 0
    began = time.perf_counter()
    for dues in collect.due(now):
        with as_circles([due.circle_id for due in dues]):
            digests += len(build_batch(dues=dues, at=now))
        memory.append(process.memory_info().rss)
    building = time.perf_counter() - began
    said = {
        "select": statistics.median(selecting[1:]),
        "rows": rows,
        "build": building,
        "digests": digests,
        "items": DigestItem.objects.count(),
        "deliveries": Delivery.objects.count(),
        "memory_at_a_third": memory[len(memory) // 3],
        "memory_at_the_end": memory[-1],
    }
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    django.setup()
    main()
