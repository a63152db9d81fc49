"""Grants of other funders, brought in from their files: all of a file or nothing, and the same again makes no doubles."""

import datetime
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from funders import access
from funders.giving.reading import GrantProblem, Read
from funders.models import Grant
from funders.money import exactly
from hls_platform.actions import NotFound, Refused, action, in_turn
from hls_platform.security import audit
from hls_platform.security.asking import as_job
from relationships.actions.ending import must_go_on
from relationships.models import Circle, Person

TELL_EVERY = 1000
MOST_PROBLEMS = 10_000
"""So many are named; how many there are is said."""
COLUMNS = (
    "grant_id, title, description, currency, amount, awarded_on, funder_id, funder, recipient_id, recipient,"
    " programme, place, details"
)
HELD = """CREATE TEMP TABLE held_grant (
    "row" integer, grant_id text, title text, description text, currency text, amount numeric, awarded_on date,
    funder_id text, funder text, recipient_id text, recipient text, programme text, place text, details text)"""
"""PostgreSQL copies into no table that has a wall, so grants wait here and pass the wall from here, like any others."""
TWICE = """
    SELECT "row", grant_id, earlier FROM held_grant JOIN (
        SELECT grant_id, min("row") AS earlier FROM held_grant GROUP BY grant_id HAVING count(*) > 1
    ) AS twice USING (grant_id) WHERE "row" > earlier ORDER BY "row" """
LEAVE = 'DELETE FROM held_grant WHERE "row" = ANY (%(rows)s)'
SUMS = "SELECT currency, count(*), sum(amount) FROM held_grant GROUP BY currency ORDER BY currency"
FUNDERS = "SELECT count(*) FROM (SELECT DISTINCT funder_id FROM held_grant) AS funder"
KEEP = f"""
    INSERT INTO funders_grant (id, circle_id, brought_at, {COLUMNS})
    SELECT overlay(overlay(left(encode(sha256(convert_to(concat_ws(
        chr(31), coalesce(%(circle)s::text, ''), grant_id
    ), 'UTF8')), 'hex'), 32) PLACING '8' FROM 13) PLACING '8' FROM 17)::uuid, %(circle)s::uuid, %(at)s, {
    COLUMNS
}
    FROM held_grant
    ON CONFLICT (id) DO UPDATE SET (brought_at, {COLUMNS}) = (excluded.brought_at, {
    ", ".join(f"excluded.{name.strip()}" for name in COLUMNS.split(","))
})
    WHERE funders_grant.details <> excluded.details"""  # noqa: S608  our own names
"""Their ids are the same for the same circle and grant: UUIDs of version 8 (RFC 9562). What its publisher corrected since is
kept as it says now."""


@dataclass
class BroughtIn:
    """What of a file is here now (or, looked through, would be), what is not, and why."""

    read: int = 0
    grants: int = 0
    rejected: int = 0
    funders: int = 0
    changed: int = 0
    """How many were not here before, or not as they are now."""
    amounts: dict[str, str] = field(default_factory=dict)
    problems: list[GrantProblem] = field(default_factory=list)
    problem_count: int = 0

    def note(self, problems: Iterable[GrantProblem]) -> None:
        """Remember what is wrong; of very much, only how much."""
        for each in problems:
            self.problem_count += 1
            if len(self.problems) < MOST_PROBLEMS:
                self.problems.append(each)


@action
def bring_grants_in(
    *,
    by: Person | None,
    circle: Circle | None,
    grants: Iterable[Read | list[GrantProblem]],
    only_valid: bool = False,
    tell: Callable[[int], None] = lambda read: None,
    at: datetime.datetime | None = None,
) -> BroughtIn:
    """Keep `grants` for a circle that `by` is in; with a problem in any, none of them, or `only_valid` the others.

    Without a `by`, which is the command line of whoever runs the place, for `circle` or, where that is None, for everybody.
    `tell` hears how many were read. Raises NotFound outside the circle, Ended, Unreadable, Refused for a file without grants.
    """
    with _asking(by), connection.cursor() as cursor:
        _may(by, circle)
        found = _hold(cursor, grants, only_valid, tell)
        if found.grants:
            cursor.execute(KEEP, {"circle": circle.pk if circle else None, "at": at or timezone.now()})
            found.changed = cursor.rowcount
        cursor.execute("DROP TABLE held_grant")
        if not found.changed:
            audit.nothing_changed()
            return found
        audit.record(
            by=by,
            verb="grants.brought_in",
            subject=circle or Grant(),
            circle=circle,
            grants=found.grants,
            rejected=found.rejected,
        )
    return found


@action
def look_grants_through(
    *,
    by: Person | None,
    circle: Circle | None,
    grants: Iterable[Read | list[GrantProblem]],
    only_valid: bool = False,
) -> BroughtIn:
    """What `bring_grants_in` would keep, keeping nothing."""
    audit.nothing_changed()
    with _asking(by), connection.cursor() as cursor:
        _may(by, circle)
        found = _hold(cursor, grants, only_valid, lambda read: None)
        cursor.execute("DROP TABLE held_grant")
    return found


@action
def take_grants_away(*, by: Person, circle: Circle, funder_id: str) -> int:
    """Take away what a circle brought in of one funder; how many grants that were. Raises NotFound, NotAllowed."""
    if not access.is_in(by, circle):
        raise NotFound
    in_turn(circle.pk)
    gone = Grant.objects.filter(circle=circle, funder_id=funder_id)
    number = gone._raw_delete(gone.db)  # nothing hangs on a grant
    if not number:
        audit.nothing_changed()
        return 0
    audit.record(by=by, verb="grants.taken_away", subject=circle, circle=circle, grants=number)
    return number


def _asking(by: Person | None) -> AbstractContextManager[None]:
    """As whoever does it; the command line is nobody, and has a role of its own."""
    return nullcontext() if by else as_job("hls_door")


def _may(by: Person | None, circle: Circle | None) -> None:
    if by is not None:
        if circle is None or not access.is_in(by, circle):
            raise NotFound
        must_go_on(circle)
    if circle is not None:
        in_turn(circle.pk)


def _hold(
    cursor: Any,
    grants: Iterable[Read | list[GrantProblem]],
    only_valid: bool,
    tell: Callable[[int], None],
) -> BroughtIn:
    """Put the grants where they wait, and count what of them can be kept."""
    found = BroughtIn()
    cursor.execute(HELD)
    with cursor.copy("COPY held_grant FROM STDIN") as into:
        for read, grant in enumerate(grants, start=1):
            if isinstance(grant, list):
                found.note(grant)
                found.rejected += 1
            else:
                into.write_row(grant)
            if not read % TELL_EVERY:
                tell(read)
            found.read = read
    if not found.read:
        raise Refused(_("There is no grant in it."))
    _leave_doubles(cursor, found)
    if found.problem_count and not only_valid:
        return found
    cursor.execute(SUMS)
    for currency, number, amount in cursor.fetchall():
        found.grants += number
        found.amounts[currency] = exactly(Decimal(amount))
    cursor.execute(FUNDERS)
    found.funders = cursor.fetchone()[0]
    return found


def _leave_doubles(cursor: Any, found: BroughtIn) -> None:
    cursor.execute(TWICE)
    twice = cursor.fetchall()
    if twice:
        said = _("Another grant has this identifier: row %(row)s.")
        found.note(GrantProblem(row, id, said % {"row": earlier}) for row, id, earlier in twice)
        found.rejected += len(twice)
        cursor.execute(LEAVE, {"rows": [row for row, _id, _earlier in twice]})
    found.problems.sort(key=lambda each: each.row)
