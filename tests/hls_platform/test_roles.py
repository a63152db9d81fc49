"""The application talks to PostgreSQL as a role that owns nothing."""

import pytest
from django.db import ProgrammingError, connection

JOBS = (
    "hls_sign_in",
    "hls_clock",
    "hls_post",
    "hls_registrar",
    "hls_scrubber",
    "hls_sealer",
    "hls_returner",
    "hls_door",
    "hls_guest",
    "hls_administration",
    "hls_glass",
    "hls_rights",
)


@pytest.fixture(autouse=True)
def as_the_application(db):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE hls_app")


@pytest.mark.django_db
def test_the_application_role_is_no_superuser_and_owns_nothing():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False, False)
        cursor.execute(
            "SELECT oid FROM pg_roles WHERE pg_has_role(current_user, oid, 'MEMBER') AND rolname <> current_user"
        )
        roles = [role for (role,) in cursor.fetchall()]
        cursor.execute("SELECT rolname FROM pg_roles WHERE oid = ANY(%s)", [roles])
        # It may become one of the platform's jobs, each with the rights that the walls give it, and nobody else.
        assert {name for (name,) in cursor.fetchall()} == set(JOBS)
        cursor.execute("SELECT relname FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE proowner = current_user::regrole"
            " UNION ALL SELECT nspname FROM pg_namespace WHERE nspowner = current_user::regrole"
            " UNION ALL SELECT datname FROM pg_database WHERE datdba = current_user::regrole"
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = 'hls_owner'")
        assert cursor.fetchone()[0] > 20


@pytest.mark.django_db
def test_the_application_role_may_make_nothing():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nspname FROM pg_namespace WHERE has_schema_privilege(current_user, oid, 'CREATE')"
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT has_database_privilege(current_user, current_database(), 'CREATE')")
        assert cursor.fetchone() == (False,)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.mine (id int)",
        "ALTER TABLE relationships_person ADD COLUMN mine int",
        "CREATE ROLE mine",
    ],
)
def test_the_application_role_cannot_change_the_tables(statement):
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
