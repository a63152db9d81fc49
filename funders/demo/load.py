"""Brings in the demo's money, and lets its partners give their account."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from funders.actions import money, reports
from funders.actions.funds import describe_fund
from funders.models import Fund
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
    for agreement in said["agreement"]:
        _agree(demo, funds, agreement)
    for report in said["report"]:
        _give_account(demo, report)


def _agree(demo: Demo, funds: dict[str, Fund], said: dict[str, Any]) -> None:
    by, partnership = demo.people[said["by"]], demo.partnerships[said["partnership"]]
    agreement = money.make_agreement(
        by=by,
        partnership=partnership,
        fund=funds[said["fund"]],
        amount=Decimal(said["amount"]),
        starts_on=demo.date(said["starts"]),
        ends_on=demo.date(said["ends"]),
        rhythm=said["rhythm"],
        accountable_for=said["accountable_for"],
        questions=LearningQuestion.objects.filter(circle_id=partnership.pk) if said["questions"] else (),
    )
    for each in said["payments"]:
        payment = money.plan_payment(
            by=by, agreement=agreement, amount=Decimal(each["amount"]), due_on=demo.date(each["due"])
        )
        if "paid" in each:
            money.record_payment(by=by, payment=payment, paid_on=demo.date(each["paid"]))


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
