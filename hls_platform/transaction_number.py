"""A column that holds the number PostgreSQL gave to a transaction."""

from typing import Any

from django.db.models import BigIntegerField


class TransactionNumber(BigIntegerField):
    """Another server counts its transactions anew: when a back-up is put back, these numbers are made smaller, all by as
    much, where they would be ahead of it."""

    def deconstruct(self) -> Any:
        """For migrations it is the plain number that it was."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BigIntegerField", args, kwargs
