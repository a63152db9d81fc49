"""Whether this process lives, and whether it can serve people."""

import psycopg
import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, JsonResponse

from hls_platform.broker import connect

PATIENCE_SECONDS = 2
ADDRESS = {"dbname", "user", "password", "host", "port", "sslmode", "sslrootcert", "service", "passfile"}


@login_not_required
def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"live": True})


@login_not_required
def ready(request: HttpRequest) -> JsonResponse:
    """Whether pages can be served: 503 while the database is away. While the broker is, they can, and it says what waits."""
    said: dict[str, object] = {"database": _database(), "broker": _broker()}
    if not said["database"]:
        said["says"] = "The database does not answer: no page can be served until it does."
    elif not said["broker"]:
        said["says"] = (
            "Degraded: pages work; letters, digests, reports and webhooks wait until Valkey answers."
        )
    return JsonResponse(said, status=200 if said["database"] else 503)


def _database() -> bool:
    """Whether a new connection is answered in time: one of the pool's would wait for a database that hangs."""
    how = {name: said for name, said in connection.get_connection_params().items() if name in ADDRESS}
    try:
        with psycopg.connect(**how, connect_timeout=PATIENCE_SECONDS) as asked:
            asked.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True


def _broker() -> bool:
    try:
        with connect(settings.REDIS_URL, socket_timeout=PATIENCE_SECONDS) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
