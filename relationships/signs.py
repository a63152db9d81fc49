"""Signs of relationships: whether webhooks arrive."""

from django.db.models import Count, Q

from hls_platform.security.asking import as_job
from hls_platform.watching.signs import Sign
from relationships.models import Subscription


def _webhooks() -> dict[str, float]:
    with as_job("hls_post"):
        found = Subscription.objects.aggregate(
            working=Count("pk", filter=Q(stopped_at=None, failures=0)),
            waiting=Count("pk", filter=Q(stopped_at=None, failures__gt=0)),
            dead=Count("pk", filter=Q(stopped_at__isnull=False)),
        )
    return {state: found[state] for state in ("working", "waiting", "dead")}


SIGNS = [
    Sign(
        "hls_webhooks",
        "Webhooks that work, that wait to try again, and that were stopped.",
        _webhooks,
        "state",
    )
]
