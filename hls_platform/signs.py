"""The frame's signs: how busy the database is."""

from django.db import connection

from hls_platform.watching.signs import Sign


def _connections() -> dict[str, float]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity"
            " WHERE backend_type = 'client backend'"
        )
        used, most = cursor.fetchone() or (0, 0)
    return {"used": used, "most": most}


SIGNS = [
    Sign(
        "hls_database_connections",
        "Connections to the database server, and the most it takes.",
        _connections,
        "which",
    )
]
