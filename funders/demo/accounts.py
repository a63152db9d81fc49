"""Lets partnerships give their account: composed, signed with reservations, issued, superseded, and shown to others."""

import tomllib
from pathlib import Path
from typing import Any

from funders.actions import auditing, committees, composing, looks, reports
from funders.models import Report
from funders.reports.document import Document
from relationships.demo.place import Demo

FOLDER = Path(__file__).parent


def load(demo: Demo) -> None:
    """All of accounts.toml."""
    said = tomllib.loads((FOLDER / "accounts.toml").read_text())
    for look in said["look"]:
        _dress(demo, look)
    issued = {report["partnership"]: _give_account(demo, report) for report in said["report"]}
    for committee in said["committee"]:
        _tell_committee(demo, issued, committee)


def _dress(demo: Demo, said: dict[str, Any]) -> None:
    looks.give_look(
        by=demo.people[said["by"]],
        organisation=demo.organisations[said["organisation"]],
        name=said["name"],
        colour=said["colour"],
        logo=(FOLDER / "files" / said["logo"]).read_bytes() if "logo" in said else None,
        logo_alt=said.get("logo_alt", ""),
    )


def _give_account(demo: Demo, said: dict[str, Any]) -> Report:
    """The report as it stands in the end: the later one where it was superseded."""
    by = demo.people[said["by"]]
    report = reports.compose_report(
        report=reports.ask_for_report(
            by=by,
            partnership=demo.partnerships[said["partnership"]],
            period_start=demo.date(said["from"]),
            period_end=demo.date(said["until"]),
            language=said.get("language", ""),
        )
    )
    for comment in said.get("comments", []):
        items = Document.from_json(report.content or {}).items
        key = next(item.key for item in items if item.kind == comment["of"])
        report = composing.comment_on(report=report, key=key, comment=comment["text"], by=by)
    if "summary" in said:
        report = composing.write_summary(report=report, summary=said["summary"], by=by)
    report = _sign(demo, report, said, said.get("reservations", {}))
    if later := said.get("later"):
        report = reports.compose_report(
            report=reports.supersede_report(
                report=report, what_changed=later["what_changed"], by=demo.people[later["by"]]
            )
        )
        report = _sign(demo, report, {"partnership": said["partnership"], **later}, {})
    if auditor := said.get("auditor"):
        auditing.make_auditor_link(
            report=report,
            for_whom=auditor["for_whom"],
            days=auditor["days"],
            by=demo.people[auditor["by"]],
        )
    return report


def _sign(demo: Demo, report: Report, said: dict[str, Any], reservations: dict[str, str]) -> Report:
    """Signed for those in `said`, each by the first who stands for it; issued once nobody is missing."""
    report.refresh_from_db()
    sha256 = Document.from_json(report.content or {}).sha256
    keys = {organisation.pk: key for key, organisation in demo.organisations.items()}
    for organisation in reports.missing_signatures(report):
        key = keys[organisation.pk]
        if said["signed_by"] == "all" or key in said["signed_by"]:
            report = reports.sign_off(
                report=report,
                organisation=organisation,
                content_sha256=sha256,
                by=demo.spokesperson(said["partnership"], key),
                reservation=reservations.get(key, ""),
            )
    return report


def _tell_committee(demo: Demo, issued: dict[str, Report], said: dict[str, Any]) -> None:
    by = demo.people[said["by"]]
    begun = committees.begin_committee_report(
        by=by,
        organisation=demo.organisations[said["organisation"]],
        title=said["title"],
        for_whom=said["for_whom"],
    )
    keys = {organisation.pk: key for key, organisation in demo.organisations.items()}
    for partnership in said["asks"]:
        for part in committees.ask_for_parts(committee_report=begun, report=issued[partnership], by=by):
            given = said["given"].get(keys[part.organisation_id])
            if given:
                committees.give_parts(part=part, sections=given["sections"], by=demo.people[given["by"]])
