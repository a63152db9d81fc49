"""Part of `tests.bench.digests`: delivers what was built, by workers in processes of their own, to an SMTP server.

Run by itself it is such a worker: it says that it is ready, waits for a line, and delivers all that is due.
"""

import datetime
import json
import os
import subprocess
import sys
import time
from typing import Any

import django
import psutil

LONG_ENOUGH = datetime.timedelta(days=8)
MUCH_LATER = datetime.timedelta(days=999)
SAMPLE = 400
SELECT_A_LETTER = """
    WITH brought AS MATERIALIZED (
        SELECT digest.id, digest.circle_id, period_start, period_end, circle.name
        FROM learning_digestcopy copy JOIN learning_digest digest ON digest.id = copy.digest_id
        JOIN relationships_circle circle ON circle.id = digest.circle_id
        WHERE copy.delivery_id = %(delivery)s
    ), shared AS MATERIALIZED (
        SELECT brought.id, brought.circle_id, share.id AS share_id, share.reflection_id, share.anonymous
        FROM brought JOIN learning_share share ON share.circle_id = brought.circle_id AND withdrawn_at IS NULL
         AND shared_at >= period_start AND shared_at < period_end
    )
    SELECT shared.id, kind, concat_ws(' ', text, what, so_what, now_what), author.name
    FROM shared JOIN learning_reflection reflection ON reflection.id = reflection_id
    LEFT JOIN relationships_person author ON author.id = author_id AND NOT anonymous
    UNION ALL
    SELECT brought.id, 'waiting', response.text, author.name
    FROM brought JOIN learning_share share ON share.circle_id = brought.circle_id AND withdrawn_at IS NULL
     AND shared_at >= period_start - interval '28 days' AND shared_at < period_end
    JOIN learning_response response ON response.share_id = share.id AND response.kind = 'question'
     AND replied_at IS NULL AND response.created_at < period_end
    JOIN relationships_person author ON author.id = response.author_id
    UNION ALL
    SELECT DISTINCT shared.id, 'factor', factor.label, ''
    FROM shared JOIN learning_mention mention ON mention.reflection_id = shared.reflection_id
    JOIN systems_factor factor ON factor.id = mention.factor_id
    JOIN systems_systemmap map ON map.id = factor.map_id AND map.circle_id = shared.circle_id
    UNION ALL
    SELECT brought.id, 'thread', theme.name, share.id::text
    FROM brought JOIN learning_digestthread thread ON thread.digest_id = brought.id AND refused_at IS NULL
    LEFT JOIN learning_theme theme ON theme.id = thread.theme_id
    JOIN learning_digestthread_shares tied ON tied.digestthread_id = thread.id
    JOIN learning_share share ON share.id = tied.share_id AND withdrawn_at IS NULL
    UNION ALL
    SELECT brought.id, 'put', question.text, circle.name
    FROM brought JOIN learning_learningquestion question ON question.closed_at IS NULL
     AND (question.put_to_id = brought.circle_id OR question.circle_id = brought.circle_id AND put_to_id IS NOT NULL)
    JOIN relationships_circle circle ON circle.id = question.circle_id
    UNION ALL
    SELECT brought.id, 'promise', promise.text, maker.name
    FROM brought JOIN relationships_promise promise ON promise.partnership_id = brought.circle_id AND state = 'open'
     AND due_on < (period_end + interval '14 days')::date
    JOIN relationships_circle maker ON maker.id = promise.by_organisation_id
    UNION ALL
    SELECT NULL, 'own', concat_ws(' ', text, what, so_what, now_what), ''
    FROM learning_reflection reflection
    WHERE author_id = %(person)s AND created_at >= %(start)s AND created_at < %(end)s
      AND NOT EXISTS (SELECT FROM learning_share WHERE reflection_id = reflection.id AND withdrawn_at IS NULL)
"""
"""What stands in one letter, whoever may see it: asked as its reader."""


