"""What circles shared, newest first."""

import datetime
import uuid
from collections.abc import Sequence

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from hls_platform.web.paging import Page, cursor_of, page_after, read_cursor
from learning.models import Share
from relationships.models import Circle, Membership, Person
from systems.models import Factor

NEWEST_FIRST = ("-shared_at", "-id")
SIZE = 10


NEWEST = """
    SELECT newest.id FROM unnest(%s::uuid[]) AS circle(id) CROSS JOIN LATERAL (
        SELECT share.id, share.shared_at FROM learning_share AS share
        WHERE share.circle_id = circle.id AND share.withdrawn_at IS NULL
            AND (%s::timestamptz IS NULL OR (share.shared_at, share.id) < (%s::timestamptz, %s::uuid))
        ORDER BY share.shared_at DESC, share.id DESC LIMIT %s
    ) AS newest ORDER BY newest.shared_at DESC, newest.id DESC LIMIT %s"""


def with_people_counted(circles: QuerySet[Circle]) -> QuerySet[Circle]:
    """The circles, each with `people`: how many can see what is shared with it."""
    inside = (
        Membership.objects.current()
        .filter(circle_id=OuterRef("pk"))
        .order_by()
        .values("circle_id")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return circles.annotate(people=Coalesce(Subquery(inside), 0))


def my_circles(person: Person) -> list[Circle]:
    """The circles that `person` is in now, by name, each with `people`."""
    return list(with_people_counted(Circle.objects.having_member(person)).order_by("name"))


def shared_with(
    person: Person, circles: Sequence[Circle], after: str | None = None, size: int = SIZE
) -> Page:
    """What was shared with `circles` (which `person` is in), newest first: shares, each with its circle.

    Reads at most `size` + 1 rows of each circle from its own index, however much was ever shared.
    """
    by_id = {circle.pk: circle for circle in circles}
    found = (
        Share.objects.filter(
            pk__in=_newest_of_each(list(by_id), read_cursor(after, Share, NEWEST_FIRST), size + 1)
        )
        .select_related("reflection__author")
        .order_by(*NEWEST_FIRST)
    )
    shares = list(found)
    for share in shares:
        share.circle = by_id[share.circle_id]
    more = len(shares) > size
    return Page(shares[:size], cursor_of(shares[size - 1], NEWEST_FIRST) if more else None)


def mentioning(person: Person, factor: Factor, circles: Sequence[Circle], after: str | None = None) -> Page:
    """Shares that `person` may read, with circles they are in, of reflections that mention `factor`, newest first.

    Those without a name only where the map is of the same circle: see `Mention.visible_to`.
    """
    by_id = {circle.pk: circle for circle in circles}
    found = (
        Share.objects.live()
        .filter(circle_id__in=by_id, reflection__mentions__factor=factor)
        .filter(Q(anonymous=False) | Q(circle_id=factor.map.circle_id))
        .select_related("reflection__author")
    )
    page = page_after(found, order=NEWEST_FIRST, after=after, size=SIZE)
    for share in page.items:
        share.circle = by_id[share.circle_id]
    return page


def _newest_of_each(
    circles: list[uuid.UUID], after: list[datetime.datetime | uuid.UUID] | None, size: int
) -> RawSQL:
    """The ids of the `size` newest live shares of all `circles` together: the newest of each, then the newest of those."""
    shared_at, share_id = after or (None, None)
    return RawSQL(NEWEST, [circles, shared_at, shared_at, share_id, size, size])  # noqa: S611  a constant text
