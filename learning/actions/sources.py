"""What something new rests on: what was shared, and insights, as far as the one who names them can read them now."""

import uuid
from collections.abc import Collection

from django.utils.translation import gettext as _

from hls_platform.actions import NotFound, Refused, in_turn
from learning.models import Insight, Share
from relationships.models import Person

Sources = Collection[Share | Insight]


class SourceGone(Refused):
    """Something chosen as a source was withdrawn meanwhile."""


def readable(by: Person, sources: Sources) -> list[Share | Insight]:
    """The sources as they are now, each once, in the order given; held until the transaction ends.

    Only what is shared with a circle that `by` is in now: one's own of a circle that one has left would tell who wrote it.
    Raises `SourceGone` where one is shared no more; `NotFound` where `by` is not in its circle.
    """
    chosen = list({each.pk: each for each in sources}.values())
    for id in sorted(each.pk for each in chosen if isinstance(each, Share)):
        in_turn(id)  # so that nobody takes back meanwhile what this rests on
    found: dict[uuid.UUID, Share | Insight] = {}
    shares = [each.pk for each in chosen if isinstance(each, Share)]
    insights = [each.pk for each in chosen if isinstance(each, Insight)]
    mine = Share.objects.in_circles_of(by).filter(pk__in=shares)
    found |= {share.pk: share for share in mine.live()}
    found |= {insight.pk: insight for insight in Insight.objects.visible_to(by).filter(pk__in=insights)}
    missing = [each for each in chosen if each.pk not in found]
    if any(isinstance(each, Insight) for each in missing):
        raise NotFound
    if missing:
        raise SourceGone(
            _(
                "Something that you chose is not shared any more. What you wrote is kept; look at the sources again."
            )
        )
    return [found[each.pk] for each in chosen]
