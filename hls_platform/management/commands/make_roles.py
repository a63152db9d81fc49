"""Makes the two database roles on a server of one's own; our embedded PostgreSQL has them already."""

from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from psycopg import sql

from hls_platform import security
from hls_platform.settings import ENVIRONMENT, env

STATEMENTS = Path(security.__file__).with_name("roles.sql")


class Command(BaseCommand):
    help = (
        "Makes the roles hls_owner and hls_app as DATABASE_SUPERUSER_URL, with the passwords that DATABASE_URL and "
        "DATABASE_OWNER_URL name. May be run again, to change the passwords too."
    )
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        address = env("DATABASE_SUPERUSER_URL")
        if not address:
            raise CommandError(f"DATABASE_SUPERUSER_URL is not set: {ENVIRONMENT['DATABASE_SUPERUSER_URL']}")
        try:
            with psycopg.connect(address) as connection:
                connection.execute(STATEMENTS.read_bytes())
                for role, database in (("hls_app", "default"), ("hls_owner", "owner")):
                    if password := settings.DATABASES[database]["PASSWORD"]:
                        connection.execute(
                            sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                                sql.Identifier(role), sql.Literal(password)
                            )
                        )
        except psycopg.Error as error:
            raise CommandError(
                f"The roles could not be made: {str(error).strip().splitlines()[0]}."
            ) from error
