"""Lets the demo's people reflect, share, answer and ask, and builds the digests of the weeks gone by."""

import datetime
import tomllib
from pathlib import Path

from django.utils import timezone

from hls_platform.actions import NotAllowed, NotFound, Refused
from hls_platform.identifiers import uuid7
from learning import access, actions
from learning.actions.digests import build_due_digests
from learning.demo.texts import Told, read_all
from learning.digests.periods import ended_periods
from learning.models import Reflection
from relationships.demo.load import Demo
from systems.models import Factor, SystemMap

FOLDER = Path(__file__).parent
WEEKS = 16


def load(demo: Demo, map: SystemMap) -> None:
    """Load every reflection and question; ValueError names the line of a text file that does not fit the place."""
    factors = {factor.external_id: factor for factor in Factor.objects.filter(map=map)}
    for told in read_all():
        try:
            _tell(demo, told, factors)
        except (KeyError, NotFound, NotAllowed, Refused) as problem:
            raise ValueError(f"{told.place}: {type(problem).__name__} {problem}") from problem
    for asked in tomllib.loads((FOLDER / "questions.toml").read_text())["question"]:
        question = actions.ask_question(
            by=demo.people[asked["by"]],
            circle=demo.circle(asked["circle"]),
            text=asked["text"],
            why=asked["why"],
            at=demo.days_ago(asked["day"]),
        )
        for step in asked.get("understood", []):
            actions.record_understanding(
                by=demo.people[step["by"]],
                question=question,
                text=step["text"],
                at=demo.days_ago(step["day"]),
            )
        if "put_to" in asked:
            actions.put_question(
                by=demo.people[asked["by"]],
                question=question,
                organisation=demo.organisations[asked["put_to"]],
            )
    for period in ended_periods("weekly", by=timezone.now(), count=WEEKS):
        build_due_digests(until=period.end, at=period.end + datetime.timedelta(minutes=10))


def _tell(demo: Demo, told: Told, factors: dict[str, Factor]) -> None:
    """One reflection: written and shared the same day, tied to the map, then answered."""
    author = demo.people[told.author]
    at = demo.days_ago(told.days, hour=16)
    words = told.words
    reflection = actions.write_reflection(
        by=author,
        id=uuid7(),
        kind=Reflection.Kind(told.kind),
        happened_on=demo.date(told.days),
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
    seen = set(Factor.objects.visible_to(author).values_list("pk", flat=True))
    for key in told.factors:
        if factors[key].pk in seen:  # who is not in the map's circle cannot tie anything to it
            actions.mention_factor(by=author, reflection=reflection, factor=factors[key])
    for answer in told.answers:
        asker = demo.people[answer.author]
        share = next((each for each in shares if access.is_in(asker, each.circle)), None)
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
