"""Who may see and change what people wrote, told to the database.

A reflection is its author's; a live share opens it to the people who are in the share's circle now.
"""

from hls_platform.security.walls import Asked, NoWall, Wall
from relationships.walls import ME, MINE, MY_CIRCLES, STEWARD, TENDED

ACTING = "ANY ((SELECT wall.acting())::uuid[])"
RAISED_BY_MINE = f"ANY ((SELECT wall.raised({MY_CIRCLES}))::uuid[])"
"""The questions that obstacles of my circles became: answered elsewhere, for us to read."""
DIGEST_ONE_SEES = f"wall.has_digest(digest_id, {MY_CIRCLES})"
WIDER_ONE_SEES = f"wall.has_cycle(wider_id, {MY_CIRCLES})"
DIGEST_BEING_BUILT = f"digest_id IN (SELECT id FROM learning_digest WHERE circle_id = {ACTING})"
SHARED_THERE = "(share_id IS NULL OR wall.is_shared_with(share_id, circle_id))"
PLACED = "note_id IN (SELECT id FROM learning_note) AND group_id IN (SELECT id FROM learning_notegroup)"
PLACED_IN_ITS_SESSION = """EXISTS (SELECT FROM learning_note note JOIN learning_notegroup together USING (sense_making_id)
        WHERE note.id = note_id AND together.id = group_id)"""
OUT_OF_ITS_CIRCLE = " OR ".join(
    f"""EXISTS (SELECT FROM learning_sensemaking session JOIN learning_{noun} came USING (circle_id)
        WHERE session.id = learning_outcome.sense_making_id AND came.id = learning_outcome.{column})"""
    for noun, column in (
        ("insight", "insight_id"), ("learningquestion", "question_id"), ("adaptation", "adaptation_id"),
    )
)  # fmt: skip

A_TIE_ONE_SEES = """factor_id IN (SELECT id FROM systems_factor)
    AND (insight_id IS NULL OR insight_id IN (SELECT id FROM learning_insight))
    AND (question_id IS NULL OR question_id IN (SELECT id FROM learning_learningquestion))
    AND (experiment_id IS NULL OR experiment_id IN (SELECT id FROM learning_experiment))
    AND (measure_id IS NULL OR measure_id IN (SELECT id FROM learning_measure))
    AND (adaptation_id IS NULL OR adaptation_id IN (SELECT id FROM learning_adaptation))
    AND (organisation_id IS NULL OR organisation_id IN (SELECT circle_id FROM relationships_organisation))"""
"""Both ends, each behind its own wall: a tie tells nobody of a thing of another circle."""
A_REASON_ONE_SEES = """change_id IN (SELECT id FROM systems_change)
    AND insight_id IN (SELECT id FROM learning_insight)"""

