"""Who may see and change people, circles and what partnerships hold, told to the database.

Written from docs/decisions/0001 (people in circles) and not from `visible_to`: a test compares the two.
`mine` are the circles one is in now, or the circles on whose behalf the platform acts.
"""

from hls_platform.security.walls import Asked, NoWall, Wall

ME = "(SELECT wall.me())"
MY_CIRCLES = "(SELECT wall.mine())"
"""Asked once in a statement, and handed to those functions that are asked for each row."""
MINE = f"ANY ({MY_CIRCLES}::uuid[])"
KNOWN = "ANY ((SELECT wall.known())::uuid[])"
TENDED = "ANY ((SELECT wall.tended())::uuid[])"
SOMEBODY = f"{ME} IS NOT NULL"
STEWARD = "(SELECT wall.is_a_steward())"
"""Whoever reads what is to be public before it is."""
ABOUT_TO_SIGN_IN = f"(user_id = {ME} OR {ME} IS NULL)"
"""Rows of the person who asks; of anybody, while nobody is signed in and sign-in has to find whose they are."""

OF_A_CONVERSATION_ONE_SEES = "conversation_id IN (SELECT id FROM relationships_conversation)"
FOR_ONE_S_OWN_SIDE = """conversation_id IN (SELECT id FROM relationships_conversation
        WHERE organisation_id = ANY (wall.stands_for(partnership_id)))"""

ADMINISTERS = "(SELECT wall.administers())"
"""On every row for an administrator's role: taking the role on is not enough, one has to be one."""
OF_STRUCTURE = """verb ~ '^(circle|organisation|partnership|peer_group|membership|invitation|person|session|set_up|sign_in_rule|identity_provider|glass)[.]'"""

THEIR_OWN = "key_hash = (SELECT wall.token())"
"""The companion whose own address is asked for."""
ENDED_OR_AGREED = "(ended_at IS NOT NULL OR consent_until > wall.moment())"
OVER = "(ended_at IS NOT NULL OR consent_until <= wall.moment() OR NOT wall.is_accompanied(id))"
"""A companion to whom nobody may hold on: the words go."""

