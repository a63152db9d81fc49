"""The walls of the frame's own tables, and of those that Django and its libraries bring."""

from hls_platform.security.walls import Asked, NoWall, Wall

ALL_VERBS = "SELECT, INSERT, UPDATE, DELETE"

ASKED = [
    Asked(
        name="me()",
        returns="uuid",
        body="SELECT nullif(current_setting('hls.person', true), '')::uuid",
        reads=False,
    ),
    Asked(
        name="acting()",
        returns="uuid[]",
        body="SELECT coalesce(nullif(current_setting('hls.circles', true), ''), '{}')::uuid[]",
        reads=False,
    ),
    Asked(
        name="moment()",  # what the application's clock says, so that both walls see a membership end at once
        returns="timestamptz",
        body="""SELECT clock_timestamp()
        + make_interval(secs => coalesce(nullif(current_setting('hls.ahead', true), ''), '0')::int)""",
        reads=False,
    ),
    Asked(
        name="token()",
        returns="text",
        body="SELECT nullif(current_setting('hls.token', true), '')",
        reads=False,
    ),
]

WALLS: list[Wall | NoWall] = [
    NoWall(
        table="django_session",
        reason="A session is found by its key alone, a secret of 32 characters; what it holds is signed and names a"
        " person by id. It has to be read before anybody can be told to the database.",
        verbs=ALL_VERBS,
    ),
    Wall(  # anybody's change may make one necessary, also of somebody who is not signed in; only the worker reads them
        table="hls_platform_errand",
        see="false",
        add="true",
        jobs={
            "hls_sign_in": {"add": ""},
            "hls_clock": {"add": ""},
            "hls_post": {"see": "", "remove": ""},
        },
    ),
    NoWall(table="django_migrations", reason="Names of migrations; the application does not read it."),
    NoWall(table="django_content_type", reason="Names of models.", verbs="SELECT"),
    NoWall(table="auth_permission", reason="Names of permissions that nobody uses here.", verbs="SELECT"),
    NoWall(table="auth_group", reason="Empty: circles take the place of groups."),
    NoWall(table="auth_group_permissions", reason="Empty: circles take the place of groups."),
]
