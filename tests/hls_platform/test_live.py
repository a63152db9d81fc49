"""Streams say that something changed and no more, to those who may know, as long as they may; and pages do without them."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest
import redis
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hls_platform.live import hub, news, streams
from hls_platform.live.channels import kinds
from hls_platform.live.streams import Listener
from learning import actions
from learning.models import SenseMaking
from relationships.models import Membership, Person
from tests.factories import a_circle_with, a_person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def w(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Amina and Ben in a session; streams beat five times a second."""
    monkeypatch.setattr(streams, "BEAT_SECONDS", 0.2)
    monkeypatch.setattr(news.Valkey, "rests_until", 0.0)
    w = SimpleNamespace(amina=a_person("Amina"), ben=a_person("Ben"))
    w.circle = a_circle_with(w.amina, w.ben)
    w.session = actions.begin_session(by=w.amina, circle=w.circle, format="grouping", about="Frost")
    return w


def a_listener(session: SenseMaking, person: Person) -> Listener:
    client = Client()
    client.force_login(person)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    return Listener(kinds()["together"], "together", session.pk, person.pk, key)


def heard(listener: Listener, *deeds: Callable[[], Any], until: str) -> list[str]:
    """What a stream says until it says `until`; each deed is done once it has said the version before."""
    waiting = list(deeds)

    async def listen() -> list[str]:
        said: list[str] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(10):
                async for each in listener.told():
                    said.append(each)
                    if each == until and not waiting:
                        return said
                    if each.startswith("data:") and waiting:
                        await sync_to_async(_done)(waiting.pop(0))
        return said

    return run(listen())


def run(work: Coroutine[Any, Any, list[str]]) -> list[str]:
    """What `work` gives, in a thread of its own: a browser that was opened before keeps an event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def _done(deed: Callable[[], Any]) -> None:
    try:
        deed()
    finally:
        connections.close_all()


def test_a_stream_says_at_which_version_it_is_and_nothing_else(w):
    def lead_on(to: str) -> Callable[[], Any]:
        return lambda: actions.move_on(by=w.amina, sense_making=w.session, to=to)

    said = heard(a_listener(w.session, w.ben), lead_on("alone"), lead_on("shown"), until="data: 3\n\n")
    assert [each for each in said if each.startswith("data")] == ["data: 1\n\n", "data: 2\n\n", "data: 3\n\n"]
    assert set(said) <= {streams.AGAIN, streams.BEAT, streams.CAME, *said[-3:], "data: 1\n\n", "data: 2\n\n"}
    assert said[0] == streams.AGAIN


def test_whoever_opens_it_late_hears_where_it_is_and_who_is_here(w):
    actions.move_on(by=w.amina, sense_making=w.session, to="alone")
    assert "data: 2\n\n" in heard(a_listener(w.session, w.ben), until="data: 2\n\n")
    assert news.who_is_here("together", w.session.pk) == {w.ben.pk}
    said = heard(
        a_listener(w.session, w.ben),
        lambda: news.come("together", w.session.pk, w.amina.pk),
        until=streams.CAME,
    )
    assert said[-1] == streams.CAME


@pytest.mark.parametrize("how", ["left the circle", "signed out", "changed the password"])
def test_it_ends_for_whoever_may_not_read_any_more(w, how):
    listener = a_listener(w.session, w.ben)

    def deed() -> None:
        if how == "left the circle":
            Membership.objects.filter(person=w.ben).update(until=timezone.now())
        elif how == "signed out":
            streams.SessionStore(listener.session).delete()
        else:
            w.ben.set_password("another correct horse")
            w.ben.save()

    assert heard(listener, deed, until=streams.GONE)[-1] == streams.GONE


def test_a_person_has_so_many_streams_and_the_next_page_asks_by_itself(w, monkeypatch):
    monkeypatch.setattr(streams, "EACH_PERSON", 1)

    async def two() -> list[str]:
        first = a_listener_here.told()
        said = [await anext(first), await anext(first)]
        second = [each async for each in a_listener_here.told()]
        await first.aclose()
        assert not hub.hub_here().streams[w.ben.pk]
        return said + second

    a_listener_here = a_listener(w.session, w.ben)
    assert run(two()) == [streams.AGAIN, "data: 1\n\n", streams.AGAIN, streams.AWAY]


def test_without_valkey_there_is_no_stream_and_pages_go_on(w, settings, client):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert heard(a_listener(w.session, w.ben), until=streams.AWAY)[-1] == streams.AWAY
    client.force_login(w.ben)
    actions.move_on(by=w.amina, sense_making=w.session, to="alone")
    answer = client.get(reverse("learning:session_state", args=[w.session.pk]), {"since": 1})
    assert (answer.status_code, answer.headers["X-Now"]) == (200, "2")
    assert news.who_is_here("together", w.session.pk) == frozenset()


def test_the_address_is_nobody_s_who_may_not_read_and_streams_only_where_they_can_be_held(w, client):
    at = reverse("stream", args=["together", w.session.pk])
    assert client.get(at).status_code == 302
    client.force_login(a_person("Otto"))
    assert client.get(at).status_code == 404
    client.force_login(w.ben)
    assert client.get(at).status_code == 204
    assert client.get(reverse("stream", args=["nothing", w.session.pk])).status_code == 404


def test_news_hold_a_number_and_no_word(w):
    with redis.Redis.from_url(settings.REDIS_URL) as valkey, valkey.pubsub() as ear:
        ear.psubscribe(f"{news.NEWS}*{w.session.pk}")
        ear.get_message(timeout=1)
        actions.move_on(by=w.amina, sense_making=w.session, to="alone")
        assert ear.get_message(timeout=2)["data"] == b'{"now": 2}'
