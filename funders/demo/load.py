"""Brings in the demo's money, and lets its partners give their account."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from funders import access
from funders.actions import agreements, challenges, money
from funders.actions.funds import describe_fund
from funders.demo import accounts, openings, shown
from funders.models import Agreement, Fund
from learning.models import LearningQuestion
from relationships.demo.place import Demo

FOLDER = Path(__file__).parent


def load(demo: Demo) -> None:
    """Load funds, agreements, payments and first words, then the reports that partnerships gave, and what is shown to others."""
    said = tomllib.loads((FOLDER / "money.toml").read_text())
    funds = {
        key: money.open_fund(
            by=demo.people[fund["by"]],
            funder=demo.organisations[fund["funder"]],
            name=fund["name"],
            purpose=fund["purpose"],
            place=fund["place"],
        )
        for key, fund in said["fund"].items()
    }
    for key, fund in said["fund"].items():
        if "about" in fund:
            describe_fund(
                by=demo.people[fund["by"]],
                fund=funds[key],
                **{"purpose": fund["purpose"], "place": fund["place"], **fund["about"]},
            )
    agreed = {each["partnership"]: _agree(demo, funds, each) for each in said["agreement"]}
    for challenge in said["challenge"]:
        _challenge(demo, agreed[challenge["partnership"]], challenge)
    openings.load(demo, funds)
    accounts.load(demo)
    shown.load(demo, funds)


def _agree(demo: Demo, funds: dict[str, Fund], said: dict[str, Any]) -> Agreement:
    """Terms that the giving side proposed and all agreed to on the day they began; payments, each through two people."""
    by, partnership = demo.people[said["by"]], demo.partnerships[said["partnership"]]
    at = demo.days_ago(said["starts"] + 12)
    agreement = agreements.make_agreement(
        by=by,
        partnership=partnership,
        fund=funds[said["fund"]],
        amount=Decimal(said["amount"]),
        starts_on=demo.date(said["starts"]),
        ends_on=demo.date(said["ends"]),
        rhythm=said["rhythm"],
        accountable_for=said["accountable_for"],
        questions=LearningQuestion.objects.filter(circle_id=partnership.pk) if said["questions"] else (),
        parts={demo.organisations[key]: Decimal(part) for key, part in said.get("parts", {}).items()},
        at=at,
    )
    version = agreement.versions.get()
    keys = {organisation.pk: key for key, organisation in demo.organisations.items()}
    for organisation in access.must_agree(partnership):
        agreements.agree(
            by=demo.spokesperson(said["partnership"], keys[organisation.pk]),
            version=version,
            organisation=organisation,
            sha256=version.sha256,
            at=at,
        )
    agreement.refresh_from_db()
    for each in said["payments"]:
        _pay(demo, agreement, said, each)
    return agreement


def _pay(demo: Demo, agreement: Agreement, said: dict[str, Any], payment: dict[str, Any]) -> None:
    by, approver = demo.people[said["by"]], demo.people[said["approved_by"]]
    planned = money.plan_payment(
        by=by, agreement=agreement, amount=Decimal(payment["amount"]), due_on=demo.date(payment["due"])
    )
    if "paid" in payment:
        money.approve_payment(by=approver, payment=planned, at=demo.days_ago(payment["paid"] + 3))
        money.record_payment(by=by, payment=planned, paid_on=demo.date(payment["paid"]))


def _challenge(demo: Demo, agreement: Agreement, said: dict[str, Any]) -> None:
    """What somebody wanted, or recorded of the law, and what the others answered."""
    words = {
        name: said[name]
        for name in ("wanted", "why", "evidence", "effect", "law", "law_reason")
        if name in said
    }
    by = demo.people[said["by"]]
    asked = challenges.ask_for_target(by=by, agreement=agreement, at=demo.days_ago(said["asked"]), **words)
    for answer in said.get("answers", []):
        challenges.answer_challenge(
            by=demo.people[answer["by"]],
            challenge=asked,
            text=answer["text"],
            at=demo.days_ago(answer["said"]),
        )
    if "let_go" in said:
        challenges.let_go_of_target(
            by=by, challenge=asked, because=said["because"], at=demo.days_ago(said["let_go"])
        )
