"""Forty people in one session at once, on a real server with two processes: all of them end with the same state."""

import asyncio
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.urls import reverse

from learning import actions
from learning.models import Note, SenseMaking
from relationships.models import Person
from tests.factories import a_circle_with, a_person
from tests.hls_platform.standby import wait_until
from tests.hls_platform.test_pooler import a_free_port, answers, running
from tests.windows import Window, a_window_of

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
PEOPLE, WHO_ADD = 40, 8


class Somebody:
    """Somebody with the page open: hears that something changed, and reads the state anew."""

    def __init__(self, window: Window, session: SenseMaking) -> None:
        self.window, self.session = window, session
        self.page = session.get_absolute_url()
        self.now, self.body = 0, ""
        self.shown = asyncio.Condition()

    async def follow(self) -> None:
        """Until cancelled: listen, and open the stream again when it breaks."""
        while True:
            async for event, said in self.window.listen(
                reverse("stream", args=["together", self.session.pk])
            ):
                if event == "message" and int(said) > self.now:
                    await self.read()

    async def read(self) -> None:
        answer = await self.window.get(f"{self.page}state/?since={self.now}")
        if answer.status == 200:
            async with self.shown:
                self.now, self.body = int(answer.headers["x-now"]), answer.body
                self.shown.notify_all()
        else:
            assert answer.status == 204, answer.body

    async def sees(self, version: int) -> None:
        """Wait until this page is at that version."""
        async with self.shown:
            await self.shown.wait_for(lambda: self.now >= version)

    async def does(self, address: str, **words: str) -> None:
        answer = await self.window.post(f"{self.page}{address}", **words)
        assert answer.status == 204, answer.body

    def write(self, text: str) -> "asyncio.Future[None]":
        return self.does("write/", kind="note", id=str(uuid.uuid4()), text=text)

    @property
    def board(self) -> list[str]:
        """The notes in the order in which they stand, with their groups."""
        return re.findall(r'(?:id="note-|data-group=")([\w-]*)"', self.body)


async def all_of_it(people: list[Somebody]) -> None:
    """Everybody follows the session while it goes on; whoever fails ends it for all."""
    async with asyncio.TaskGroup() as group:
        following = [group.create_task(each.follow()) for each in people]
        await goes_on(people)
        for task in following:
            task.cancel()


async def goes_on(people: list[Somebody]) -> None:
    first, others = people[0], people[1:]
    await asyncio.gather(*(each.sees(1) for each in people))
    await first.does("lead/", to="alone")
    await asyncio.gather(*(each.sees(2) for each in people))
    await asyncio.gather(*(each.write(f"Thought {nth}.") for nth, each in enumerate(people)))
    assert {each.now for each in people} == {2}, "who writes when is told to nobody"
    await first.does("lead/", to="shown")
    await first.does("lead/", to="grouped")
    await first.does("groups/", id=str(uuid.uuid4()), name="What belongs together")
    await asyncio.gather(*(each.sees(5) for each in people))
    ids = [each for each in first.board if each]
    group, note = ids[0], ids[1]
    await asyncio.gather(
        *(each.write(f"More {nth}.") for nth, each in enumerate(others[:WHO_ADD])),
        *(each.does("move/", note=note, group=group) for each in others[-3:]),
    )
    await asyncio.gather(*(each.sees(5 + WHO_ADD + 1) for each in people))


def test_forty_people_at_once_end_with_the_same_state(process_environment: dict[str, str], tmp_path: Path):
    people: list[Person] = [a_person(f"Person {nth}") for nth in range(PEOPLE)]
    circle = a_circle_with(*people)
    session = actions.begin_session(by=people[0], circle=circle, format="grouping", about="The cold weeks")
    port = a_free_port()
    web = [
        "uvicorn",
        "hls_platform.asgi:application",
        "--port",
        str(port),
        "--workers",
        "2",
        "--no-access-log",
    ]
    environment = process_environment | {"DATABASE_POOL_SIZE": "8"}
    with running(environment, tmp_path / "web.log", *web, "--timeout-graceful-shutdown", "1"):
        wait_until(lambda: answers(f"http://127.0.0.1:{port}"))
        there = [Somebody(a_window_of(each, port), session) for each in people]
        with ThreadPoolExecutor(1) as thread:  # the browser of other tests may keep a loop in this one
            thread.submit(asyncio.run, asyncio.wait_for(all_of_it(there), 60)).result()
    assert Note.objects.count() == PEOPLE + WHO_ADD
    assert len({tuple(each.board) for each in there}) == 1
    assert len([each for each in there[0].board if each]) == PEOPLE + WHO_ADD + 1
