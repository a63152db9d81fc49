"""A create that is sent twice under one Idempotency-Key is done once, and answered alike both times."""

import datetime
import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from hls_platform.api.bodies import body_of
from hls_platform.api.problems import Wrong
from hls_platform.models import KeptAnswer
from hls_platform.security.asking import as_job

HEADER = "Idempotency-Key"
LASTS = datetime.timedelta(days=1)
KEY = re.compile(r"[\x21-\x7e]{1,200}")


def once(request: Request, answer: Callable[[], Response]) -> Response:
    """The answer that was given under the request's key before, or the one that `answer` gives now, kept for a day.

    The key is written in the transaction that does the work: a twin that comes meanwhile waits for it, and an answer
    that failed is not kept. Raises 422 when the key came with another request.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return answer()
    if not KEY.fullmatch(key):
        raise Wrong("not-valid", 400, _("An Idempotency-Key has 1 to 200 characters, and no spaces."))
    asked = hashlib.sha256(
        json.dumps([request.method, request.path, body_of(request)], sort_keys=True).encode()
    ).hexdigest()
    mine = KeptAnswer.objects.filter(person_id=str(request.user.pk), key=key)
    mine.filter(expires_at__lte=timezone.now()).delete()
    try:
        with transaction.atomic():
            kept = KeptAnswer.objects.create(
                person_id=str(request.user.pk), key=key, request_hash=asked, expires_at=timezone.now() + LASTS
            )
    except IntegrityError:
        return _given_before(mine.get(), asked)
    response = answer()
    kept.status, kept.headers = response.status_code, dict(response.headers)
    kept.body = JSONRenderer().render(response.data).decode()
    kept.save(update_fields=["status", "headers", "body"])
    return response


def _given_before(kept: KeptAnswer, asked: str) -> Response:
    if kept.request_hash != asked:
        raise Wrong("key-used", 422)
    data: Any = json.loads(kept.body)
    return Response(data, kept.status, headers={**kept.headers, "Idempotency-Replayed": "true"})


def forget_answers() -> int:
    """Delete the answers whose day is over; how many."""
    with as_job("hls_clock"):
        return KeptAnswer.objects.filter(expires_at__lte=timezone.now()).delete()[0]
