"""Who may see and change maps, told to the database: the people of the map's circle."""

from hls_platform.security.walls import NoWall, Wall
from relationships.walls import ME, MINE, TENDED

ON_A_MAP_ONE_SEES = "map_id IN (SELECT id FROM systems_systemmap)"
ON_A_MAP_ONE_TENDS = f"map_id IN (SELECT id FROM systems_systemmap WHERE circle_id = {TENDED})"
AN_ORGANISATION_ONE_KNOWS = (
    "(organisation_id IS NULL OR organisation_id IN (SELECT circle_id FROM relationships_organisation))"
)
ON_ITS_ACTOR_S_MAP = """EXISTS (SELECT FROM systems_actor actor JOIN systems_factor factor ON factor.map_id = actor.map_id
    WHERE actor.id = actor_id AND factor.id = factor_id)"""

WALLS: list[Wall | NoWall] = [
    Wall(
        table="systems_systemmap",
        see=f"circle_id = {MINE}",
        add=f"circle_id = {MINE}",
        change=f"circle_id = {MINE}",
        asked=True,
        jobs={"hls_door": {"see": "id, slug, name, circle_id"}},
    ),
    *(
        Wall(
            table=table,
            see=ON_A_MAP_ONE_SEES,
            add=ON_A_MAP_ONE_SEES,
            change=ON_A_MAP_ONE_SEES,
            remove=ON_A_MAP_ONE_SEES,
            asked=True,
        )
        for table in ("systems_factor", "systems_link")
    ),
    Wall(
        table="systems_change",
        see=ON_A_MAP_ONE_SEES,
        add=f"by_id IS NOT DISTINCT FROM {ME} AND {ON_A_MAP_ONE_SEES}",
    ),
    Wall(
        table="systems_contest",
        see=ON_A_MAP_ONE_SEES,
        add=ON_A_MAP_ONE_SEES,
        change=ON_A_MAP_ONE_SEES,
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