ASKED = [
    Asked(
        name="wrote(reflection uuid)",
        returns="boolean",
        body="SELECT EXISTS (SELECT FROM learning_reflection WHERE id = reflection AND author_id = wall.me())",
    ),
    Asked(
        name="reads(reflection uuid, circles uuid[])",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM learning_share
        WHERE reflection_id = reflection AND withdrawn_at IS NULL AND circle_id = ANY (circles))""",
    ),
    Asked(
        name="reads_share(share uuid, circles uuid[])",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM learning_share WHERE id = share AND withdrawn_at IS NULL
        AND (circle_id = ANY (circles) OR wall.wrote(reflection_id)))""",
    ),
    # Named, or in the map's own circle: else a tie would join what was shared here without a name to elsewhere.
    Asked(
        name="hears_of(reflection uuid, factor uuid, circles uuid[])",
        returns="boolean",
        body="""SELECT EXISTS (
            SELECT FROM systems_factor JOIN systems_systemmap map ON map.id = map_id
            WHERE systems_factor.id = factor AND map.circle_id = ANY (circles) AND (
                wall.wrote(reflection) OR EXISTS (
                    SELECT FROM learning_share share WHERE share.reflection_id = reflection
                    AND share.withdrawn_at IS NULL AND share.circle_id = ANY (circles)
                    AND (NOT share.anonymous OR share.circle_id = map.circle_id)
                )
            )
        )""",
    ),
    Asked(
        name="goes_back(reflection uuid)",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM learning_share share WHERE share.reflection_id = reflection
        AND share.withdrawn_at IS NULL AND wall.is_over(share.circle_id, share.shared_at))""",
    ),
    Asked(
        name="has_digest(digest uuid, circles uuid[])",
        returns="boolean",
        body="SELECT EXISTS (SELECT FROM learning_digest WHERE id = digest AND circle_id = ANY (circles))",
    ),
    # Asked of each tie that is read: behind a condition on the threads themselves, every thread of the place would be read.
    Asked(
        name="has_thread(thread uuid, circles uuid[])",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM learning_digestthread
        WHERE id = thread AND wall.has_digest(digest_id, circles))""",
    ),
    Asked(
        name="is_shared_with(share uuid, circle uuid)",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM learning_share
        WHERE id = share AND circle_id = circle AND withdrawn_at IS NULL)""",
    ),
    Asked(
        name="insight_is_in(insight uuid, circle uuid)",
        returns="boolean",
        body="SELECT EXISTS (SELECT FROM learning_insight WHERE id = insight AND circle_id = circle)",
    ),
    Asked(
        name="adaptation_is_in(adaptation uuid, circle uuid)",
        returns="boolean",
        body="SELECT EXISTS (SELECT FROM learning_adaptation WHERE id = adaptation AND circle_id = circle)",
    ),
    Asked(
        name="in_session(session uuid, circles uuid[])",
        returns="boolean",
        body="SELECT EXISTS (SELECT FROM learning_sensemaking WHERE id = session AND circle_id = ANY (circles))",
    ),
    Asked(
        name="shows_notes(session uuid, circles uuid[])",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM learning_sensemaking
        WHERE id = session AND circle_id = ANY (circles) AND shown_at IS NOT NULL)""",
    ),
    Asked(
        name="went_back(session uuid)",
        returns="boolean",
        body="""SELECT wall.in_session(session, wall.mine()) AND EXISTS (
            SELECT FROM learning_note WHERE sense_making_id = session AND gone_back_at IS NOT NULL)""",
    ),
    Asked(
        name="my_notes_in(circle uuid)",
        returns="uuid[]",
        body="""SELECT coalesce(array_agg(note.id), '{}') FROM learning_note note
        JOIN learning_sensemaking session ON session.id = sense_making_id
        WHERE session.circle_id = circle AND author_id = wall.me() AND gone_back_at IS NULL""",
    ),
    Asked(
        name="note_is_over(session uuid, written timestamptz)",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM learning_sensemaking
        WHERE id = session AND wall.is_over(circle_id, written))""",
    ),
    Asked(
        name="has_notes(circle uuid, before timestamptz)",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM learning_note
        JOIN learning_sensemaking session ON session.id = sense_making_id
        WHERE session.circle_id = circle AND written_at < before AND gone_back_at IS NULL)""",
    ),
    Asked(
        name="shared_where(session uuid, share uuid)",
        returns="boolean",
        body="""SELECT share IS NULL OR EXISTS (SELECT FROM learning_sensemaking session
        JOIN learning_share shared ON shared.circle_id = session.circle_id
        WHERE session.id = $1 AND shared.id = $2 AND withdrawn_at IS NULL)""",
    ),
    Asked(
        name="label_of(factor uuid)",
        returns="text",
        body="""SELECT label FROM systems_factor JOIN systems_systemmap map ON map.id = map_id
        WHERE systems_factor.id = factor AND map.circle_id = ANY (wall.mine())""",
    ),
    Asked(
        name="has_cycle(cycle uuid, circles uuid[])",
        returns="boolean",
        body="SELECT EXISTS (SELECT FROM learning_learningcycle WHERE id = cycle AND circle_id = ANY (circles))",
    ),
    Asked(
        name="wider_before(cycle uuid)",
        returns="uuid",
        body="SELECT wider_id FROM learning_learningcycle WHERE id = cycle",
    ),
    # The circle that an obstacle of `cycle` would become a question of; nobody hears of it but whoever may raise one.
    Asked(
        name="obstacle_goes_to(cycle uuid)",
        returns="uuid",
        body="""SELECT wider.circle_id FROM learning_learningcycle smaller
        JOIN learning_learningcycle wider ON wider.id = smaller.wider_id
        JOIN relationships_circle there ON there.id = wider.circle_id AND there.ended_at IS NULL
        WHERE smaller.id = cycle AND smaller.circle_id = ANY (wall.mine())
          AND (smaller.tended_by_id = wall.me() OR smaller.circle_id = ANY (wall.tended()))""",
    ),
    Asked(
        name="raises(question uuid, circle uuid)",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM learning_obstacle WHERE question_id = question
        AND raised_by_id = wall.me() AND wall.obstacle_goes_to(cycle_id) = circle)""",
    ),
    Asked(
        name="is_new_question(question uuid)",
        returns="boolean",
        body="SELECT NOT EXISTS (SELECT FROM learning_learningquestion WHERE id = question)",
    ),
    Asked(
        name="raised(circles uuid[])",
        returns="uuid[]",
        body="""SELECT array_agg(obstacle.question_id) FROM learning_obstacle obstacle
        JOIN learning_learningcycle smaller ON smaller.id = obstacle.cycle_id
        WHERE obstacle.question_id IS NOT NULL AND smaller.circle_id = ANY (circles)""",
    ),
    # To the job that gives people their digests alone: whether there is anything to put before them again.
    Asked(
        name="kept_back(author uuid, since timestamptz, before timestamptz)",
        returns="boolean",
        body="""SELECT current_setting('role') = 'hls_post' AND EXISTS (
            SELECT FROM learning_reflection reflection
            WHERE author_id = author AND created_at >= since AND created_at < before AND NOT EXISTS (
                SELECT FROM learning_share WHERE reflection_id = reflection.id AND withdrawn_at IS NULL))""",
    ),
    Asked(
        name="waits(piece uuid)",
        returns="boolean",
        body="SELECT EXISTS (SELECT FROM learning_quote WHERE piece_id = piece AND state = 'asked')",
    ),
    Asked(
        name="writes_piece(piece uuid)",
        returns="boolean",
        body="SELECT EXISTS (SELECT FROM learning_piece WHERE id = piece AND written_by_id = wall.me())",
    ),
    Asked(
        name="writes_quote(quote uuid)",
        returns="boolean",
        body="SELECT EXISTS (SELECT FROM learning_quote WHERE id = quote AND wall.writes_piece(piece_id))",
    ),
    Asked(
        name="is_asked(quote uuid)",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM learning_consent consent
        JOIN learning_quote ON learning_quote.id = quote_id JOIN learning_piece piece ON piece.id = piece_id
        WHERE quote_id = $1 AND consent.person_id = wall.me() AND piece.asked_at IS NOT NULL)""",
    ),
    Asked(
        name="is_quoted_in(piece uuid)",
        returns="boolean",
        body="""SELECT EXISTS (SELECT FROM learning_quote quote WHERE piece_id = piece AND wall.is_asked(quote.id))""",
    ),
    # To a sharer alone, and never so few that it names one: how many people a circle's digests brought their words to.
    Asked(
        name="went_to(circle uuid)",
        returns="bigint",
        body="""SELECT CASE WHEN count(*) >= 5 THEN count(*) WHEN count(*) >= 2 THEN 0 END FROM (
            SELECT DISTINCT delivery.person_id FROM learning_share share
            JOIN learning_reflection reflection ON reflection.id = reflection_id AND author_id = wall.me()
            JOIN learning_digest digest ON digest.circle_id = share.circle_id
             AND share.shared_at >= digest.period_start AND share.shared_at < digest.period_end
            JOIN learning_digestcopy copy ON copy.digest_id = digest.id
            JOIN learning_delivery delivery ON delivery.id = copy.delivery_id
            WHERE share.circle_id = circle AND share.withdrawn_at IS NULL
              AND delivery.sent_at IS NOT NULL AND delivery.person_id <> wall.me()
        ) AS reader""",
    ),
]

