"""Where Valkey is: one server, or the one that sentinels name at the moment. Imports no Django.

`sentinel://one:26379,two:26379,three:26379/0?master=hls` asks the sentinels who leads the group `hls`. A user and password
before the first host are those of Valkey itself; `sentinel_password=…` is that of the sentinels.
"""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import redis
import redis.asyncio
from redis.asyncio.sentinel import Sentinel as AsynchronousSentinel
from redis.sentinel import Sentinel, SentinelConnectionPool

from hls_platform.embedded import celery_broker_url

PLAIN = ("redis://", "rediss://", "unix://")
SENTINEL = "sentinel://"
SENTINEL_PORT = 26379
ADDRESS = re.compile(
    r"(?:(?P<user>[^:@/]*)(?::(?P<password>[^@/]*))?@)?(?P<hosts>[^@/?]+)/?(?P<database>\d*)(?:\?(?P<query>.*))?"
)
PATIENCE_SECONDS = 5
"""For one try to connect or to be answered by a sentinel: one that is away is passed over."""


@dataclass(frozen=True)
class Sentinels:
    """A group of servers by the name of its `master`, and whom to ask who leads it."""

    hosts: list[tuple[str, int]]
    master: str
    database: int = 0
    login: dict[str, Any] = field(default_factory=dict, repr=False)
    """Keyword arguments of a connection to Valkey itself."""
    asking: dict[str, Any] = field(default_factory=dict, repr=False)
    """Keyword arguments of a connection to a sentinel."""


def sentinels_of(url: str) -> Sentinels | None:
    """The sentinels that an address names; None when it is the address of one server. ValueError when it says too little."""
    if not url.startswith(SENTINEL):
        return None
    address = ADDRESS.fullmatch(url.removeprefix(SENTINEL))
    said = {name: values[-1] for name, values in parse_qs(address["query"]).items()} if address else {}
    if address is None or not said.get("master"):
        raise ValueError("an address of sentinels names hosts and ?master=")
    login = {"username": address["user"], "password": address["password"]}
    password = {"password": said["sentinel_password"]} if "sentinel_password" in said else {}
    return Sentinels(
        hosts=[_host(each) for each in address["hosts"].split(",")],
        master=said["master"],
        database=int(address["database"] or 0),
        login={name: unquote(word) for name, word in login.items() if word},
        asking={"socket_timeout": PATIENCE_SECONDS, **password},
    )


def _host(said: str) -> tuple[str, int]:
    """A host and its port; an IPv6 address stands in brackets."""
    parts = urlsplit(f"//{said}")
    if not parts.hostname:
        raise ValueError("a host has no name")
    return parts.hostname, parts.port or SENTINEL_PORT


class LedByOne(SentinelConnectionPool):
    """Connections to whoever leads the group at the moment, in the form that Django's cache makes its pools."""

    @classmethod
    def from_url(cls, url: str, **options: Any) -> "LedByOne":
        """A pool for an address as `sentinels_of` reads it."""
        found = sentinels_of(url)
        if found is None:
            raise ValueError("this is no address of sentinels")
        manager = Sentinel(found.hosts, sentinel_kwargs=found.asking)
        return cls(found.master, manager, db=found.database, **found.login, **options)


REDIS_CACHE = "django.core.cache.backends.redis.RedisCache"
A_PAGE_WAITS_SECONDS = 1
"""For a cache that hangs, no page waits longer."""


def cache_settings(url: str, *, backend: str = REDIS_CACHE) -> dict[str, Any]:
    """Django's settings for a cache in Valkey at `url`."""
    options: dict[str, Any] = {
        "socket_timeout": A_PAGE_WAITS_SECONDS,
        "socket_connect_timeout": A_PAGE_WAITS_SECONDS,
    }
    if sentinels_of(url):
        options["pool_class"] = f"{LedByOne.__module__}.{LedByOne.__qualname__}"
    return {"BACKEND": backend, "LOCATION": [url], "OPTIONS": options}


def celery_settings(url: str) -> tuple[str, dict[str, Any]]:
    """The broker's address and its transport's options, as Celery takes them."""
    found = sentinels_of(url)
    if found is None:
        return celery_broker_url(url), {}
    login, _at, _rest = url.removeprefix(SENTINEL).rpartition("@")
    before = f"{login}@" if login else ""
    each = [f"{SENTINEL}{before}{_bracketed(host)}:{port}/{found.database}" for host, port in found.hosts]
    return ";".join(each), {"master_name": found.master, "sentinel_kwargs": found.asking}


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def connect(url: str, **options: Any) -> redis.Redis:
    """A client of Valkey at `url`, which may be an address of sentinels."""
    if sentinels_of(url):
        return redis.Redis(connection_pool=LedByOne.from_url(url, **options))
    return redis.Redis.from_url(url, **options)


def connect_asynchronously(url: str, **options: Any) -> redis.asyncio.Redis:
    """The same for an event loop."""
    found = sentinels_of(url)
    if found is None:
        return redis.asyncio.Redis.from_url(url, **options)
    manager = AsynchronousSentinel(found.hosts, sentinel_kwargs=found.asking)
    leader: redis.asyncio.Redis = manager.master_for(
        found.master, db=found.database, **found.login, **options
    )
    return leader
