"""Signs of learning: whether letters go out."""

from django.db.models import Count, Min, Q
from django.utils import timezone

from hls_platform.security.asking import as_job
from hls_platform.watching.signs import Sign
from learning.models import Delivery

WAITING = Q(sent_at=None, dropped_at=None)


def _letters() -> dict[str, float]:
    with as_job("hls_post"):
        found = Delivery.objects.aggregate(
            waiting=Count("pk", filter=WAITING), not_sent=Count("pk", filter=Q(dropped_at__isnull=False))
        )
    return {name: found[name] for name in ("waiting", "not_sent")}


def _longest() -> dict[str, float]:
    with as_job("hls_post"):
        since = Delivery.objects.filter(WAITING).aggregate(since=Min("created_at"))["since"]
    return {"": (timezone.now() - since).total_seconds() if since else 0}


SIGNS = [
    Sign(
        "hls_letters", "Digests by e-mail: those that wait, and those that were given up.", _letters, "state"
    ),
    Sign("hls_letters_waiting_seconds", "How long the one that waits longest has waited.", _longest),
]
