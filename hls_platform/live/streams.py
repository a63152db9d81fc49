"""The event stream of a channel: versions, for some kinds what came with them, and that somebody came or went. It holds no
database connection while it is open.

It ends by itself after some minutes and the browser opens it again, so that everything that is asked of a request is asked
anew; between, it is looked at with each beat whether its person is still signed in and may still read the thing.
"""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from asgiref.sync import sync_to_async
from django.contrib.auth import get_user
from django.contrib.auth.models import AbstractBaseUser
from django.core.handlers.asgi import ASGIRequest
from django.db import DatabaseError, connections
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from hls_platform.live.channels import Kind, channel, kinds
from hls_platform.live.hub import Ear, hub_here
from hls_platform.live.news import come, who_is_here
from hls_platform.security.asking import as_person
from hls_platform.security.sessions import SessionStore

BEAT_SECONDS = 20.0
AT_MOST_SECONDS = 600.0
EACH_PERSON = 8
"""So many streams one person may have open in one process; the pages of further ones ask by themselves."""
PATIENCE_SECONDS = 2.0
AGAIN = "retry: 1500\n\n"
AWAY = "event: away\ndata:\n\n"
"""There is no stream just now: ask by yourself, and try again later."""
GONE = "event: gone\ndata:\n\n"
"""The person has signed out, or may not read this any more."""
CAME = "event: here\ndata:\n\n"
BEAT = ": \n\n"


@require_safe
def stream(request: HttpRequest, kind: str, id: uuid.UUID) -> HttpResponseBase:
    """The stream of one channel; 204, which ends a browser's asking for it, where the server can hold none."""
    asked = kinds().get(kind)
    if asked is None or asked.now(request.user, id) is None:
        raise Http404
    if not isinstance(request, ASGIRequest) or request.method == "HEAD":
        return HttpResponse(status=204)
    signed_in = cast(AbstractBaseUser, request.user)
    listener = Listener(asked, kind, id, signed_in.pk, request.session.session_key or "")
    response = StreamingHttpResponse(listener.told(), content_type="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"
    response.headers["Content-Encoding"] = (
        "identity"  # as it is: a stream that is compressed waits to be full
    )
    return response


@dataclass(frozen=True)
class Listener:
    """A person who listens to the thing with this id, with the session in which they signed in."""

    kind: Kind
    name: str
    id: uuid.UUID
    person: uuid.UUID
    session: str

    async def told(self) -> AsyncIterator[str]:
        """What the stream says, as it happens."""
        hub, name = hub_here(), channel(self.name, self.id)
        yield AGAIN
        if hub.streams[self.person] >= EACH_PERSON:
            yield AWAY
            return
        ear = Ear(self.person, self.session)
        hub.listen(name, ear)
        hub.streams[self.person] += 1
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(hub.connected.wait(), PATIENCE_SECONDS)
            if not hub.connected.is_set():
                yield AWAY
                return
            async for said in self._news(ear):
                yield said
        finally:
            hub.forget(name, ear)
            hub.streams[self.person] -= 1

    async def _news(self, ear: Ear) -> AsyncIterator[str]:
        begun, told, here = time.monotonic(), -1, None
        while time.monotonic() - begun < AT_MOST_SECONDS:
            try:
                now, there = await sync_to_async(self._look)()
            except DatabaseError:
                yield AWAY
                return
            if now is None:
                yield GONE
                return
            ear.hear(now=now, came=here is not None and there != here)
            here, next_beat = there, time.monotonic() + BEAT_SECONDS
            while await _heard(ear, next_beat - time.monotonic()):
                if ear.lost:
                    yield AWAY
                    return
                words, ear.words = ear.words, []
                for each in words:
                    yield f"event: words\ndata: {each}\n\n"
                if ear.now > told:
                    told = ear.now
                    yield f"data: {told}\n\n"
                if ear.came:
                    ear.came = False
                    yield CAME
            yield BEAT

    def _look(self) -> tuple[int | None, frozenset[uuid.UUID]]:
        """At which version the thing is for whoever listens (None when they may not any more), and who is here."""
        try:
            asked = HttpRequest()
            asked.session = SessionStore(self.session)
            with as_person(self.person):
                person = get_user(asked)
                signed_in = person.is_authenticated and person.pk == self.person
                now = self.kind.now(person, self.id) if signed_in else None
        finally:
            connections.close_all()
        if now is None or not self.kind.says_who_is_here:
            return now, frozenset()
        come(self.name, self.id, self.person)
        return now, who_is_here(self.name, self.id)


async def _heard(ear: Ear, seconds: float) -> bool:
    """Wait for news, at most so long; whether there are any."""
    with suppress(TimeoutError):
        await asyncio.wait_for(ear.news.wait(), max(seconds, 0))
    heard = ear.news.is_set()
    ear.news.clear()
    return heard
