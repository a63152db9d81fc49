"""Who may see and change the money and the account, told to the database: the people of the partnership."""

from hls_platform.security.walls import Asked, NoWall, Wall
from relationships.walls import ME, MINE, SOMEBODY

LEADS_THE_FUNDER = "wall.leads((SELECT funder_id FROM funders_fund WHERE id = fund_id))"
PAGE_ONE_SEES = "page_id IN (SELECT id FROM funders_trusteespage)"
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
        jobs={"hls_door": {"see": ""}},
    ),
    Wall(
        table="funders_agreement",
        see=f"partnership_id = {MINE}",
        add="wall.gives(partnership_id)",
        jobs={
            "hls_publisher": {
                "see": (
                    "id, partnership_id, fund_id, amount, currency, starts_on, ends_on",
                    "fund_id IS NOT NULL",
                )
            }
        },
    ),
    Wall(
        table="funders_place",
        see=f"partnership_id = {MINE}",
        add=f"partnership_id = {MINE}",
        change=f"partnership_id = {MINE}",
        remove=f"partnership_id = {MINE}",
        jobs={"hls_publisher": {"see": "partnership_id, name, latitude, longitude"}},
    ),
    # For anybody, signed in or not: it is what was published, and nothing else.
    Wall(
        table="funders_publication",
        see="true",
        add=LEADS_THE_FUNDER,
        change=LEADS_THE_FUNDER,
        remove=LEADS_THE_FUNDER,
        jobs={"hls_publisher": {"see": ""}},
    ),
    Wall(
        table="funders_grant",
        see=f"circle_id IS NULL AND {SOMEBODY} OR circle_id = {MINE}",
        add=f"circle_id = {MINE}",
        change=f"circle_id = {MINE}",
        remove=f"circle_id = {MINE}",
        jobs={"hls_door": {"see": "", "add": "", "change": ""}},
    ),
    Wall(
        table="funders_grantfile",
        through_glass=False,
        see=f"person_id = {ME}",
        add=f"person_id = {ME} AND circle_id = {MINE}",
        change=f"person_id = {ME}",
        remove=f"person_id = {ME}",
        jobs={
            "hls_clock": {
                "see": "id, made_at",
                "remove": ("", "made_at <= wall.moment() - interval '7 days'"),
            }
        },
    ),
    Wall(
        table="funders_trusteespage",
        see=f"organisation_id = {MINE}",
        add=f"organisation_id = {MINE} AND written_by_id = {ME}",
        change=f"organisation_id = {MINE}",
    ),
    Wall(
        table="funders_trusteesline",
        see=PAGE_ONE_SEES,
        add=f"""chosen_by_id = {ME} AND {PAGE_ONE_SEES}
        AND (insight_id IS NULL OR insight_id IN (SELECT id FROM learning_insight))
        AND (adaptation_id IS NULL OR adaptation_id IN (SELECT id FROM learning_adaptation))""",
        change=PAGE_ONE_SEES,
        remove=PAGE_ONE_SEES,
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
