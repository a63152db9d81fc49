"""What the pages of themes read, in a counted number of queries."""

from dataclasses import replace

from django.db.models import Max, Q, QuerySet

from hls_platform.web.paging import Page, page_after
from learning.models import Share, Theme
from learning.queries.feed import NEWEST_FIRST, Teller, written
from relationships.models import Circle


def themes_of(circle: Circle, after: str | None = None) -> Page:
    """The themes of `circle`, by name, each with `latest`: when the newest of what it still gathers was shared."""
    latest = Max("shares__shared_at", filter=Q(shares__withdrawn_at=None))
    return page_after(
        Theme.objects.standing().filter(circle=circle).annotate(latest=latest),
        order=("name", "id"),
        after=after,
    )


def names_in(circle: Circle) -> list[str]:
    """The names of the themes of `circle`, to choose from."""
    return list(
        Theme.objects.standing().filter(circle=circle).order_by("name").values_list("name", flat=True)
    )


def gathered(theme: Theme) -> QuerySet[Share]:
    """What the theme gathers and is still shared."""
    return Share.objects.live().filter(themes=theme).select_related("reflection__author")


def told_in(theme: Theme, after: str | None = None) -> Page:
    """What the theme gathers, newest first, each as `Told`. Needs the theme's circle with `people`."""
    page = page_after(gathered(theme), order=NEWEST_FIRST, after=after)
    tell = Teller({theme.circle_id: theme.circle.seen_by})
    return replace(page, items=[_told(tell, share) for share in page.items])


def _told(tell: Teller, share: Share) -> object:
    said = share.reflection
    name = None if share.anonymous else said.author.name
    return tell(share.pk, share.shared_at, share.circle_id, said.kind, said.happened_on, *written(said), name)
