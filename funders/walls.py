"""Who may see and change the money and the account, told to the database: the people of the partnership."""

from hls_platform.security.walls import Asked, NoWall, Wall
from relationships.walls import ME, MINE

REPORT_ONE_SEES = "report_id IN (SELECT id FROM funders_report)"
BEARS_ITS_LINK = "token_hash = (SELECT wall.token())"
SENT_TO_US = "sent_at IS NOT NULL AND fund_id = ANY ((SELECT wall.our_funds())::uuid[])"
OF_AN_OPENING = """opening_id IN (
        SELECT id FROM funders_openingconversation WHERE sent_at IS NOT NULL AND withdrawn_at IS NULL)"""
OF_ONE_SENT_TO_US = f"""opening_id IN (
        SELECT id FROM funders_openingconversation WHERE {SENT_TO_US} AND withdrawn_at IS NULL)"""
OF_ONES_OWN = f"""opening_id IN (SELECT id FROM funders_openingconversation
        WHERE withdrawn_at IS NULL AND (applicant_id = {ME} OR {BEARS_ITS_LINK}))"""
STILL_OPEN = "NOT wall.is_decided(opening_id)"
OVER_WITH_ITS_OPENING = {"see": "opening_id", "remove": ""}
"""What the clock may do with what belongs to an opening whose time is over."""

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
        name="our_funds()",
        returns="uuid[]",
        body="""SELECT coalesce(array_agg(id), '{}') FROM funders_fund
        WHERE funder_id = ANY ((SELECT wall.mine())::uuid[])""",
    ),
    Asked(
        name="wrote_to(fund uuid)",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM funders_openingconversation
        WHERE fund_id = fund AND (applicant_id = wall.me() OR token_hash = wall.token()))""",
    ),
    Asked(
        name="is_open_for_words(fund uuid)",
        returns="boolean",
        body="SELECT EXISTS (SELECT FROM funders_fund WHERE id = fund AND is_open)",
    ),
    Asked(  # whose name the page of an open fund tells, and to whom one wrote
        name="funder_of(fund uuid)",
        returns="text",
        body="""SELECT circle.name FROM funders_fund JOIN relationships_circle circle ON circle.id = funder_id
        WHERE funders_fund.id = fund AND (is_open OR wall.wrote_to(fund) OR funder_id = ANY (wall.mine()))""",
    ),
    Asked(
        name="has_no_tie(opening uuid)",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM funders_openinginterest
        WHERE opening_id = opening AND person_id = wall.me() AND NOT is_tied)""",
    ),
    Asked(
        name="is_decided(opening uuid)",
        returns="boolean",
        body="SELECT EXISTS (SELECT FROM funders_openingdecision WHERE opening_id = opening)",
    ),
    Asked(  # tends whose fund it is, said that nothing ties them, and did not write it themself
        name="may_decide(opening uuid)",
        returns="boolean",
        body="""SELECT wall.has_no_tie(opening) AND EXISTS (
            SELECT FROM funders_openingconversation asked JOIN funders_fund fund ON fund.id = asked.fund_id
            WHERE asked.id = opening AND asked.applicant_id <> wall.me() AND asked.withdrawn_at IS NULL
              AND fund.funder_id = ANY ((SELECT wall.tended())::uuid[]))""",
    ),
]

WALLS: list[Wall | NoWall] = [
    Wall(  # one that is open is a page for anybody
        table="funders_fund",
        see=f"""is_open OR funder_id = {MINE} OR id IN (SELECT fund_id FROM funders_agreement)
        OR wall.wrote_to(id)""",
        add="wall.leads(funder_id)",
        change="wall.leads(funder_id)",
        asked=True,
        jobs={"hls_clock": {"see": "id, kept_months"}},
    ),
    Wall(  # what somebody writes is theirs, and of those whom they send it to; nobody else of any circle
        table="funders_openingconversation",
        through_glass=False,
        see=f"applicant_id = {ME} OR {BEARS_ITS_LINK} OR {SENT_TO_US}",
        add=f"""sent_at IS NULL AND wall.is_open_for_words(fund_id)
        AND (applicant_id = {ME} OR applicant_id IS NULL AND {BEARS_ITS_LINK})""",
        change=f"applicant_id = {ME} OR {BEARS_ITS_LINK}",
        remove=f"sent_at IS NULL AND (applicant_id = {ME} OR {BEARS_ITS_LINK})",
        asked=True,
        jobs={
            "hls_clock": {"see": "id, fund_id, begun_at, sent_at, withdrawn_at, answered_at", "remove": ""}
        },
    ),
    Wall(
        table="funders_openingfile",
        through_glass=False,
        see=f"{OF_AN_OPENING} OR {OF_ONES_OWN}",
        add=OF_ONES_OWN,
        remove=OF_ONES_OWN,
        jobs={"hls_clock": OVER_WITH_ITS_OPENING},
    ),
    Wall(
        table="funders_openingtalk",
        through_glass=False,
        see=OF_AN_OPENING,
        add=OF_ONE_SENT_TO_US,
        change=OF_AN_OPENING,
        jobs={"hls_clock": OVER_WITH_ITS_OPENING},
    ),
    Wall(  # nobody takes a tie back
        table="funders_openinginterest",
        through_glass=False,
        see=OF_ONE_SENT_TO_US,
        add=f"person_id = {ME} AND {OF_ONE_SENT_TO_US}",
        change=f"person_id = {ME} AND {OF_ONE_SENT_TO_US}",
        becomes=f"person_id = {ME} AND is_tied AND {OF_ONE_SENT_TO_US}",
        asked=True,
        jobs={"hls_clock": OVER_WITH_ITS_OPENING},
    ),
    Wall(
        table="funders_openingview",
        through_glass=False,
        see=OF_ONE_SENT_TO_US,
        add=f"person_id = {ME} AND wall.has_no_tie(opening_id) AND {STILL_OPEN} AND {OF_ONE_SENT_TO_US}",
        change=f"person_id = {ME} AND wall.has_no_tie(opening_id) AND {STILL_OPEN} AND {OF_ONE_SENT_TO_US}",
        remove=f"person_id = {ME} AND {STILL_OPEN}",
        jobs={"hls_clock": OVER_WITH_ITS_OPENING},
    ),
    Wall(
        table="funders_openingdecision",
        through_glass=False,
        see=OF_AN_OPENING,
        add=f"decided_by_id = {ME} AND wall.may_decide(opening_id)",
        change="wall.may_decide(opening_id)",
        asked=True,
        jobs={"hls_clock": {"see": "opening_id, decided_at", "remove": ""}},
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