ASKED = [
    Asked(
        name="administers()",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM relationships_person
        WHERE id = wall.me() AND is_active AND is_administrator)""",
    ),
    Asked(
        name="is_a_steward()",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM relationships_person
        WHERE id = wall.me() AND is_active AND (is_steward OR is_administrator))""",
    ),
    Asked(
        name="let_public(thing uuid, edition integer)",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM relationships_look look WHERE look.thing = $1 AND look.edition = $2
        AND allowed AND until IS NULL)""",
    ),
    Asked(
        name="is_on_the_map(circle uuid)",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM relationships_listing listing WHERE group_id = circle
        AND taken_down_at IS NULL AND wall.let_public(listing.id, listing.edition))""",
    ),
    Asked(
        name="asks_to_join(somebody uuid, circle uuid)",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM relationships_asktojoin WHERE person_id = somebody AND group_id = circle
        AND answered_at IS NULL AND withdrawn_at IS NULL)""",
    ),
    Asked(
        name="through_glass()",
        returns="uuid[]",
        body="""SELECT coalesce(array_agg(circle_id), '{}') FROM relationships_breakglass
        WHERE current_setting('role') = 'hls_glass'
          AND id = nullif(current_setting('hls.glass', true), '')::uuid
          AND asked_by_id = wall.me() AND approved_by_id <> asked_by_id AND approved_at <= wall.moment()
          AND until > wall.moment() AND ended_at IS NULL AND wall.administers()""",
    ),
    Asked(
        name="mine()",
        returns="uuid[]",
        body="""SELECT coalesce(array_agg(circle_id), '{}') || wall.acting()
            || CASE WHEN current_setting('role') = 'hls_glass' THEN wall.through_glass() ELSE '{}' END
        FROM relationships_membership WHERE person_id = wall.me() AND since <= (SELECT wall.moment())
          AND (until IS NULL OR until > (SELECT wall.moment()))""",
    ),
    Asked(
        name="tended()",
        returns="uuid[]",
        body="""SELECT coalesce(array_agg(circle_id), '{}') FROM relationships_membership
        WHERE person_id = wall.me() AND role IN ('lead', 'facilitator') AND since <= (SELECT wall.moment())
          AND (until IS NULL OR until > (SELECT wall.moment()))""",
    ),
    Asked(
        name="is_with(person uuid, circles uuid[])",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM relationships_membership
        WHERE person_id = person AND circle_id = ANY (circles) AND since <= wall.moment()
          AND (until IS NULL OR until > wall.moment()))""",
    ),
    Asked(
        name="offers(offer uuid)",
        returns="boolean",
        body="SELECT EXISTS (SELECT FROM relationships_offer WHERE id = offer AND person_id = wall.me())",
    ),
    Asked(
        name="asked_to_talk(offer uuid)",
        returns="boolean",
        body="SELECT EXISTS (SELECT FROM relationships_talk WHERE offer_id = offer AND asked_by_id = wall.me())",
    ),
    Asked(
        name="stands_for(partnership uuid)",
        returns="uuid[]",
        body="""SELECT coalesce(array_agg(party.organisation_id), '{}')
        FROM relationships_membership membership
        JOIN relationships_partnershipparty party ON party.partnership_id = membership.circle_id
        WHERE membership.circle_id = partnership AND membership.person_id = wall.me()
          AND membership.since <= wall.moment()
          AND (membership.until IS NULL OR membership.until > wall.moment())
          AND (party.organisation_id = membership.on_behalf_of_id
               OR membership.on_behalf_of_id IS NULL AND party.organisation_id = ANY (wall.mine()))""",
    ),
    Asked(  # the side on which one writes of trust: come in for an organisation, working there, and not on the other side, too
        name="trust_side(partnership uuid)",
        returns="text",
        body="""SELECT min(party.side)
        FROM relationships_membership standing
        JOIN relationships_partnershipparty party
          ON party.partnership_id = standing.circle_id AND party.organisation_id = standing.on_behalf_of_id
        WHERE standing.circle_id = partnership AND standing.person_id = wall.me()
          AND standing.since <= wall.moment() AND (standing.until IS NULL OR standing.until > wall.moment())
          AND party.side IN ('resourcing', 'delivering')
          AND wall.is_with(wall.me(), ARRAY[party.organisation_id])
          AND NOT EXISTS (SELECT FROM relationships_partnershipparty other
            WHERE other.partnership_id = partnership AND other.side IN ('resourcing', 'delivering')
              AND other.side <> party.side AND wall.is_with(wall.me(), ARRAY[other.organisation_id]))""",
    ),
    Asked(
        name="reads_trust(round uuid, written_on text)",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM relationships_trustround, wall.trust_side(partnership_id) mine
        WHERE id = round AND mine IS NOT NULL AND (opened_at IS NOT NULL OR mine = written_on))""",
    ),
    Asked(
        name="writes_trust(round uuid, written_on text)",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM relationships_trustround
        WHERE id = round AND opened_at IS NULL AND wall.trust_side(partnership_id) = written_on)""",
    ),
    Asked(  # works for whoever gives money, or speaks for them
        name="is_of_a_funder(person uuid)",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM relationships_membership mine
        WHERE mine.person_id = person AND since <= wall.moment() AND (until IS NULL OR until > wall.moment())
          AND (EXISTS (SELECT FROM relationships_organisation
              WHERE circle_id IN (mine.circle_id, mine.on_behalf_of_id)
                AND organisation_kind IN ('funder', 'commissioner'))
            OR EXISTS (SELECT FROM relationships_partnershipparty
              WHERE partnership_id = mine.circle_id AND organisation_id = mine.on_behalf_of_id
                AND side = 'resourcing')))""",
    ),
    Asked(
        name="keeps_companions(circle uuid)",
        returns="boolean",
        body="""SELECT wall.is_with(wall.me(), ARRAY[circle]) AND NOT wall.is_of_a_funder(wall.me())
          AND EXISTS (SELECT FROM relationships_circle
            WHERE id = circle AND kind IN ('organisation', 'peer_group'))""",
    ),
    Asked(
        name="accompanies(companion uuid)",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM relationships_companionworker named
        JOIN relationships_companion kept ON kept.id = companion_id
        WHERE companion_id = companion AND named.person_id = wall.me() AND named.until IS NULL
          AND wall.is_with(wall.me(), ARRAY[kept.circle_id])) AND NOT wall.is_of_a_funder(wall.me())""",
    ),
    Asked(
        name="is_accompanied(companion uuid)",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM relationships_companionworker named
        JOIN relationships_companion kept ON kept.id = companion_id
        WHERE companion_id = companion AND named.until IS NULL
          AND wall.is_with(named.person_id, ARRAY[kept.circle_id])
          AND NOT wall.is_of_a_funder(named.person_id))""",
    ),
    Asked(  # oneself as the first; later anybody of the circle, by one who is named
        name="may_name(companion uuid, somebody uuid)",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM relationships_companion
        WHERE id = companion AND ended_at IS NULL AND wall.is_with(somebody, ARRAY[circle_id]))
          AND NOT wall.is_of_a_funder(somebody)
          AND (wall.accompanies(companion) OR somebody = wall.me()
            AND NOT EXISTS (SELECT FROM relationships_companionworker WHERE companion_id = companion))""",
    ),
    Asked(
        name="knows(somebody uuid, circles uuid[])",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM relationships_membership
        WHERE person_id = somebody AND circle_id = ANY (circles))""",
    ),
    Asked(
        name="knows_the_organisations()",
        returns="boolean",
        body="""SELECT wall.administers() OR EXISTS (SELECT FROM relationships_circle
        WHERE kind = 'organisation' AND id = ANY ((SELECT wall.tended())::uuid[]))""",
    ),
    Asked(
        name="is_new(circle uuid)",
        returns="boolean",
        body="SELECT NOT EXISTS (SELECT FROM relationships_membership WHERE circle_id = circle)",
    ),
    Asked(
        name="is_open(circle uuid)",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM relationships_peergroup peers
        JOIN relationships_circle ON id = peers.circle_id
        WHERE peers.circle_id = circle AND joining = 'open' AND ended_at IS NULL)""",
    ),
    Asked(
        name="invited_to()",
        returns="uuid",
        body="""SELECT circle_id FROM relationships_invitation
        WHERE token_hash = wall.token() AND withdrawn_at IS NULL
          AND (accepted_at IS NULL OR accepted_by_id = wall.me())""",
    ),
    Asked(  # mine, those I once was in, the organisations we stand with, and those that an invitation names
        name="known()",
        returns="uuid[]",
        body="""SELECT coalesce(array_agg(circle), '{}') || wall.acting() FROM (
            SELECT circle_id FROM relationships_membership
            WHERE person_id = wall.me() AND since <= (SELECT wall.moment())
            UNION ALL
            SELECT organisation_id
            FROM relationships_membership JOIN relationships_partnershipparty ON partnership_id = circle_id
            WHERE person_id = wall.me() AND since <= (SELECT wall.moment())
              AND (until IS NULL OR until > (SELECT wall.moment()))
            UNION ALL
            SELECT organisation_id FROM relationships_partnershipparty WHERE partnership_id = ANY (wall.acting())
            UNION ALL
            SELECT unnest(ARRAY[circle_id, on_behalf_of_id]) FROM relationships_invitation
            WHERE token_hash = wall.token() AND withdrawn_at IS NULL AND accepted_at IS NULL
        ) AS each (circle) WHERE circle IS NOT NULL""",
    ),
    Asked(
        name="invited_by()",
        returns="uuid",
        body="""SELECT invited_by_id FROM relationships_invitation
        WHERE token_hash = wall.token() AND withdrawn_at IS NULL AND accepted_at IS NULL""",
    ),
    Asked(
        name="bears_a_link()",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM relationships_invitation
        WHERE token_hash = wall.token() AND withdrawn_at IS NULL AND accepted_at IS NULL)""",
    ),
    Asked(
        name="address_borne()",
        returns="text",
        body="""SELECT email FROM relationships_addresslink
        WHERE token_hash = wall.token() AND used_at IS NULL AND expires_at > wall.moment()""",
    ),
    Asked(  # told to nobody but those who lead or facilitate that organisation
        name="stands_in_a_partnership(organisation uuid)",
        returns="boolean",
        body="""SELECT organisation = ANY (wall.tended()) AND EXISTS (
            SELECT FROM relationships_partnershipparty party
            JOIN relationships_circle circle ON circle.id = party.partnership_id
            WHERE party.organisation_id = organisation AND circle.ended_at IS NULL)""",
    ),
    Asked(
        name="is_over(circle uuid, shared timestamptz)",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM relationships_circle
        WHERE id = circle AND returns_on <= wall.moment() AND shared < returns_before)""",
    ),
    Asked(
        name="my_address()",
        returns="text",
        body="SELECT email FROM relationships_person WHERE id = wall.me()",
    ),
    Asked(
        name="role_before(membership uuid)",
        returns="text",
        body="SELECT role FROM relationships_membership WHERE id = membership",
    ),
]

