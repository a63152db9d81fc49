"""Lets people write first words to funds, talk about them, and be given a decision with its reason."""

import tomllib
from pathlib import Path
from typing import Any

from funders.actions import deciding, openings
from funders.actions.openings import Bearer
from funders.models import Fund, OpeningConversation
from relationships.demo.place import Demo

FOLDER = Path(__file__).parent


def load(demo: Demo, funds: dict[str, Fund]) -> None:
    """All of first_words.toml."""
    for said in tomllib.loads((FOLDER / "first_words.toml").read_text())["opening"]:
        _open(demo, funds[said["fund"]], said)


def _open(demo: Demo, fund: Fund, said: dict[str, Any]) -> None:
    by = demo.people[said["by"]]
    words = {name: said[name] for name in ("organisation", "matters", "who", "learn")} | {"name": by.name}
    opening, _token = openings.begin_words(fund=fund, words=words, by=by, at=demo.days_ago(said["begun"]))
    openings.send_words(opening=opening, bearer=Bearer(person=by), at=demo.days_ago(said["sent"]))
    for talk in said.get("talk", []):
        _talk(demo, opening, talk)
    for tied in said.get("tied", []):
        deciding.declare_interest(
            by=demo.people[tied["by"]], opening=opening, is_tied=True, words=tied["words"]
        )
    for view in said.get("said", []):
        who = demo.people[view["by"]]
        deciding.declare_interest(by=who, opening=opening, is_tied=False)
        deciding.write_view(by=who, opening=opening, text=view["text"], at=demo.days_ago(view["day"]))
    if decided := said.get("decided"):
        who = demo.people[decided["by"]]
        deciding.declare_interest(by=who, opening=opening, is_tied=False)
        deciding.decide(
            by=who,
            opening=opening,
            outcome=decided["outcome"],
            reason=decided["reason"],
            helps=decided.get("helps", ""),
            at=demo.days_ago(decided["day"]),
        )
    if answered := said.get("answered"):
        openings.answer_decision(
            by=by, opening=opening, answer=answered["text"], at=demo.days_ago(answered["day"])
        )


def _talk(demo: Demo, opening: OpeningConversation, said: dict[str, Any]) -> None:
    planner = demo.people[said["by"]]
    talk = deciding.plan_talk(
        by=planner,
        opening=opening,
        starts_at=demo.days_ago(said["day"], hour=15),
        place=said["place"],
    )
    for name, person in (("heard_by_funder", planner), ("heard_by_applicant", opening.applicant)):
        if name in said and person is not None:
            deciding.write_what_we_heard(by=person, talk=talk, text=said[name])
