"""Who may see and change maps, told to the database: the people of the map's circle, and the guests of that one map."""

from hls_platform.security.walls import Asked, NoWall, Wall
from relationships.walls import ME, MINE, TENDED

ON_A_MAP_ONE_SEES = f"map_id IN (SELECT id FROM systems_systemmap WHERE circle_id = {MINE})"
"""Of the circle's people alone: what they tie to a map is none of a guest's business."""
ON_A_MAP_ONE_DRAWS = "map_id IN (SELECT id FROM systems_systemmap)"
"""Of guests, too: factors, links, and what was changed."""
THE_GUEST = "(SELECT wall.guest())"
THE_GUEST_S_MAP = "(SELECT wall.map_of_guest())"
LETS_IN = """link.revoked_at IS NULL AND link.expires_at > wall.moment() AND wall.me() IS NULL AND EXISTS (
    SELECT FROM systems_systemmap map JOIN relationships_circle circle ON circle.id = map.circle_id
    JOIN systems_guestsallowed allowed ON allowed.circle_id = circle.id
    WHERE map.id = link.map_id AND circle.ended_at IS NULL)"""
ON_A_MAP_ONE_TENDS = f"map_id IN (SELECT id FROM systems_systemmap WHERE circle_id = {TENDED})"
AN_ORGANISATION_ONE_KNOWS = (
    "(organisation_id IS NULL OR organisation_id IN (SELECT circle_id FROM relationships_organisation))"
)
ON_ITS_ACTOR_S_MAP = """EXISTS (SELECT FROM systems_actor actor JOIN systems_factor factor ON factor.map_id = actor.map_id
    WHERE actor.id = actor_id AND factor.id = factor_id)"""

ASKED = [
    Asked(
        name="guest()",
        returns="uuid",
        body=f"""SELECT guest.id FROM systems_guest guest JOIN systems_guestlink link ON link.id = guest.link_id
        WHERE guest.secret_hash = wall.token() AND {LETS_IN}""",
    ),
    Asked(
        name="guests_link()",
        returns="uuid",
        body=f"SELECT link.id FROM systems_guestlink link WHERE link.token_hash = wall.token() AND {LETS_IN}",
    ),
    Asked(  # where a guest is, or whoever bears a link that makes one
        name="map_of_guest()",
        returns="uuid",
        body="""SELECT map_id FROM systems_guest WHERE id = wall.guest()
        UNION ALL SELECT map_id FROM systems_guestlink WHERE id = wall.guests_link() LIMIT 1""",
    ),
    Asked(
        name="circle_of_map(map uuid)",
        returns="uuid",
        body="SELECT circle_id FROM systems_systemmap WHERE id = map",
    ),
    Asked(
        name="name_of_map(map uuid)",
        returns="text",
        body="SELECT name FROM systems_systemmap WHERE id = map AND circle_id = ANY (wall.mine())",
    ),
    Asked(
        name="lets_guests_in(circle uuid)",
        returns="boolean",
        body="SELECT EXISTS (SELECT FROM systems_guestsallowed WHERE circle_id = circle)",
    ),
]

WALLS: list[Wall | NoWall] = [
    Wall(
        table="systems_systemmap",
        see=f"circle_id = {MINE} OR id = {THE_GUEST_S_MAP}",
        add=f"circle_id = {MINE}",
        change=f"circle_id = {MINE} OR id = {THE_GUEST_S_MAP} AND {THE_GUEST} IS NOT NULL",
        becomes=f"circle_id = {MINE} OR id = {THE_GUEST_S_MAP} AND circle_id = wall.circle_of_map(id)",
        asked=True,
        jobs={"hls_door": {"see": "id, slug, name, circle_id"}},
    ),
    *(
        Wall(
            table=table,
            see=ON_A_MAP_ONE_DRAWS,
            add=ON_A_MAP_ONE_DRAWS,
            change=ON_A_MAP_ONE_DRAWS,
            remove=ON_A_MAP_ONE_DRAWS,
            asked=True,
        )
        for table in ("systems_factor", "systems_link")
    ),
    Wall(
        table="systems_change",
        see=ON_A_MAP_ONE_DRAWS,
        add=f"""by_id IS NOT DISTINCT FROM {ME} AND guest_id IS NOT DISTINCT FROM {THE_GUEST}
        AND {ON_A_MAP_ONE_DRAWS}""",
    ),
    Wall(
        table="systems_contest",
        see=ON_A_MAP_ONE_DRAWS,
        add=ON_A_MAP_ONE_DRAWS,
        change=ON_A_MAP_ONE_DRAWS,
    ),
    Wall(table="systems_snapshot", see=ON_A_MAP_ONE_SEES, add=ON_A_MAP_ONE_SEES),
    # That something was published, and where, everybody may know: it holds no words.
    Wall(
        table="systems_publishedmap",
        see="true",
        add=ON_A_MAP_ONE_TENDS,
        change=ON_A_MAP_ONE_TENDS,
    ),
    Wall(
        table="systems_edition",
        see=f"""publication_id IN (SELECT id FROM systems_publishedmap WHERE withdrawn_at IS NULL OR {ON_A_MAP_ONE_SEES})""",
        add=f"""by_id = {ME} AND publication_id IN (
            SELECT id FROM systems_publishedmap WHERE {ON_A_MAP_ONE_TENDS} AND withdrawn_at IS NULL)""",
    ),
    Wall(
        table="systems_keptloop",
        see=ON_A_MAP_ONE_SEES,
        add=ON_A_MAP_ONE_SEES,
        remove=ON_A_MAP_ONE_SEES,
    ),
    Wall(
        table="systems_guestsallowed",
        see=f"circle_id = {MINE}",
        add=f"circle_id = {TENDED} AND by_id = {ME}",
        remove=f"circle_id = {TENDED}",
        asked=True,
    ),
    Wall(
        table="systems_guestlink",
        see=f"{ON_A_MAP_ONE_SEES} OR id = (SELECT wall.guests_link())",
        add=f"made_by_id = {ME} AND {ON_A_MAP_ONE_SEES} AND wall.lets_guests_in(wall.circle_of_map(map_id))",
        change=ON_A_MAP_ONE_SEES,
        asked=True,
    ),
    Wall(
        table="systems_guest",
        see=f"{ON_A_MAP_ONE_SEES} OR map_id = {THE_GUEST_S_MAP}",
        add=f"link_id = (SELECT wall.guests_link()) AND map_id = {THE_GUEST_S_MAP}",
        asked=True,
    ),
    Wall(
        table="systems_view",
        see=ON_A_MAP_ONE_SEES,
        add=ON_A_MAP_ONE_SEES,
        change=ON_A_MAP_ONE_SEES,
        remove=ON_A_MAP_ONE_SEES,
    ),
    Wall(
        table="systems_actor",
        see=ON_A_MAP_ONE_SEES,
        add=f"{ON_A_MAP_ONE_SEES} AND {AN_ORGANISATION_ONE_KNOWS}",
        change=ON_A_MAP_ONE_SEES,
        remove=ON_A_MAP_ONE_SEES,
    ),
    Wall(
        table="systems_actson",
        see="actor_id IN (SELECT id FROM systems_actor)",
        add=ON_ITS_ACTOR_S_MAP,
        change=ON_ITS_ACTOR_S_MAP,
        remove="actor_id IN (SELECT id FROM systems_actor)",
    ),
]
