"""Who may see and change the money and the account, told to the database: the people of the partnership."""

from hls_platform.security.walls import Asked, NoWall, Wall
from relationships.walls import ME, MINE, MY_CIRCLES, TENDED

REPORT_ONE_SEES = "report_id IN (SELECT id FROM funders_report)"
PARTY_ONE_SPEAKS_FOR = """report_id IN (SELECT id FROM funders_report
        WHERE organisation_id = ANY (wall.stands_for(partnership_id)))"""

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
        add=f"""sections IS NULL AND wall.committee_of(committee_report_id, {MY_CIRCLES}) AND {REPORT_ONE_SEES}""",
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
