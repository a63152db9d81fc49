"""A partnership's maps beside its other affairs: how they stand, and what changed since its people last spoke."""

import datetime

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from relationships.access import signed_in
from relationships.models import Conversation, Partnership
from systems.beside import look_at
from systems.models import Change, SystemMap

OF_LATE = datetime.timedelta(days=90)
"""So far back one looks where nobody has spoken yet."""


@require_safe
def our_maps(request: HttpRequest, slug: str) -> HttpResponse:
    """The map that was drawn on last, with its picture and what changed, and the others by name; the partnership's page
    fetches this once it stands."""
    person, now = signed_in(request), timezone.now()
    partnership = get_object_or_404(Partnership.objects.having_member(person), slug=slug)
    spoken = Conversation.objects.filter(partnership=partnership, starts_at__lte=now, cancelled_at=None)
    spoke_at = spoken.order_by("-starts_at").values_list("starts_at", flat=True).first()
    drawn = Change.objects.filter(map=OuterRef("pk")).order_by("-number").values("at")[:1]
    ours = SystemMap.objects.visible_to(person).filter(circle=partnership)
    maps = list(ours.order_by(Subquery(drawn).desc(nulls_last=True), "name"))
    said = {
        "partnership": partnership,
        "spoke": spoke_at is not None,
        "seen": look_at(maps[0], spoke_at or now - OF_LATE) if maps else None,
        "others": maps[1:],
    }
    return render(request, "funders/our_maps.html", said)
