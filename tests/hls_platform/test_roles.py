"""The application talks to PostgreSQL as a role that owns nothing."""

import pytest
from django.db import ProgrammingError, connection


@pytest.fixture(autouse=True)
def as_the_application(db):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE hls_app")


@pytest.mark.django_db
def test_the_application_role_is_no_superuser_and_owns_no_table():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("SELECT tablename FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchall() == []
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = 'hls_owner'")
        assert cursor.fetchone()[0] > 20


@pytest.mark.django_db
def test_the_application_role_cannot_change_the_tables():
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE public.mine (id int)")
