"""Lets the demo's people reflect, share, answer and ask, and builds the digests of the weeks gone by."""

import datetime
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import Count

from hls_platform.actions import NotAllowed, NotFound, Refused
from hls_platform.identifiers import uuid7
from hls_platform.security.asking import as_job
from learning import actions
from learning.actions.digests import build_due_digests
from learning.actions.nudges import set_nudge
from learning.actions.themes import name_thread
from learning.demo import guided, maps, practice, thinking
from learning.demo.known import Known, read
from learning.demo.texts import Told, read_all
from learning.digests.periods import ended_periods
from learning.models import Digest, DigestThread, Reflection, Theme
from relationships.demo.load import Demo
from relationships.models import Membership
from systems.models import Factor, SystemMap

WEEKS = 16
EARLIEST = 8
"""The hour from which people write; answers come from five in the afternoon on."""


def load(demo: Demo, map: SystemMap) -> None:
    """Load all that is learned here; ValueError names the line of a text file that does not fit the place."""
    known = Known(demo)
    questions = read("questions.toml")["question"]
    with _by_index():
        _tell_all(known, map)
        guided.load(known)
        for asked in questions:
            _ask(known, asked)
        _build_digests(demo)
        _gather(known)
        thinking.load(known)
        for asked in questions:
            _understand(known, asked)
        practice.load(known)
        maps.load(known, map)
        _leave_for_later(known)


@contextmanager
def _by_index() -> Iterator[None]:
    """The database has counted no rows of this transaction yet, and would join tables it takes for empty row by row:
    for minutes, should its statistics be renewed while we load. By index it is always quick."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan TO off")
        yield
        cursor.execute("SET LOCAL enable_seqscan TO DEFAULT")


def _ask(known: Known, said: dict[str, Any]) -> None:
    """A learning question, and whom it was put to."""
    question = actions.ask_question(
        by=known.by(said),
        circle=known.demo.circle(said["circle"]),
        text=said["text"],
        why=said["why"],
        at=known.at(said, hour=10),
    )
    known.questions[said["text"]] = question
    if "put_to" in said:
        actions.put_question(
            by=known.by(said), question=question, organisation=known.demo.organisations[said["put_to"]]
        )


def _understand(known: Known, said: dict[str, Any]) -> None:
    """The steps of a question's trail, and the insights that led to them."""
    for step in said.get("understood", []):
        actions.record_understanding(
            by=known.by(step),
            question=known.questions[said["text"]],
            text=step["text"],
            insights=[known.insights[key] for key in step.get("insights", [])],
            at=known.at(step, hour=10),
        )


def _leave_for_later(known: Known) -> None:
    """What people began to write, and when they want to be reminded to."""
    for draft in read("drafts.toml")["draft"]:
        fields = {name: draft[name] for name in ("kind", *Reflection.WORDS) if name in draft}
        actions.save_draft(
            by=known.by(draft),
            id=uuid7(),
            words=fields | {"happened_on": known.demo.date(draft["day"]).isoformat()},
            at=known.demo.days_ago(draft["day"]),
        )
    for nudge in read("nudges.toml")["nudge"]:
        set_nudge(
            by=known.by(nudge), days=nudge["days"], at=nudge["at"], zone=nudge["zone"], now=known.demo.now
        )


def _build_digests(demo: Demo) -> None:
    """A digest for each week gone by. Only the last week's letters are sent: the others were read long ago."""
    *earlier, last = ended_periods("weekly", by=demo.now, count=WEEKS)
    for period in [*earlier, last]:
        at = min(period.end + datetime.timedelta(minutes=10), demo.now)
        build_due_digests(until=period.end, at=at)
    with as_job("hls_post"):
        Digest.objects.filter(period_end__lt=last.end).update(addressed_at=demo.now)


def _gather(known: Known) -> None:
    """Name threads that the machine found, refuse one, and go on with the themes: gathered, joined and split."""
    said = read("threads.toml")
    for thread in said["thread"]:
        if found := _found(known, thread):
            name_thread(by=known.by(thread), thread=found, name=thread["name"])
    for thread in said["refused"]:
        if found := _found(known, thread):
            actions.refuse_thread(by=known.by(thread), thread=found)
    themes = {theme.name: theme for theme in Theme.objects.all()}
    for theme in said["gathered"]:
        for key in theme["told"]:
            share = known.share(key, theme["circle"])
            themes[theme["name"]] = actions.put_under_theme(
                by=known.by(theme), share=share, name=theme["name"]
            )
    for theme in said["joined"]:
        actions.join_themes(by=known.by(theme), theme=themes[theme["name"]], into=themes[theme["into"]])
    for theme in said["split"]:
        shares = [known.share(key, theme["circle"]) for key in theme["told"]]
        actions.split_theme(
            by=known.by(theme), theme=themes[theme["name"]], shares=shares, name=theme["into"]
        )


def _found(known: Known, said: dict[str, Any]) -> DigestThread | None:
    """The thread in which two at least of these reflections came together, if the machine found one."""
    circle = known.demo.circle(said["circle"])
    speaking = [known.reflections[each] for each in said["speaks_in"]]
    return (
        DigestThread.objects.filter(
            digest__circle_id=circle.pk, shares__reflection__in=speaking, shares__circle_id=circle.pk
        )
        .annotate(together=Count("shares"))
        .filter(together__gt=1)
        .first()
    )


def _tell_all(known: Known, map: SystemMap) -> None:
    """Every reflection of the text files, with what came back for it."""
    factors = {factor.external_id: factor for factor in Factor.objects.filter(map=map).select_related("map")}
    inside = set(Membership.objects.current().values_list("person_id", "circle_id"))
    for told in read_all():
        try:
            _tell(known, told, factors, inside)
        except (KeyError, NotFound, NotAllowed, Refused) as problem:
            raise ValueError(f"{told.place}: {type(problem).__name__} {problem}") from problem


def _tell(
    known: Known, told: Told, factors: dict[str, Factor], inside: set[tuple[uuid.UUID, uuid.UUID]]
) -> None:
    """One reflection: written and shared the same day, tied to the map, then answered.

    `inside` holds (person, circle) for everybody in a circle.
    """
    demo = known.demo
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
    known.reflections[f"{told.author} {told.days}"] = reflection
    known.shares[f"{told.author} {told.days}"] = shares
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
