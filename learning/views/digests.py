"""Digests: a circle's, and one of them."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from hls_platform.web.paging import page_after
from learning.digests.periods import Period
from learning.models import Digest
from learning.queries.digests import digest_for, read_digest
from relationships.access import signed_in
from relationships.models import Circle


def circle_digests(request: HttpRequest, slug: str) -> HttpResponse:
    """The digests of one of my circles, newest first."""
    circle = get_object_or_404(Circle.objects.having_member(signed_in(request)), slug=slug)
    page = page_after(
        Digest.objects.filter(circle=circle),
        order=("-period_start", "-id"),
        after=request.GET.get("after"),
    )
    for each in page.items:
        each.period = Period(each.period_start, each.period_end).in_words
    return render(request, "learning/circle_digests.html", {"circle": circle, "page": page})


def digest(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One digest, as its circle may read it now."""
    shown = digest_for(signed_in(request), id)
    if shown is None:
        raise Http404
    return render(request, "learning/digest.html", {"digest": shown, "read": read_digest(shown)})
