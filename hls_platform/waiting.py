"""What waits in Valkey to be done: forgotten where it names somebody who is erased."""

import base64
import json
from collections.abc import Collection

from django.conf import settings

from hls_platform.broker import connect

QUEUE, UNACKED, UNACKED_INDEX = "celery", "unacked", "unacked_index"
"""The keys under which Celery keeps tasks that wait, and those that a worker holds or will try again."""


def forget_tasks(words: Collection[str]) -> int:
    """Take out of the queue each task that holds one of `words` (an address, say); how many there were.

    A worker that holds one already does it or gives it up within its retries; nothing of it stays behind.
    """
    valkey = connect(settings.REDIS_URL, decode_responses=True)
    forgotten = 0
    for message in valkey.lrange(QUEUE, 0, -1):
        if _holds(json.loads(message), words):
            forgotten += valkey.lrem(QUEUE, 1, str(message))
    for tag, held in valkey.hgetall(UNACKED).items():
        if _holds(json.loads(held)[0], words):
            forgotten += valkey.hdel(UNACKED, tag)
            valkey.zrem(UNACKED_INDEX, tag)
    valkey.close()
    return forgotten


def _holds(message: dict[str, object], words: Collection[str]) -> bool:
    body = json.dumps(json.loads(base64.b64decode(str(message["body"]))), ensure_ascii=False)
    said = body + json.dumps(message["headers"], ensure_ascii=False)
    return any(word in said for word in words)