def measure(at: datetime.datetime) -> dict[str, Any]:
    """A quarter of the people by one worker, a quarter by two, the rest by two; and what each letter asks at least."""
    from learning.models import Delivery, DigestChoice

    choices = list(DigestChoice.objects.order_by("pk").values_list("pk", flat=True))
    quarter = len(choices) // 4
    lots = [choices[:quarter], choices[quarter : quarter * 2], choices[quarter * 2 :]]
    DigestChoice.objects.update(next_at=at + MUCH_LATER)
    post = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.sink"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert post.stdin is not None
    assert post.stdout is not None
    port = post.stdout.readline().strip()
    said = []
    for lot, workers in zip(lots, (1, 2, 2), strict=True):
        DigestChoice.objects.filter(pk__in=lot).update(next_at=at - LONG_ENOUGH)
        said.append(deliver(at, port, workers))
    one, two, later = said
    post.stdin.write("\n")
    post.stdin.close()
    counted = json.loads(post.stdout.readline())
    post.wait()
    deliveries = list(Delivery.objects.filter(sent_at__isnull=False).select_related("person")[:SAMPLE])
    return {
        **counted,
        **least(deliveries),
        "letters": one["sent"],
        "later_letters": later["sent"],
        "deliver_a_letter": one["seconds"] / one["sent"],
        "two_a_letter": two["seconds"] / two["sent"],
        "later_a_letter": later["seconds"] / later["sent"],
        "delivering_memory_at_a_third": later["memory_at_a_third"],
        "delivering_memory_at_the_end": later["memory_at_the_end"],
    }


def deliver(at: datetime.datetime, port: str, workers: int) -> dict[str, Any]:
    """Deliver what is due, by so many workers, and how long it took from when they were all ready."""
    environment = os.environ | {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": port, "EMAIL_USE_TLS": "0"}
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.bench.delivering", at.isoformat()],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _nth in range(workers)
    ]
    pipes = [(each.stdin, each.stdout) for each in running if each.stdin and each.stdout]
    for _go, says in pipes:
        says.readline()
    began = time.perf_counter()
    for go, _says in pipes:
        go.write("\n")
        go.flush()
    said = [json.loads(says.readline()) for _go, says in pipes]
    seconds = time.perf_counter() - began
    for each in running:
        each.wait()
    memory = ("memory_at_a_third", "memory_at_the_end")
    return {
        "seconds": seconds,
        "sent": sum(each["sent"] for each in said),
        **{when: max(each[when] for each in said) for when in memory},
    }


def least(deliveries: list[Any]) -> dict[str, float]:
    """For each letter, what selecting its rows in one statement takes, and rendering what was read."""
    from django.db import connection

    from hls_platform.security.asking import as_person
    from learning.digests.letters import written
    from learning.queries.my_digests import read_delivery

    select = render = 0.0
    for delivery in deliveries:
        values = {
            "delivery": delivery.pk,
            "person": delivery.person_id,
            "start": delivery.covers_from,
            "end": delivery.covers_until,
        }
        began = time.perf_counter()
        with as_person(delivery.person_id), connection.cursor() as cursor:
            cursor.execute(SELECT_A_LETTER, values)
            cursor.fetchall()
        select += time.perf_counter() - began
        with as_person(delivery.person_id):
            choice = delivery.person.digest_choice
            shown = read_delivery(delivery, delivery.person, own=True, by_letter=True)
        began = time.perf_counter()
        written(delivery, choice, shown).message().as_bytes()
        render += time.perf_counter() - began
    return {"select_a_letter": select / len(deliveries), "render_a_letter": render / len(deliveries)}


def work(at: datetime.datetime) -> None:
    """Be a worker."""
    from learning.actions import digests

    process, memory = psutil.Process(), list[int]()
    letter_of = digests.letter_of

    def watched(delivery: Any) -> Any:
        memory.append(process.memory_info().rss)
        return letter_of(delivery)

    digests.letter_of = watched
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    done = digests.deliver_waiting(at=at)
    said = {
        "sent": done.sent,
        "memory_at_a_third": memory[len(memory) // 3] if memory else 0,
        "memory_at_the_end": memory[-1] if memory else 0,
    }
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    django.setup()
    work(datetime.datetime.fromisoformat(sys.argv[1]))
