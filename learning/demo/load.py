"""Lets the demo's people reflect, share, answer and ask, and builds the digests of the weeks gone by."""

import datetime
import tomllib
import uuid
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Count

from hls_platform.actions import NotAllowed, NotFound, Refused
from hls_platform.identifiers import uuid7
from hls_platform.security.asking import as_job
from learning import actions
from learning.actions.digests import build_due_digests
from learning.actions.themes import name_thread
from learning.demo.texts import Told, read_all
from learning.digests.periods import ended_periods
from learning.models import Digest, DigestThread, Reflection
from relationships.demo.load import Demo
from relationships.models import Membership
from systems.models import Factor, SystemMap

FOLDER = Path(__file__).parent
WEEKS = 16
EARLIEST = 8
"""The hour from which people write; answers come from five in the afternoon on."""


def load(demo: Demo, map: SystemMap) -> None:
    """Load every reflection and question; ValueError names the line of a text file that does not fit the place."""
    factors = {factor.external_id: factor for factor in Factor.objects.filter(map=map).select_related("map")}
    inside = set(Membership.objects.current().values_list("person_id", "circle_id"))
    reflections: dict[str, Reflection] = {}
    for told in read_all():
        try:
            reflections[f"{told.author} {told.days}"] = _tell(demo, told, factors, inside)
        except (KeyError, NotFound, NotAllowed, Refused) as problem:
            raise ValueError(f"{told.place}: {type(problem).__name__} {problem}") from problem
    for asked in read("questions.toml")["question"]:
        _ask(demo, asked)
    _build_digests(demo)
    for thread in read("threads.toml")["thread"]:
        _name(demo, thread, [reflections[each] for each in thread["speaks_in"]])
    for draft in read("drafts.toml")["draft"]:
        fields = {name: draft[name] for name in ("kind", *Reflection.WORDS) if name in draft}
        actions.save_draft(
            by=demo.people[draft["by"]],
            id=uuid7(),
            words=fields | {"happened_on": demo.date(draft["day"]).isoformat()},
            at=demo.days_ago(draft["day"]),
        )


def read(name: str) -> dict[str, Any]:
    """The TOML file `name` of this folder."""
    return tomllib.loads((FOLDER / name).read_text())


def _ask(demo: Demo, said: dict[str, Any]) -> None:
    """A learning question, the steps of its trail, and whom it was put to."""
    question = actions.ask_question(
        by=demo.people[said["by"]],
        circle=demo.circle(said["circle"]),
        text=said["text"],
        why=said["why"],
        at=demo.days_ago(demo.working_day(said["day"], said["by"])),
    )
    for step in said.get("understood", []):
        actions.record_understanding(
            by=demo.people[step["by"]],
            question=question,
            text=step["text"],
            at=demo.days_ago(demo.working_day(step["day"], step["by"])),
        )
    if "put_to" in said:
        actions.put_question(
            by=demo.people[said["by"]], question=question, organisation=demo.organisations[said["put_to"]]
        )


def _build_digests(demo: Demo) -> None:
    """A digest for each week gone by. Only the last week's letters are sent: the others were read long ago."""
    *earlier, last = ended_periods("weekly", by=demo.now, count=WEEKS)
    with connection.cursor() as cursor:
        # The database has counted no rows of this transaction yet, and would join tables it takes for empty
        # row by row: for minutes, should its statistics be renewed while we load. By index it is always quick.
        cursor.execute("SET LOCAL enable_seqscan TO off")
        for period in [*earlier, last]:
            at = min(period.end + datetime.timedelta(minutes=10), demo.now)
            build_due_digests(until=period.end, at=at)
        cursor.execute("SET LOCAL enable_seqscan TO DEFAULT")
    with as_job("hls_post"):
        Digest.objects.filter(period_end__lt=last.end).update(addressed_at=demo.now)


def _name(demo: Demo, said: dict[str, Any], speaking: list[Reflection]) -> None:
    """Name the thread in which two at least of these reflections came together, if the machine found one."""
    circle = demo.circle(said["circle"])
    thread = (
        DigestThread.objects.filter(
            digest__circle_id=circle.pk, shares__reflection__in=speaking, shares__circle_id=circle.pk
        )
        .annotate(together=Count("shares"))
        .filter(together__gt=1)
        .first()
    )
    if thread:
        name_thread(by=demo.people[said["by"]], thread=thread, name=said["name"])


def _tell(
    demo: Demo, told: Told, factors: dict[str, Factor], inside: set[tuple[uuid.UUID, uuid.UUID]]
) -> Reflection:
    """One reflection: written and shared the same day, tied to the map, then answered.

    `inside` holds (person, circle) for everybody in a circle.
    """
    author = demo.people[told.author]
    days = demo.working_day(told.days, told.author)
    words = told.words
    at = demo.days_ago(days, hour=EARLIEST + len(told.place + told.text[0]) % 9)
    reflection = actions.write_reflection(
        by=author,
        id=uuid7(),
        kind=Reflection.Kind(told.kind),
        happened_on=demo.date(days),
        at=at,
        text=words.get("text", ""),
        what=words.get("what", ""),
        so_what=words.get("so_what", ""),
        now_what=words.get("now_what", ""),
    )
    shares = [
        actions.share_reflection(
            by=author,
            reflection=reflection,
            circle=demo.circle(key),
            anonymous=anonymous,
            small_circle_understood=True,
            at=at,
        )
        for key, anonymous in told.circles
    ]
    for key in told.factors:
        factor = factors[key]
        if (author.pk, factor.map.circle_id) in inside:  # nobody else can tie anything to that map
            actions.mention_factor(by=author, reflection=reflection, factor=factor)
    for answer in told.answers:
        asker = demo.people[answer.author]
        share = next((each for each in shares if (asker.pk, each.circle_id) in inside), None)
        if share is None:
            raise NotFound(f"{answer.author} is in none of these circles")
        response = actions.respond(
            by=asker,
            share=share,
            kind=answer.kind,
            text=answer.text,
            at=demo.days_ago(answer.days, hour=17),
        )
        if answer.reply:
            actions.reply(
                by=author, response=response, text=answer.reply, at=demo.days_ago(answer.reply_days, hour=18)
            )
    return reflection
