"""Whether a report is genuine: for anybody, asked by its number, its hash or the hash of a file; never a word of it."""

import datetime
import re
from dataclasses import dataclass

from hls_platform.rows import rows

HASH = re.compile(r"[0-9a-f]{64}")
NUMBER = re.compile(r"[0-9]{4}-[0-9]{4,9}")


@dataclass(frozen=True)
class Genuine:
    """What everybody may learn of an issued report."""

    number: str
    sha256: str
    issued_at: datetime.datetime
    superseded_by: str | None
    withdrawn: int
    kind: str | None
    """Of the file that was asked about: how its name ends; None where a number or the hash of the content was."""
    given_at: datetime.datetime | None


def genuine(asked: str) -> Genuine | None:
    """The issued report with this number, content hash or file hash; None where there is none. Spaces do not matter."""
    asked = re.sub(r"\s", "", asked).lower()
    if not (HASH.fullmatch(asked) or NUMBER.fullmatch(asked)):
        return None
    found = rows(Genuine, "SELECT * FROM wall.genuine(%(asked)s)", {"asked": asked})
    return found[0] if found else None
