"""Signs of learning: whether letters go out."""

from django.db.models import Count, Min, Q
from django.utils import timezone

from hls_platform.security.asking import as_job
from hls_platform.watching.signs import Sign
from learning.models import Delivery, Digest

WAITING = Q(sent_at=None, dropped_at=None)


def _letters() -> dict[str, float]:
    with as_job("hls_post"):
        found = Delivery.objects.aggregate(
            waiting=Count("pk", filter=WAITING), not_sent=Count("pk", filter=Q(dropped_at__isnull=False))
        )
        digests = Digest.objects.filter(addressed_at=None).count()
    return {"waiting": found["waiting"], "not_sent": found["not_sent"], "digests_to_write_out": digests}


def _longest() -> dict[str, float]:
    with as_job("hls_post"):
        since = Delivery.objects.filter(WAITING).aggregate(since=Min("created_at"))["since"]
    return {"": (timezone.now() - since).total_seconds() if since else 0}


SIGNS = [
    Sign(
        "hls_letters",
        "Letters with digests: those that wait, those given up, and digests whose letters are still to be written.",
        _letters,
        "state",
    ),
    Sign("hls_letters_waiting_seconds", "How long the one that waits longest has waited.", _longest),
]
