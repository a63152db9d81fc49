"""Lets the demo's foundation publish its grants, and tell its trustees what it learned and changed."""

import tomllib
from pathlib import Path
from typing import Any

from funders.actions import publishing, trustees
from funders.models import Agreement, Fund, Publication
from learning.models import Adaptation, Insight
from relationships.demo.place import Demo

FOLDER = Path(__file__).parent


def load(demo: Demo, funds: dict[str, Fund]) -> None:
    """All of shown.toml."""
    said = tomllib.loads((FOLDER / "shown.toml").read_text())
    for published in said["published"]:
        _publish(demo, funds[published["fund"]], published)
    for page in said["trustees"]:
        _tell_trustees(demo, page)


def _publish(demo: Demo, fund: Fund, said: dict[str, Any]) -> None:
    """All agreements of the fund, but those with the partnerships left out."""
    kept_back = [demo.partnerships[key].pk for key in said["left_out"]]
    agreements = Agreement.objects.filter(fund=fund, partnership__in=kept_back)
    publishing.publish_fund(
        by=demo.people[said["by"]],
        fund=fund,
        licence=Publication.Licence.CC_BY,
        id_prefix=said["prefix"],
        description=said["description"],
        left_out=[str(each) for each in agreements.values_list("pk", flat=True)],
    )


def _tell_trustees(demo: Demo, said: dict[str, Any]) -> None:
    """The page of the quarter in which that day was: begun, chosen, written, and reviewed by another."""
    by = demo.people[said["by"]]
    page = trustees.begin_trustees_page(
        by=by, organisation=demo.organisations[said["organisation"]], quarter=demo.date(said["day"])
    )
    for line in said["line"]:
        insight, adaptation = None, None
        if "insight" in line:
            insight = Insight.objects.visible_to(by).get(text__startswith=line["insight"])
        else:
            adaptation = Adaptation.objects.visible_to(by).get(text__startswith=line["adaptation"])
        trustees.choose_for_trustees(
            by=by, page=page, insight=insight, adaptation=adaptation, why=line["why"]
        )
    page = trustees.write_trustees_page(by=by, page=page, opening=said["opening"])
    trustees.review_trustees_page(by=demo.people[said["reviewed_by"]], page=page)
