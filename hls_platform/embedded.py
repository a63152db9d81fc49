"""Our own PostgreSQL and Valkey, for when no address of either is given. Imports no Django."""


def celery_broker_url(redis_url: str) -> str:
    """The same Valkey address as Celery's transport spells it (unix://… becomes redis+socket://…)."""
    return redis_url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)
