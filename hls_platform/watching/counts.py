"""What web processes count. Those of one machine add up in METRICS_DIR, so that it does not matter which one is asked."""

from django.conf import settings
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

BOUNDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_here = CollectorRegistry()
requests = Histogram(
    "hls_request_seconds",
    "How long requests took, by the pattern of their address and how they ended.",
    ["method", "route", "status"],
    buckets=BOUNDS,
    registry=_here,
)


def registry() -> CollectorRegistry:
    """A registry to which more can be added for one answer: what all processes of this machine have counted."""
    together = CollectorRegistry()
    if settings.METRICS_DIR:
        MultiProcessCollector(together)
    else:
        together.register(requests)
    return together