WALLS: list[Wall | NoWall] = [
    Wall(
        table="hls_platform_auditentry",  # of the frame; those concerned by an entry are people in circles
        see=f"person_id = {ME} OR concerns_id = {ME} OR circle_id = {MINE}",
        add=f"""place IS NULL
        AND (person_id = {ME} OR person_id IS NULL AND (SELECT cardinality(wall.acting())) > 0)""",
        jobs={
            "hls_scrubber": {"add": ("", "place IS NULL")},
            "hls_registrar": {"add": ("", "place IS NULL")},
            "hls_returner": {"add": ("", "place IS NULL")},
            "hls_opener": {"add": ("", "place IS NULL")},
            "hls_guest": {
                "add": (
                    "",
                    "place IS NULL AND person_id IS NULL AND concerns_id IS NULL AND wall.token() IS NOT NULL"
                    " AND verb IN ('map.changed', 'guest.came')",
                )
            },
            "hls_door": {"see": "verb", "add": ("", "place IS NULL")},
            "hls_post": {"add": ("", "place IS NULL")},
            "hls_sealer": {"see": "", "change": "place, seal"},
            "hls_administration": {"see": ("", f"{ADMINISTERS} AND {OF_STRUCTURE}")},
        },
    ),
    Wall(
        table="hls_platform_keptanswer",  # of the frame; whom it names beside its person, addresses tell
        see=f"person_id = {ME}",
        add=f"person_id = {ME}",
        change=f"person_id = {ME}",
        remove=f"person_id = {ME}",
        jobs={"hls_clock": {"see": "id, expires_at", "remove": ""}},
    ),
    Wall(
        table="relationships_person",
        see=f"id = {ME} OR wall.knows(id, {MY_CIRCLES}) OR id = (SELECT wall.invited_by())",
        add="""(SELECT wall.bears_a_link()) AND NOT is_steward
        AND (NOT is_administrator OR (SELECT wall.invited_to()) IS NULL)
        OR email = (SELECT wall.address_borne()) AND NOT is_administrator AND NOT is_steward""",
        change=f"id = {ME}",
        becomes=f"""id = {ME} AND is_active AND (NOT is_administrator OR {ADMINISTERS})
        AND (NOT is_steward OR {STEWARD})""",
        asked=True,
        jobs={
            "hls_administration": {
                "see": (
                    "id, email, name, is_active, is_administrator, is_steward, joined_at, last_login, erased_at",
                    ADMINISTERS,
                ),
                "change": ("is_active, is_administrator, is_steward", ADMINISTERS),
            },
            "hls_sign_in": {"see": "", "change": "password, last_login, email"},
            "hls_door": {"see": "id, email, name, is_active"},
        },
    ),
    Wall(
        table="relationships_circle",
        see=f"""id = {MINE} OR id = {KNOWN} OR kind = 'organisation' AND (SELECT wall.knows_the_organisations())
        OR kind = 'peer_group' AND ended_at IS NULL AND wall.is_open(id)""",
        add=f"""kind = 'peer_group' AND {SOMEBODY} OR kind = 'organisation' AND (SELECT wall.administers())
        OR kind = 'partnership' AND (SELECT cardinality(wall.tended())) > 0""",
        change=f"id = {TENDED}",
        asked=True,
        jobs={
            "hls_clock": {"see": "id, kind, digest_rhythm, ended_at"},
            "hls_returner": {
                "see": "id, words_stay, ended_at, returns_on, returns_before",
                "change": ("returns_on, returns_before", "words_stay IS NOT NULL OR ended_at IS NOT NULL"),
            },
            "hls_administration": {"see": ("id, kind, slug, name, created_at, ended_at", ADMINISTERS)},
            "hls_door": {"see": ""},
            "hls_publisher": {"see": "id, name"},
            "hls_rights": {"see": ("id, name", f"id = {KNOWN}")},
        },
    ),
    Wall(
        table="relationships_organisation",
        see=f"circle_id = {KNOWN} OR (SELECT wall.knows_the_organisations())",
        add="(SELECT wall.administers())",
        change=f"circle_id = {TENDED}",
        asked=True,
        jobs={
            "hls_door": {"see": ""},
            "hls_clock": {"see": "circle_id, organisation_kind"},
            "hls_publisher": {"see": "circle_id, place"},
        },
    ),
    Wall(
        table="relationships_organisationidentifier",
        see="organisation_id IN (SELECT circle_id FROM relationships_organisation)",
        jobs={"hls_publisher": {"see": "organisation_id, scheme, value, preferred"}},
    ),
    Wall(
        table="relationships_partnership",
        see=f"circle_id = {MINE} OR circle_id = {KNOWN}",
        add="(SELECT cardinality(wall.tended())) > 0",
        change=f"circle_id = {MINE}",
        asked=True,
        jobs={"hls_door": {"see": ""}},
    ),
    Wall(
        table="relationships_partnershipparty",
        see=f"partnership_id = {MINE}",
        add="wall.is_new(partnership_id)",
        asked=True,
        jobs={
            "hls_clock": {"see": "partnership_id, organisation_id"},
            "hls_publisher": {"see": "partnership_id, organisation_id, side"},
        },
    ),
    Wall(
        table="relationships_peergroup",
        see=f"circle_id = {KNOWN} OR joining = 'open' AND wall.is_open(circle_id)",
        add=SOMEBODY,
        change=f"circle_id = {TENDED}",
        asked=True,
        jobs={"hls_door": {"see": ""}},
    ),
    Wall(
        table="relationships_membership",
        see=f"person_id = {ME} OR circle_id = {MINE}",
        add=f"""person_id = {ME}
        AND (wall.is_new(circle_id) OR wall.is_open(circle_id) OR circle_id = (SELECT wall.invited_to()))
        OR circle_id = {TENDED} AND wall.asks_to_join(person_id, circle_id)""",
        change=f"person_id = {ME} OR circle_id = {TENDED}",
        becomes=f"circle_id = {TENDED} OR person_id = {ME} AND role = wall.role_before(id)",
        asked=True,
        jobs={"hls_administration": {"see": ("", ADMINISTERS)}},
    ),
    Wall(
        table="relationships_invitation",
        see=f"invited_by_id = {ME} OR circle_id = {TENDED} OR token_hash = (SELECT wall.token())",
        add=f"circle_id = {TENDED} AND invited_by_id = {ME}",
        change=f"circle_id = {TENDED} OR token_hash = (SELECT wall.token())",
        asked=True,
        jobs={"hls_door": {"see": "", "add": "", "change": ""}},
    ),
    Wall(  # made by the door alone: to bear a link is to have read the post of that address
        table="relationships_addresslink",
        through_glass=False,
        see="token_hash = (SELECT wall.token())",
        change="token_hash = (SELECT wall.token())",
        asked=True,
        jobs={
            "hls_door": {"add": ""},
            "hls_clock": {"see": "id, expires_at", "remove": ("", "expires_at <= wall.moment()")},
        },
    ),
    Wall(
        table="relationships_apitoken",
        see=f"person_id = {ME} OR token_hash = (SELECT wall.token())",
        add=f"person_id = {ME}",
        change=f"person_id = {ME}",
    ),
    Wall(
        table="relationships_subscription",
        see=f"person_id = {ME}",
        add=f"person_id = {ME} AND circle_id = {MINE}",
        change=f"person_id = {ME}",
        remove=f"person_id = {ME}",
        jobs={"hls_post": {"see": "id, person_id, next_try_at, stopped_at, failures"}},
    ),
    Wall(
        table="relationships_offer",
        through_glass=False,
        see=f"""person_id = {ME} OR wall.asked_to_talk(id) OR closed_at IS NULL AND (
            {SOMEBODY} AND (reach = 'place' OR wall.is_with(person_id, {MY_CIRCLES}))
            OR reach = 'public' AND ({STEWARD} OR wall.let_public(id, 1)))""",
        add=f"person_id = {ME}",
        change=f"person_id = {ME}",
        asked=True,
    ),
    Wall(
        table="relationships_talk",
        through_glass=False,
        see=f"asked_by_id = {ME} OR wall.offers(offer_id)",
        add=f"""asked_by_id = {ME} AND EXISTS (SELECT FROM relationships_offer offer
        WHERE offer.id = offer_id AND offer.closed_at IS NULL AND offer.person_id <> {ME})""",
        change=f"asked_by_id = {ME} OR wall.offers(offer_id)",
        asked=True,
    ),
    Wall(
        table="relationships_talkline",
        through_glass=False,
        see="talk_id IN (SELECT id FROM relationships_talk)",
        add=f"""by_id = {ME} AND talk_id IN (
        SELECT id FROM relationships_talk WHERE begun_at IS NOT NULL AND ended_at IS NULL)""",
    ),
    Wall(
        table="relationships_look",
        through_glass=False,
        see=f"allowed OR concerns_id = {ME} OR {STEWARD}",
        add=f"{STEWARD} AND by_id = {ME} AND concerns_id <> {ME}",
        change=STEWARD,
        asked=True,
    ),
    Wall(
        table="relationships_concern",
        through_glass=False,
        see=f"said_by_id = {ME} OR {STEWARD}",
        add=f"said_by_id IS NOT DISTINCT FROM {ME} AND closed_at IS NULL",
        change=STEWARD,
    ),
    Wall(
        table="relationships_listing",
        see=f"""group_id = {MINE} OR taken_down_at IS NULL AND ({STEWARD} OR wall.let_public(id, edition))""",
        add=f"group_id = {TENDED} AND written_by_id = {ME}",
        change=f"group_id = {TENDED}",
        asked=True,
    ),
    Wall(
        table="relationships_asktojoin",
        through_glass=False,
        see=f"person_id = {ME} OR group_id = {TENDED}",
        add=f"person_id = {ME} AND wall.is_on_the_map(group_id)",
        change=f"person_id = {ME} OR group_id = {TENDED}",
        asked=True,
    ),
    Wall(
        table="relationships_event",
        see=f"circle_id = {MINE} OR public AND ({STEWARD} OR wall.let_public(id, edition))",
        add=f"circle_id = {TENDED} AND written_by_id = {ME}",
        change=f"circle_id = {TENDED}",
    ),
    Wall(
        table="relationships_download",
        through_glass=False,
        see=f"person_id = {ME}",
        add=f"person_id = {ME}",
        change=f"person_id = {ME}",
        remove=f"person_id = {ME}",
        jobs={
            "hls_clock": {
                "see": "id, person_id, made_at, expires_at",
                "remove": ("", "expires_at <= wall.moment()"),
            },
        },
    ),
    Wall(
        table="relationships_erasure",
        through_glass=False,
        see=f"person_id = {ME}",
        jobs={
            "hls_rights": {"add": ("", f"person_id = {ME}"), "change": ("done_at", f"person_id = {ME}")},
            "hls_clock": {"see": ""},
            "hls_door": {"see": "", "add": ""},
        },
    ),
    Wall(
        table="relationships_letter",
        see=f"person_id = {ME}",
        add="circle_id = ANY ((SELECT wall.acting())::uuid[])",
        jobs={"hls_post": {"see": "", "change": "sent_at, dropped_at"}},
    ),
    Wall(
        table="relationships_conversation",
        asked=True,
        see=f"partnership_id = {MINE}",
        add=f"partnership_id = {MINE}",
        change=f"partnership_id = {MINE}",
        jobs={
            "hls_clock": {"see": "id, partnership_id, starts_at, planned_for, rhythm, follows_id"},
            "hls_rights": {"see": ("id, partnership_id, about", f"partnership_id = {KNOWN}")},
        },
    ),
    Wall(
        table="relationships_presence",
        see=OF_A_CONVERSATION_ONE_SEES,
        add=OF_A_CONVERSATION_ONE_SEES,
        remove=OF_A_CONVERSATION_ONE_SEES,
    ),
    Wall(
        table="relationships_heard",
        see=OF_A_CONVERSATION_ONE_SEES,
        add=f"written_by_id = {ME} AND {FOR_ONE_S_OWN_SIDE}",
        change=FOR_ONE_S_OWN_SIDE,
        becomes=f"written_by_id = {ME} AND {FOR_ONE_S_OWN_SIDE}",
    ),
    Wall(
        table="relationships_promise",
        see=f"partnership_id = {MINE}",
        add=f"partnership_id = {MINE} AND by_organisation_id = ANY (wall.stands_for(partnership_id))",
        change=f"partnership_id = {MINE} AND by_organisation_id = ANY (wall.stands_for(partnership_id))",
        jobs={
            "hls_clock": {
                "see": "id, partnership_id, by_organisation_id, made_by_id, state, remind_on, reminded_at",
                "change": "reminded_at",
            },
        },
    ),
    Wall(
        table="relationships_handover",
        see=f"partnership_id = {MINE}",
        add=f"""partnership_id = {MINE} AND written_by_id = {ME}
        AND organisation_id = ANY (wall.stands_for(partnership_id))""",
        change=f"partnership_id = {MINE} AND (written_by_id = {ME} OR to_person_id = {ME})",
    ),
    Wall(
        table="relationships_calendarfeed",
        through_glass=False,
        see=f"person_id = {ME} OR secret_hash = (SELECT wall.token())",
        add=f"person_id = {ME}",
        change=f"person_id = {ME}",
        remove=f"person_id = {ME}",
    ),
    Wall(
        table="relationships_trustround",
        asked=True,
        through_glass=False,
        see="wall.trust_side(partnership_id) IS NOT NULL",
        add="wall.trust_side(partnership_id) IS NOT NULL AND opened_at IS NULL",
        jobs={"hls_opener": {"see": "id, opened_at", "change": "opened_at"}},
    ),
    Wall(  # no function reads it, and of the jobs one: when what was handed in, and never what
        table="relationships_trustreflection",
        through_glass=False,
        see="wall.reads_trust(round_id, side)",
        add=f"wall.writes_trust(round_id, side) AND written_by_id = {ME} AND handed_in_at IS NULL",
        change="wall.writes_trust(round_id, side)",
        jobs={"hls_opener": {"see": "round_id, side, handed_in_at"}},
    ),
    Wall(
        table="relationships_companion",
        asked=True,
        through_glass=False,
        see=f"{ENDED_OR_AGREED} AND ({THEIR_OWN} OR wall.accompanies(id))",
        add="wall.keeps_companions(circle_id) AND ended_at IS NULL AND key_hash = ''",
        change=f"ended_at IS NULL AND {ENDED_OR_AGREED} AND ({THEIR_OWN} OR wall.accompanies(id))",
        becomes=f"{THEIR_OWN} OR wall.accompanies(id)",
        jobs={
            "hls_returner": {
                "see": ("id, consent_until, ended_at", OVER),
                "change": ("alias, strengths, hopes, matters, consent_scope, ended_at", OVER),
            },
        },
    ),
    Wall(
        table="relationships_companionworker",
        asked=True,
        through_glass=False,
        see=f"person_id = {ME} OR wall.accompanies(companion_id)",
        add="wall.may_name(companion_id, person_id) AND until IS NULL",
        change="wall.accompanies(companion_id)",
        becomes=f"until IS NOT NULL AND (person_id = {ME} OR wall.accompanies(companion_id)) OR wall.may_name(companion_id, person_id)",
    ),
    Wall(
        table="relationships_identityprovider",
        see=f"organisation_id = {MINE}",
        add=f"organisation_id = {TENDED}",
        remove=f"organisation_id = {TENDED}",
        jobs={"hls_sign_in": {"see": ""}},
    ),
    Wall(
        table="relationships_signinrule",
        see=f"organisation_id = {MINE}",
        add=f"organisation_id = {TENDED}",
        change=f"organisation_id = {TENDED}",
        remove=f"organisation_id = {TENDED}",
        jobs={"hls_door": {"see": "", "remove": ""}},
    ),
    Wall(
        table="relationships_breakglass",
        see=f"circle_id = {MINE} AND approved_at IS NOT NULL OR {ADMINISTERS}",
        add=f"{ADMINISTERS} AND asked_by_id = {ME} AND approved_by_id IS NULL",
        change=ADMINISTERS,
        # Nobody writes that somebody else allowed it: only that it is over.
        becomes=f"{ADMINISTERS} AND (approved_by_id IS NULL OR approved_by_id = {ME} OR ended_at IS NOT NULL)",
        asked=True,
        jobs={
            "hls_clock": {
                "see": "id, circle_id, approved_at, until, ended_at, told_of_start_at, told_of_end_at",
                "change": "ended_at, told_of_start_at, told_of_end_at",
            },
            "hls_administration": {"see": ("", ADMINISTERS)},
        },
    ),
    Wall(
        table="account_emailaddress",
        through_glass=False,
        see=f"user_id = {ME}",
        add=f"user_id = {ME}",
        change=f"user_id = {ME}",
        remove=f"user_id = {ME}",
        jobs={"hls_sign_in": {"see": "", "add": "", "change": "", "remove": ""}},
    ),
    Wall(
        table="account_emailconfirmation",
        through_glass=False,
        see=f"email_address_id IN (SELECT id FROM account_emailaddress WHERE user_id = {ME})",
        remove=f"email_address_id IN (SELECT id FROM account_emailaddress WHERE user_id = {ME})",
        jobs={"hls_sign_in": {"see": "", "add": "", "change": "", "remove": ""}},
    ),
    Wall(
        table="mfa_authenticator",
        through_glass=False,  # keys and seeds: only sign-in itself looks for somebody else's
        see=f"user_id = {ME}",
        add=f"user_id = {ME}",
        change=f"user_id = {ME}",
        remove=f"user_id = {ME}",
        jobs={
            "hls_sign_in": {"see": ("", ABOUT_TO_SIGN_IN), "change": ("", ABOUT_TO_SIGN_IN)},
            "hls_door": {"see": "id, user_id, type", "remove": ""},
        },
    ),
    Wall(
        table="usersessions_usersession",
        through_glass=False,
        see=f"user_id = {ME}",
        add=f"user_id = {ME}",
        change=f"user_id = {ME}",
        remove=f"user_id = {ME}",
        jobs={
            "hls_sign_in": dict.fromkeys(("see", "add", "change", "remove"), ("", ABOUT_TO_SIGN_IN)),
            "hls_administration": {
                "see": ("id, user_id, session_key", ADMINISTERS),
                "remove": ("", ADMINISTERS),
            },
        },
    ),
    Wall(
        table="socialaccount_socialaccount",
        through_glass=False,
        see=f"user_id = {ME}",
        add=f"user_id = {ME}",
        change=f"user_id = {ME}",
        remove=f"user_id = {ME}",
        jobs={
            "hls_sign_in": {
                "see": "",
                "add": ("", f"user_id = {ME}"),
                "change": "",
            }
        },
    ),
    # What an identity provider lets one do there is not kept, and providers are named by each organisation.
    *(
        Wall(table=table, see="false", through_glass=False)
        for table in ("socialaccount_socialapp", "socialaccount_socialtoken")
    ),
]
