"""Who may see and change the money and the account, told to the database: the people of the partnership."""

from hls_platform.security.walls import Asked, NoWall, Wall
from relationships.walls import ME, MINE, MY_CIRCLES, SOMEBODY, TENDED

LEADS_THE_FUNDER = "wall.leads((SELECT funder_id FROM funders_fund WHERE id = fund_id))"
PAGE_ONE_SEES = "page_id IN (SELECT id FROM funders_trusteespage)"
AGREEMENT_ONE_SEES = "agreement_id IN (SELECT id FROM funders_agreement)"
OF_WHAT_ONE_GIVES = "agreement_id IN (SELECT id FROM funders_agreement WHERE wall.gives(partnership_id))"
OF_WHAT_ONE_AGREES = "agreement_id IN (SELECT id FROM funders_agreement WHERE wall.agrees(partnership_id))"
ONES_ORGANISATION = """agreement_id IN (SELECT id FROM funders_agreement
        WHERE organisation_id = ANY (wall.stands_for(partnership_id)))"""
REPORT_ONE_SEES = "report_id IN (SELECT id FROM funders_report)"
PARTY_ONE_SPEAKS_FOR = """report_id IN (SELECT id FROM funders_report
        WHERE organisation_id = ANY (wall.stands_for(partnership_id)))"""
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
        name="committee_of(committee uuid, circles uuid[])",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM funders_committeereport
        WHERE id = committee AND organisation_id = ANY (circles))""",
    ),
    Asked(
        name="asked_for_a_part(committee uuid, circles uuid[])",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM funders_committeepart part JOIN funders_report report ON report.id = report_id
        WHERE committee_report_id = committee AND partnership_id = ANY (circles))""",
    ),
    Asked(  # of each partnership what every organisation of it gives, as it reads now, for the people of the committee
        name="given_to(committee uuid)",
        returns="""TABLE (report uuid, place text, number text, sha256 text, issued_at timestamptz, starts date, ends date,
        section jsonb)""",
        body="""SELECT report.id, circle.name::text, report.number::text, report.content_sha256::text, report.issued_at,
          report.period_start, report.period_end, each.section
        FROM funders_committeereport asked
        JOIN funders_report report ON report.state = 'issued'
          AND report.id IN (SELECT report_id FROM funders_committeepart WHERE committee_report_id = asked.id)
        JOIN relationships_circle circle ON circle.id = report.partnership_id
        CROSS JOIN LATERAL jsonb_array_elements(report.content->'sections') WITH ORDINALITY AS each (section, nth)
        WHERE asked.id = committee AND asked.organisation_id = ANY (wall.mine()) AND NOT EXISTS (
            SELECT FROM relationships_partnershipparty party
            WHERE party.partnership_id = report.partnership_id AND party.side IN ('resourcing', 'delivering')
              AND party.organisation_id <> asked.organisation_id AND NOT EXISTS (
                SELECT FROM funders_committeepart part
                WHERE part.committee_report_id = asked.id AND part.report_id = report.id
                  AND part.organisation_id = party.organisation_id
                  AND jsonb_exists(part.sections, each.section->>'key')))
        ORDER BY circle.name, report.number, each.nth""",
    ),
    Asked(  # for everybody: that a report is genuine, and no word of it
        name="genuine(asked text)",
        returns="""TABLE (number text, sha256 text, issued_at timestamptz, superseded_by text, withdrawn bigint,
        kind text, given_at timestamptz)""",
        body="""SELECT report.number::text, report.content_sha256::text, report.issued_at, later.number::text,
          (SELECT count(*) FROM jsonb_array_elements(report.content->'sections') section,
             jsonb_array_elements(section->'items') item WHERE item->>'withdrawn' = 'true'),
          file.kind::text, file.given_at
        FROM funders_report report
        LEFT JOIN funders_report later ON later.supersedes_id = report.id AND later.state = 'issued'
        LEFT JOIN funders_reportfile file ON file.report_id = report.id AND file.sha256 = asked
        WHERE report.state = 'issued'
          AND (report.number = asked OR report.content_sha256 = asked OR file.sha256 = asked)
        ORDER BY report.issued_at DESC LIMIT 1""",
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
    Wall(  # one that is open is a page for anybody
        table="funders_fund",
        see=f"""is_open OR funder_id = {MINE} OR id IN (SELECT fund_id FROM funders_agreement)
        OR wall.wrote_to(id)""",
        add="wall.leads(funder_id)",
        change="wall.leads(funder_id)",
        asked=True,
        jobs={"hls_clock": {"see": "id, kept_months"}, "hls_door": {"see": ""}},
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
        add="wall.gives(partnership_id) AND agreed_at IS NULL",
        change="wall.agrees(partnership_id)",
        becomes="""wall.agrees(partnership_id) AND (agreed_at IS NULL OR wall.is_as_agreed(id, partnership_id, in_force,
        amount, currency, starts_on, ends_on, unrestricted, rhythm, accountable_for, fund_id, ended_on))""",
        jobs={
            "hls_publisher": {
                "see": (
                    "id, partnership_id, fund_id, amount, currency, starts_on, ends_on, agreed_at",
                    "fund_id IS NOT NULL AND agreed_at IS NOT NULL",
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
        table="funders_reportlook",
        see="organisation_id IN (SELECT circle_id FROM relationships_organisation)",
        add=f"organisation_id = {TENDED}",
        change=f"organisation_id = {TENDED}",
    ),
    Wall(
        table="funders_report",
        see=f"partnership_id = {MINE}",
        add=f"partnership_id = {MINE}",
        change=f"partnership_id = {MINE}",
        asked=True,
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
        table="funders_reportchoice",
        see=REPORT_ONE_SEES,
        add=REPORT_ONE_SEES,
        change=REPORT_ONE_SEES,
        jobs={"hls_scrubber": {"see": "", "remove": ""}},
    ),
    Wall(
        table="funders_reportfile",
        see=REPORT_ONE_SEES,
        add=REPORT_ONE_SEES,
        asked=True,
    ),
    Wall(
        table="funders_auditorlink",
        see=f"""partnership_id = {MINE} OR token_hash = (SELECT wall.token())
        AND ended_at IS NULL AND expires_at > (SELECT wall.moment())""",
        add=f"""made_by_id = {ME} AND cardinality(wall.stands_for(partnership_id)) > 0 AND EXISTS (
        SELECT FROM funders_report report
        WHERE report.id = report_id AND report.partnership_id = funders_auditorlink.partnership_id)""",
        change=f"partnership_id = {MINE}",
    ),
    Wall(
        table="funders_committeereport",
        see=f"organisation_id = {MINE} OR wall.asked_for_a_part(id, {MY_CIRCLES})",
        add=f"organisation_id = {TENDED} AND begun_by_id = {ME}",
        asked=True,
    ),
    Wall(
        table="funders_committeepart",
        see=f"wall.committee_of(committee_report_id, {MY_CIRCLES}) OR {REPORT_ONE_SEES}",
        add=f"""answered_by_id IS NULL AND wall.committee_of(committee_report_id, {MY_CIRCLES}) AND {REPORT_ONE_SEES}""",
        change=PARTY_ONE_SPEAKS_FOR,
        asked=True,
    ),
    Wall(
        table="funders_signoff",
        see=REPORT_ONE_SEES,
        add=f"person_id = {ME} AND {PARTY_ONE_SPEAKS_FOR}",
        remove=REPORT_ONE_SEES,
        jobs={"hls_scrubber": {"see": "", "remove": ""}},
    ),
]
