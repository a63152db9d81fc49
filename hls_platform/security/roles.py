"""Which database role does what: the application's role reads and writes, the owner's migrates."""

from typing import Any


class EverythingThroughTheApplicationRole:
    """Database router: all queries go through `default`; only `owner` may migrate."""

    def db_for_read(self, model: type, **hints: Any) -> str:
        return "default"

    def db_for_write(self, model: type, **hints: Any) -> str:
        return "default"

    def allow_relation(self, obj1: object, obj2: object, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"
