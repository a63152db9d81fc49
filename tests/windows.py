"""Windows of a browser without the browser: many at once in one event loop, each signed in, reading pages and a stream."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from relationships.models import Person

TOKEN = "a" * 32
"""Of the forms: a browser gets it as a cookie and sends it back."""


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: str


@dataclass
class Window:
    """One window of a person at the place that listens on `port`."""

    port: int
    session: str

    async def get(self, path: str) -> Answer:
        return await self._ask("GET", path)

    async def post(self, path: str, **words: str) -> Answer:
        return await self._ask("POST", path, urlencode(words))

    async def _ask(self, method: str, path: str, body: str = "") -> Answer:
        reader, writer = await self._send(method, path, body, "close")
        try:
            status, headers = await _head(reader)
            read = (
                await _chunks(reader)
                if headers.get("transfer-encoding") == "chunked"
                else await reader.read()
            )
        finally:
            writer.close()
        return Answer(status, headers, read.decode())

    async def _send(
        self, method: str, path: str, body: str, connection: str
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**22)
        writer.write(
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nConnection: {connection}\r\n"
            f"Cookie: {settings.SESSION_COOKIE_NAME}={self.session}; {settings.CSRF_COOKIE_NAME}={TOKEN}\r\n"
            f"X-CSRFToken: {TOKEN}\r\nX-Requested-With: live\r\nAccept-Encoding: identity\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
        )
        await writer.drain()
        return reader, writer

    async def listen(self, path: str) -> AsyncIterator[tuple[str, str]]:
        """The events of a stream as they come: their name ("message" for those without) and what they say."""
        reader, writer = await self._send("GET", path, "", "keep-alive")
        try:
            status, headers = await _head(reader)
            assert (status, headers["content-type"]) == (200, "text/event-stream"), status
            said = ""
            while length := int((await reader.readline()).strip() or b"0", 16):
                said += (await reader.readexactly(length + 2))[:-2].decode()
                *whole, said = said.split("\n\n")
                for event in whole:
                    found = dict(re.findall(r"^(event|data): ?(.*)$", event, re.M))
                    if "data" in found:
                        yield found.get("event", "message"), found["data"]
        finally:
            writer.close()


async def _head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    status = int((await reader.readline()).split()[1])
    headers = {}
    while line := (await reader.readline()).decode().strip():
        name, value = line.split(":", 1)
        headers[name.lower()] = value.strip()
    return status, headers


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    whole = b""
    while length := int(await reader.readline(), 16):
        whole += (await reader.readexactly(length + 2))[:-2]
    return whole


def a_window_of(person: Person, port: int) -> Window:
    """A window in which `person` is signed in."""
    client = Client()
    client.force_login(person)
    return Window(port, client.cookies[settings.SESSION_COOKIE_NAME].value)
