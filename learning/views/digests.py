"""Digests: a circle's, and one of them."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from hls_platform.actions import Refused
from hls_platform.versions import kept
from hls_platform.web.paging import page_after
from learning.actions.digest_choices import choose_sections, shape_of
from learning.digest_forms import SectionsForm
from learning.digests.periods import Period
from learning.models import Digest, DigestShape
from learning.queries.digests import digest_for, read_digest
from relationships.access import can_tend, signed_in
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
    said = {"circle": circle, "page": page, "tends": can_tend(signed_in(request), circle)}
    return render(request, "learning/circle_digests.html", said)


def digest(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One digest, as its circle may read it now."""
    shown = digest_for(signed_in(request), id)
    if shown is None:
        raise Http404
    return render(
        request, "learning/digest.html", {"digest": shown, "read": read_digest(shown, signed_in(request))}
    )


def sections(request: HttpRequest, slug: str) -> HttpResponse:
    """What stands in the circle's digests: chosen by those who tend it."""
    person = signed_in(request)
    circle = get_object_or_404(Circle.objects.having_member(person), slug=slug)
    shape = shape_of(circle)
    form = SectionsForm(request.POST or None, now=kept(shape, DigestShape.EDITED))
    if request.method == "POST" and form.is_valid():
        try:
            choose_sections(by=person, circle=circle, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("learning:circle_digests", circle.slug)
    elif not can_tend(person, circle):
        return redirect("learning:circle_digests", circle.slug)
    said = {"circle": circle, "form": form}
    return render(request, "learning/digest_choice_of_circle.html", said, status=422 if form.errors else 200)
