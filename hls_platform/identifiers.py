"""Identifiers: time-ordered ones for what has a time, random ones for what must not tell its time."""

import uuid

from uuid_utils.compat import uuid7 as _uuid7


def uuid7() -> uuid.UUID:
    """A new UUID version 7 (RFC 9562): sorts by the millisecond in which it was made."""
    return _uuid7()


def is_uuid7(value: uuid.UUID) -> bool:
    """Whether `value` could have been made by `uuid7`, here or in a browser."""
    return value.version == 7
