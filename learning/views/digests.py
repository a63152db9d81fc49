"""Digests: a circle's, one of them, and naming its threads."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hls_platform.actions import Refused
from hls_platform.versions import kept
from hls_platform.web.paging import page_after
from learning.actions.digests import name_thread
from learning.digests.periods import Period
from learning.forms import ThreadForm
from learning.models import Digest, DigestThread
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


@require_POST
def name(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Name a thread."""
    person = signed_in(request)
    thread = get_object_or_404(
        DigestThread.objects.visible_to(person).select_related("digest__circle"), pk=id
    )
    form = ThreadForm(request.POST, now=kept(thread, ["name"]))
    if form.is_valid():
        try:
            name_thread(by=person, thread=thread, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved. Everyone in the circle sees the name."))
            return redirect(thread.digest)
    said = {
        "form": form,
        "title": _("The name of a thread"),
        "submit": _("Save the name"),
        "seen_by": _("Everyone in %(circle)s will see it.") % {"circle": thread.digest.circle},
        "back": thread.digest.get_absolute_url(),
    }
    return render(request, "changed.html", said, status=422)
