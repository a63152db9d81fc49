"""Who may see and change the money and the account, told to the database: the people of the partnership."""

from hls_platform.security.walls import Asked, NoWall, Wall
from relationships.walls import ME, MINE

REPORT_ONE_SEES = "report_id IN (SELECT id FROM funders_report)"

ASKED = [
    Asked(
        name="leads(circle uuid)",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM relationships_membership
        WHERE circle_id = circle AND person_id = wall.me() AND role = 'lead' AND since <= wall.moment()
          AND (until IS NULL OR until > wall.moment()))""",
    ),
    Asked(
        name="gives(partnership uuid)",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM relationships_partnershipparty
        WHERE partnership_id = partnership AND side = 'resourcing'
          AND organisation_id = ANY (wall.stands_for(partnership)))""",
    ),
]

WALLS: list[Wall | NoWall] = [
    Wall(
        table="funders_fund",
        see=f"funder_id = {MINE} OR id IN (SELECT fund_id FROM funders_agreement)",
        add="wall.leads(funder_id)",
    ),
    Wall(
        table="funders_agreement",
        see=f"partnership_id = {MINE}",
        add="wall.gives(partnership_id)",
    ),
    Wall(
        table="funders_agreement_questions",
        see="agreement_id IN (SELECT id FROM funders_agreement)",
        add="agreement_id IN (SELECT id FROM funders_agreement WHERE wall.gives(partnership_id))",
    ),
    Wall(
        table="funders_payment",
        see="agreement_id IN (SELECT id FROM funders_agreement)",
        add="agreement_id IN (SELECT id FROM funders_agreement WHERE wall.gives(partnership_id))",
        change="agreement_id IN (SELECT id FROM funders_agreement WHERE wall.gives(partnership_id))",
    ),
    Wall(
        table="funders_report",
        see=f"partnership_id = {MINE}",
        add=f"partnership_id = {MINE}",
        change=f"partnership_id = {MINE}",
        jobs={
            "hls_clock": {"see": "id, partnership_id, state"},
            "hls_registrar": {"see": "number"},
            "hls_scrubber": {"see": "", "change": ""},
        },
    ),
    Wall(
        table="funders_reportsource",
        see=REPORT_ONE_SEES,
        add=REPORT_ONE_SEES,
        remove=REPORT_ONE_SEES,
        jobs={"hls_scrubber": {"see": "", "remove": ""}},
    ),
    Wall(
        table="funders_signoff",
        see=REPORT_ONE_SEES,
        add=f"""person_id = {ME} AND report_id IN (SELECT id FROM funders_report
        WHERE organisation_id = ANY (wall.stands_for(partnership_id)))""",
        remove=REPORT_ONE_SEES,
        jobs={"hls_scrubber": {"see": "", "remove": ""}},
    ),
]
