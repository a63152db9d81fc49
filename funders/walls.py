"""Who may see and change the money and the account, told to the database: the people of the partnership."""

from hls_platform.security.walls import Asked, NoWall, Wall
from relationships.walls import ME, MINE

AGREEMENT_ONE_SEES = "agreement_id IN (SELECT id FROM funders_agreement)"
OF_WHAT_ONE_GIVES = "agreement_id IN (SELECT id FROM funders_agreement WHERE wall.gives(partnership_id))"
OF_WHAT_ONE_AGREES = "agreement_id IN (SELECT id FROM funders_agreement WHERE wall.agrees(partnership_id))"
ONES_ORGANISATION = """agreement_id IN (SELECT id FROM funders_agreement
        WHERE organisation_id = ANY (wall.stands_for(partnership_id)))"""
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
    Asked(
        name="agrees(partnership uuid)",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM relationships_partnershipparty
        WHERE partnership_id = partnership AND side IN ('resourcing', 'delivering')
          AND organisation_id = ANY (wall.stands_for(partnership)))""",
    ),
    Asked(  # the row of an agreement says what all its organisations have agreed to, under one hash
        name="""is_as_agreed(agreement uuid, partnership uuid, version integer, money numeric, coin text, beginning date,
        until date, free boolean, often text, answers_for text, of_fund uuid, ended date)""",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM funders_agreementversion proposed
        WHERE agreement_id = agreement AND number = version AND taken_back_at IS NULL
          AND (terms->>'amount')::numeric = money AND terms->>'currency' = coin
          AND (terms->>'starts_on')::date = beginning AND (terms->>'ends_on')::date = until
          AND (terms->>'unrestricted')::boolean = free AND terms->>'rhythm' = often
          AND terms->>'accountable_for' = answers_for AND (terms->>'fund')::uuid IS NOT DISTINCT FROM of_fund
          AND (terms->'ending'->>'on')::date IS NOT DISTINCT FROM ended
          AND NOT EXISTS (SELECT FROM relationships_partnershipparty party
            WHERE partnership_id = partnership AND side IN ('resourcing', 'delivering') AND NOT EXISTS (
                SELECT FROM funders_assent assent WHERE version_id = proposed.id
                  AND assent.organisation_id = party.organisation_id AND assent.sha256 = proposed.sha256)))""",
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
        add="wall.gives(partnership_id) AND agreed_at IS NULL",
        change="wall.agrees(partnership_id)",
        becomes="""wall.agrees(partnership_id) AND (agreed_at IS NULL OR wall.is_as_agreed(id, partnership_id, in_force,
        amount, currency, starts_on, ends_on, unrestricted, rhythm, accountable_for, fund_id, ended_on))""",
    ),
    Wall(
        table="funders_agreement_questions",
        see=AGREEMENT_ONE_SEES,
        add=OF_WHAT_ONE_AGREES,
        remove=OF_WHAT_ONE_AGREES,
    ),
    Wall(
        table="funders_agreementversion",
        see=AGREEMENT_ONE_SEES,
        add=f"written_by_id = {ME} AND {OF_WHAT_ONE_AGREES} AND {ONES_ORGANISATION}",
        change=f"{OF_WHAT_ONE_AGREES} AND {ONES_ORGANISATION}",
        asked=True,
    ),
    Wall(
        table="funders_assent",
        see="version_id IN (SELECT id FROM funders_agreementversion)",
        add=f"""person_id = {ME} AND version_id IN (SELECT version.id FROM funders_agreementversion version
        JOIN funders_agreement agreement ON agreement.id = agreement_id
        WHERE funders_assent.organisation_id = ANY (wall.stands_for(partnership_id))
          AND version.sha256 = funders_assent.sha256)""",
        asked=True,
    ),
    Wall(
        table="funders_payment",
        see=AGREEMENT_ONE_SEES,
        add=f"""entered_by_id = {ME} AND approved_by_id IS NULL AND agreement_id IN (
            SELECT id FROM funders_agreement WHERE agreed_at IS NOT NULL AND wall.gives(partnership_id))""",
        change=OF_WHAT_ONE_GIVES,
    ),
    Wall(
        table="funders_ledgerentry",
        see=AGREEMENT_ONE_SEES,
        add=f"""written_by_id = {ME}
        AND ({OF_WHAT_ONE_GIVES} OR account = 'agreed' AND {OF_WHAT_ONE_AGREES})""",
    ),
    Wall(
        table="funders_targetchallenge",
        see=AGREEMENT_ONE_SEES,
        add=f"asked_by_id = {ME} AND {ONES_ORGANISATION}",
        change=ONES_ORGANISATION,
    ),
    Wall(
        table="funders_challengeanswer",
        see="challenge_id IN (SELECT id FROM funders_targetchallenge)",
        add=f"""person_id = {ME} AND challenge_id IN (SELECT challenge.id FROM funders_targetchallenge challenge
        JOIN funders_agreement agreement ON agreement.id = agreement_id
        WHERE funders_challengeanswer.organisation_id = ANY (wall.stands_for(partnership_id))
          AND challenge.organisation_id <> funders_challengeanswer.organisation_id)""",
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
