"""Reading a circle under a broken glass: what is read is written down in the same transaction, or is not read."""

from django.db.models import Prefetch

from hls_platform.actions import NotFound, action
from hls_platform.security import audit
from hls_platform.security.asking import as_glass
from hls_platform.web.paging import Page, page_after
from learning.models import Response, Share
from learning.queries.feed import NEWEST_FIRST
from relationships.models import BreakGlass, Person

SIZE = 20


@action
def read_through_glass(*, by: Person, glass: BreakGlass, after: str | None = None) -> Page:
    """What was shared with the circle of an open glass that `by` asked for, newest first, each with its responses.

    Who shared without a name stays without one. Each share that is shown leaves an entry that the circle's people can
    read. Raises NotFound when the glass is not open, or somebody else's.
    """
    if not by.is_administrator:
        raise NotFound
    open_now = BreakGlass.objects.open().get(pk=glass.pk, asked_by=by)
    with as_glass(by.pk, open_now.pk):
        shares = Share.objects.through(open_now).select_related("reflection__author")
        said = Prefetch("responses", Response.objects.select_related("author"))
        page = page_after(shares.prefetch_related(said), order=NEWEST_FIRST, after=after, size=SIZE)
    if not page.items:
        audit.nothing_changed()
    audit.record_many(
        by=by,
        verb="glass.read",
        subject_type=Share._meta.label_lower,
        concerning=[(share.pk, share.circle_id) for share in page.items],
    )
    return page