PIECE_STANDS = "asked_at IS NOT NULL AND withdrawn_at IS NULL"
PIECE_ALL_READ = f"{PIECE_STANDS} AND NOT wall.waits(id) AND ({STEWARD} OR wall.let_public(id, edition))"
GONE_PIECE = "withdrawn_at IS NOT NULL AND published_at IS NOT NULL"

WALLS: list[Wall | NoWall] = [
    Wall(
        table="learning_reflection",
        see=f"author_id = {ME} OR wall.reads(id, {MY_CIRCLES})",
        add=f"author_id = {ME}",
        change=f"author_id = {ME}",
        remove=f"author_id = {ME}",
        asked=True,
        jobs={
            # Whose it is, to tell them, and only of what goes back to its author now.
            "hls_returner": {"see": ("id, author_id", "wall.goes_back(id)")}
        },
    ),
    Wall(
        table="learning_reflectionversion",
        see="wall.wrote(reflection_id)",
        add="wall.wrote(reflection_id)",
        remove="wall.wrote(reflection_id)",
    ),
    Wall(
        table="learning_attachment",
        asked=True,
        see=f"wall.wrote(reflection_id) OR removed_at IS NULL AND wall.reads(reflection_id, {MY_CIRCLES})",
        add="wall.wrote(reflection_id)",
        change="wall.wrote(reflection_id)",
        jobs={"hls_clock": {"see": "file"}},  # which files still belong to somebody
    ),
    Wall(
        table="learning_share",
        see=f"withdrawn_at IS NULL AND circle_id = {MINE} OR wall.wrote(reflection_id)",
        add=f"circle_id = {MINE} AND wall.wrote(reflection_id)",
        change=f"wall.wrote(reflection_id) OR circle_id = {ACTING}",  # who composes a report holds what it quotes,
        becomes="wall.wrote(reflection_id)",  # and changes nothing of it
        asked=True,
        jobs={
            "hls_returner": {
                "see": "id, reflection_id, circle_id, anonymous, shared_at, withdrawn_at",
                "change": ("withdrawn_at, returned", "wall.is_over(circle_id, shared_at)"),
            }
        },
    ),
    Wall(
        table="learning_piece",
        through_glass=False,
        see=f"""written_by_id = {ME} OR {GONE_PIECE} OR {PIECE_ALL_READ}
        OR withdrawn_at IS NULL AND wall.is_quoted_in(id)""",
        add=f"written_by_id = {ME}",
        change=f"written_by_id = {ME}",
        asked=True,
        jobs={"hls_registrar": {"see": "id, published_at", "change": "published_at"}},
    ),
    Wall(
        table="learning_quote",
        through_glass=False,
        see="""wall.writes_piece(piece_id) OR wall.is_asked(id)
        OR state = 'agreed' AND piece_id IN (SELECT id FROM learning_piece)""",
        add="wall.writes_piece(piece_id)",
        change="wall.writes_piece(piece_id) OR wall.is_asked(id)",
        asked=True,
        jobs={"hls_scrubber": {"see": "id, share_id", "change": "words, credit, state, waits_for"}},
    ),
    Wall(
        table="learning_consent",
        through_glass=False,
        see=f"person_id = {ME}",
        add="wall.writes_quote(quote_id)",
        change=f"person_id = {ME}",
        asked=True,
        jobs={"hls_scrubber": {"see": "id, quote_id, share_id"}},
    ),
    Wall(
        table="learning_response",
        see=f"wall.reads_share(share_id, {MY_CIRCLES})",
        add=f"""author_id = {ME} AND EXISTS (SELECT FROM learning_share share WHERE share.id = share_id
        AND share.withdrawn_at IS NULL AND share.circle_id = {MINE} AND NOT wall.wrote(share.reflection_id))""",
        change="""EXISTS (SELECT FROM learning_share share WHERE share.id = share_id
        AND share.withdrawn_at IS NULL AND wall.wrote(share.reflection_id))""",
    ),
    Wall(
        table="learning_draft",
        see=f"author_id = {ME}",
        add=f"author_id = {ME}",
        change=f"author_id = {ME}",
        remove=f"author_id = {ME}",
    ),
    Wall(
        table="learning_bringin",
        through_glass=False,
        see=f"person_id = {ME}",
        add=f"person_id = {ME}",
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
        table="learning_nudge",
        through_glass=False,
        see=f"person_id = {ME}",
        add=f"person_id = {ME}",
        remove=f"person_id = {ME}",
        jobs={"hls_post": {"see": "", "change": "next_at"}},
    ),
    Wall(
        table="learning_replyaddress",
        through_glass=False,
        see=f"person_id = {ME}",
        add=f"person_id = {ME}",
        remove=f"person_id = {ME}",
        jobs={"hls_post": {"see": "id, person_id"}},
    ),
    Wall(
        table="learning_arrival",
        through_glass=False,
        see=f"person_id = {ME}",
        add=f"person_id = {ME}",
        jobs={"hls_clock": {"see": "id, arrived_at", "remove": ""}},
    ),
    Wall(
        table="learning_mention",
        see=f"wall.hears_of(reflection_id, factor_id, {MY_CIRCLES})",
        add="""wall.wrote(reflection_id)
        AND EXISTS (SELECT FROM systems_factor factor WHERE factor.id = factor_id)""",
        remove="wall.wrote(reflection_id)",
    ),
    Wall(
        table="learning_tie",
        see=A_TIE_ONE_SEES,
        add=f"tied_by_id = {ME} AND {A_TIE_ONE_SEES}",
        remove=A_TIE_ONE_SEES,
    ),
    Wall(
        table="learning_changereason",
        see=A_REASON_ONE_SEES,
        add=f"said_by_id = {ME} AND {A_REASON_ONE_SEES}",
        remove=A_REASON_ONE_SEES,
    ),
    Wall(
        table="learning_learningquestion",
        see=f"circle_id = {MINE} OR id = {RAISED_BY_MINE}",
        add=f"""circle_id = {MINE} AND asked_by_id = {ME}
        OR asked_by_id IS NULL AND wall.raises(id, circle_id)""",
        change=f"circle_id = {MINE}",
        asked=True,
    ),
    Wall(
        table="learning_understanding",
        asked=True,
        see="question_id IN (SELECT id FROM learning_learningquestion)",
        add=f"""written_by_id = {ME}
        AND question_id IN (SELECT id FROM learning_learningquestion WHERE circle_id = {MINE})""",
    ),
    Wall(
        table="learning_learningcycle",
        see=f"circle_id = {MINE}",
        add=f"circle_id = {MINE} AND tended_by_id = {ME} AND (wider_id IS NULL OR {WIDER_ONE_SEES})",
        change=f"circle_id = {MINE}",
        # Nested only by somebody who is in both circles; who is in the smaller one alone leaves that as it was.
        becomes=f"""circle_id = {MINE}
        AND (wider_id IS NULL OR wider_id = wall.wider_before(id) OR {WIDER_ONE_SEES})""",
        asked=True,
    ),
    Wall(
        table="learning_cyclestep",
        see="cycle_id IN (SELECT id FROM learning_learningcycle)",
        add=f"written_by_id = {ME} AND cycle_id IN (SELECT id FROM learning_learningcycle)",
        asked=True,
    ),
    Wall(
        table="learning_obstacle",
        see="cycle_id IN (SELECT id FROM learning_learningcycle)",
        # Before its question, which it lets in: nobody ties themselves to a question that is there already.
        add=f"""raised_by_id = {ME} AND wall.obstacle_goes_to(cycle_id) IS NOT NULL
        AND wall.is_new_question(question_id)""",
        asked=True,
    ),
    Wall(
        table="learning_experiment",
        asked=True,
        see=f"circle_id = {MINE}",
        add=f"circle_id = {MINE} AND tended_by_id = {ME}",
        change=f"circle_id = {MINE}",
    ),
    Wall(
        table="learning_measure",
        asked=True,
        see=f"circle_id = {MINE}",
        add=f"circle_id = {MINE} AND kept_by_id = {ME}",
        change=f"circle_id = {MINE}",
    ),
    Wall(
        table="learning_observation",
        asked=True,
        see="measure_id IN (SELECT id FROM learning_measure)",
        add=f"written_by_id = {ME} AND measure_id IN (SELECT id FROM learning_measure)",
        change="measure_id IN (SELECT id FROM learning_measure)",
    ),
    Wall(
        table="learning_understanding_insights",
        see="""understanding_id IN (SELECT id FROM learning_understanding)
        AND insight_id IN (SELECT id FROM learning_insight)""",
        add=f"""understanding_id IN (SELECT id FROM learning_understanding WHERE written_by_id = {ME})
        AND insight_id IN (SELECT id FROM learning_insight)""",
    ),
    Wall(
        table="learning_insight",
        asked=True,
        see=f"circle_id = {MINE}",
        add=f"""circle_id = {MINE} AND written_by_id = {ME}
        AND (supersedes_id IS NULL OR wall.insight_is_in(supersedes_id, circle_id))""",
    ),
    # Of something shared with another circle, whoever is not in that one learns nothing: no id, no circle, not if it was
    # withdrawn. How many sources there were, the insight itself says.
    Wall(
        table="learning_insightsource",
        see=f"circle_id = {MINE} AND insight_id IN (SELECT id FROM learning_insight)",
        add=f"""circle_id = {MINE} AND insight_id IN (SELECT id FROM learning_insight WHERE written_by_id = {ME})
        AND {SHARED_THERE} AND (earlier_id IS NULL OR wall.insight_is_in(earlier_id, circle_id))""",
    ),
    Wall(
        table="learning_insightvoice",
        see="insight_id IN (SELECT id FROM learning_insight)",
        add=f"person_id = {ME} AND insight_id IN (SELECT id FROM learning_insight)",
        change=f"person_id = {ME} AND insight_id IN (SELECT id FROM learning_insight)",
    ),
    Wall(
        table="learning_adaptation",
        asked=True,
        see=f"circle_id = {MINE}",
        add=f"""circle_id = {MINE} AND written_by_id = {ME}
        AND (follows_id IS NULL OR wall.adaptation_is_in(follows_id, circle_id))""",
        change=f"circle_id = {MINE}",
    ),
    Wall(
        table="learning_adaptationsource",
        see=f"circle_id = {MINE} AND adaptation_id IN (SELECT id FROM learning_adaptation)",
        add=f"""circle_id = {MINE}
        AND adaptation_id IN (SELECT id FROM learning_adaptation WHERE written_by_id = {ME})
        AND {SHARED_THERE} AND (insight_id IS NULL OR wall.insight_is_in(insight_id, circle_id))""",
    ),
    Wall(
        table="learning_sensemaking",
        asked=True,
        see=f"circle_id = {MINE}",
        add=f"circle_id = {MINE} AND begun_by_id = {ME} AND facilitator_id = {ME}",
        change=f"circle_id = {MINE}",
    ),
    # What is written alone is hidden here, too, until all of it is shown; and again when it went back to its writer.
    Wall(
        table="learning_note",
        asked=True,
        see=f"author_id = {ME} OR gone_back_at IS NULL AND wall.shows_notes(sense_making_id, {MY_CIRCLES})",
        add=f"""author_id = {ME} AND wall.in_session(sense_making_id, {MY_CIRCLES})
        AND wall.shared_where(sense_making_id, share_id)""",
        change=f"author_id = {ME}",
        remove=f"author_id = {ME}",
        jobs={
            "hls_returner": {
                "see": ("id, author_id, gone_back_at", "wall.note_is_over(sense_making_id, written_at)"),
                "change": ("gone_back_at", "wall.note_is_over(sense_making_id, written_at)"),
            }
        },
    ),
    Wall(
        table="learning_notegroup",
        see=f"wall.in_session(sense_making_id, {MY_CIRCLES})",
        add=f"wall.in_session(sense_making_id, {MY_CIRCLES})",
        change=f"wall.in_session(sense_making_id, {MY_CIRCLES})",
    ),
    Wall(
        table="learning_placed",
        see=PLACED,
        add=PLACED_IN_ITS_SESSION,
        change=PLACED_IN_ITS_SESSION,
        remove=PLACED,
    ),
    Wall(
        table="learning_outcome",
        see=f"wall.in_session(sense_making_id, {MY_CIRCLES})",
        add=f"wall.in_session(sense_making_id, {MY_CIRCLES}) AND ({OUT_OF_ITS_CIRCLE})",
    ),
    Wall(
        table="learning_promptset",
        see=f"circle_id = {MINE}",
        add=f"circle_id = {TENDED}",
        change=f"circle_id = {TENDED}",
    ),
    Wall(
        table="learning_promptsetversion",
        see="prompt_set_id IN (SELECT id FROM learning_promptset)",
        add=f"""written_by_id = {ME}
        AND prompt_set_id IN (SELECT id FROM learning_promptset WHERE circle_id = {TENDED})""",
    ),
    Wall(
        table="learning_digest",
        asked=True,
        see=f"circle_id = {MINE}",
        add=f"circle_id = {ACTING}",
        jobs={
            "hls_clock": {"see": "id, circle_id, period_start, period_end"},
            "hls_post": {
                "see": "id, circle_id, period_start, period_end, built_at, addressed_at",
                "change": "addressed_at",
            },
        },
    ),
    Wall(
        table="learning_digestthread",
        asked=True,
        see=DIGEST_ONE_SEES,
        add=DIGEST_BEING_BUILT,
        change=DIGEST_ONE_SEES,
    ),
    Wall(
        table="learning_digestthread_shares",
        see=f"wall.has_thread(digestthread_id, {MY_CIRCLES})",
        add=f"digestthread_id IN (SELECT id FROM learning_digestthread WHERE {DIGEST_BEING_BUILT})",
    ),
    Wall(
        table="learning_theme",
        asked=True,
        see=f"circle_id = {MINE}",
        add=f"circle_id = {MINE} AND named_by_id = {ME}",
        change=f"circle_id = {MINE}",
    ),
    Wall(
        table="learning_theme_shares",
        see="""theme_id IN (SELECT id FROM learning_theme) AND share_id IN (SELECT id FROM learning_share)""",
        add="""EXISTS (SELECT FROM learning_theme theme JOIN learning_share share ON share.circle_id = theme.circle_id
        WHERE theme.id = theme_id AND share.id = share_id AND share.withdrawn_at IS NULL)""",
        remove="theme_id IN (SELECT id FROM learning_theme)",
    ),
    Wall(
        table="learning_digestchoice",
        through_glass=False,
        see=f"person_id = {ME} OR feed_hash = (SELECT wall.token())",
        add=f"person_id = {ME}",
        change=f"person_id = {ME}",
        jobs={
            "hls_post": {
                "see": "id, person_id, rhythm, day, hour, zone, channel, names_circles, own, away_until, next_at,"
                " covered_until",
                "add": "",
                "change": "next_at, covered_until",
            }
        },
    ),
    Wall(
        table="learning_delivery",
        through_glass=False,
        asked=True,
        see=f"person_id = {ME}",
        jobs={"hls_post": {"see": "", "add": "", "change": "sent_at, dropped_at, covers_until"}},
    ),
    Wall(
        table="learning_digestcopy",
        through_glass=False,
        asked=True,
        see=f"person_id = {ME}",
        remove=f"person_id = {ME} AND delivery_id IS NULL",
        jobs={"hls_post": {"see": "", "add": "", "change": "delivery_id"}},
    ),
    Wall(
        table="learning_digestshape",
        see=f"circle_id = {MINE}",
        add=f"circle_id = {TENDED}",
        change=f"circle_id = {TENDED}",
    ),
]
