"""Who may see and change what people wrote, told to the database.

A reflection is its author's; a live share opens it to the people who are in the share's circle now.
"""

from hls_platform.security.walls import Asked, NoWall, Wall
from relationships.walls import ME, MINE, MY_CIRCLES

ACTING = "ANY ((SELECT wall.acting())::uuid[])"
DIGEST_ONE_SEES = f"wall.has_digest(digest_id, {MY_CIRCLES})"
DIGEST_BEING_BUILT = f"digest_id IN (SELECT id FROM learning_digest WHERE circle_id = {ACTING})"
SHARED_THERE = "(share_id IS NULL OR wall.is_shared_with(share_id, circle_id))"

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
        name="label_of(factor uuid)",
        returns="text",
        body="""SELECT label FROM systems_factor JOIN systems_systemmap map ON map.id = map_id
        WHERE systems_factor.id = factor AND map.circle_id = ANY (wall.mine())""",
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
            JOIN learning_delivery delivery ON delivery.digest_id = digest.id
            WHERE share.circle_id = circle AND share.withdrawn_at IS NULL
              AND delivery.sent_at IS NOT NULL AND delivery.person_id <> wall.me()
        ) AS reader""",
    ),
]

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
        table="learning_mention",
        see=f"wall.hears_of(reflection_id, factor_id, {MY_CIRCLES})",
        add="""wall.wrote(reflection_id)
        AND EXISTS (SELECT FROM systems_factor factor WHERE factor.id = factor_id)""",
        remove="wall.wrote(reflection_id)",
    ),
    Wall(
        table="learning_learningquestion",
        asked=True,
        see=f"circle_id = {MINE}",
        add=f"circle_id = {MINE} AND asked_by_id = {ME}",
        change=f"circle_id = {MINE}",
    ),
    Wall(
        table="learning_understanding",
        asked=True,
        see="question_id IN (SELECT id FROM learning_learningquestion)",
        add=f"written_by_id = {ME} AND question_id IN (SELECT id FROM learning_learningquestion)",
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
        table="learning_digest",
        asked=True,
        see=f"circle_id = {MINE}",
        add=f"circle_id = {ACTING}",
        jobs={
            "hls_clock": {"see": "id, circle_id, period_start, period_end"},
            "hls_post": {
                "see": "id, circle_id, period_end, built_at, addressed_at",
                "change": "addressed_at",
            },
        },
    ),
    Wall(
        table="learning_digestthread",
        see=DIGEST_ONE_SEES,
        add=DIGEST_BEING_BUILT,
        change=DIGEST_ONE_SEES,
    ),
    Wall(
        table="learning_digestthread_shares",
        see="digestthread_id IN (SELECT id FROM learning_digestthread)",
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
        table="learning_delivery",
        asked=True,
        see=f"person_id = {ME} OR {DIGEST_BEING_BUILT}",
        add=DIGEST_BEING_BUILT,
        jobs={"hls_post": {"see": "", "change": "sent_at, dropped_at"}},
    ),
]
