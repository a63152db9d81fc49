"""Brings in the demo's money, and lets its partners give their account."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from funders import access
from funders.actions import agreements, challenges, money, reports
from funders.actions.funds import describe_fund
from funders.models import Agreement, Fund
from funders.reports.document import Document
from learning.models import LearningQuestion
from relationships.demo.load import Demo

FOLDER = Path(__file__).parent


def load(demo: Demo) -> None:
    """Load funds, agreements and payments, then compose the reports and sign those that were signed."""
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
    for report in said["report"]:
        _give_account(demo, report)


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


def _give_account(demo: Demo, said: dict[str, Any]) -> None:
    partnership = demo.partnerships[said["partnership"]]
    report = reports.compose_report(
        report=reports.ask_for_report(
            by=demo.people[said["by"]],
            partnership=partnership,
            period_start=demo.date(said["from"]),
            period_end=demo.date(said["until"]),
        )
    )
    sha256 = Document.from_json(report.content or {}).sha256
    for organisation in reports.missing_signatures(report):
        key = next(key for key, each in demo.organisations.items() if each.pk == organisation.pk)
        if said["signed_by"] == "all" or key in said["signed_by"]:
            reports.sign_off(
                report=report,
                organisation=organisation,
                content_sha256=sha256,
                by=demo.spokesperson(said["partnership"], key),
            )
