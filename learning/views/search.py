"""Finding again: search over everything one may see, and what is like a reflection."""

import uuid
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from rest_framework.request import Request

from hls_platform.api.throttles import Searching
from learning.forms import SearchForm
from learning.models import Reflection, Share
from learning.queries import search as finding
from relationships.access import signed_in


def search(request: HttpRequest) -> HttpResponse:
    """What I may see that has these words, the best first; what is asked for stands in the address."""
    person = signed_in(request)
    found, after = finding.Found(), request.GET.get("after")
    form = SearchForm(request.GET, circles=lambda: found.circles or finding.my_circles(person))
    if not Searching().allow_request(cast(Request, request), None):  # it asks only who it is
        form.add_error(None, _("That was a great many searches. Wait a minute, and go on then."))
    asked: str = form.cleaned_data["q"].strip() if form.is_valid() else ""
    if asked:
        narrowed = {name: form.cleaned_data[name] for name in ("kind", "circle", "since", "until")}
        found = finding.search(person, finding.Asking(asked, **narrowed), after)
    more = request.GET.copy()
    more["q"], more["after"] = found.instead or asked, found.next_after or ""
    return render(
        request,
        "learning/search.html",
        {
            "form": form,
            "found": found,
            "asked": asked,
            "further": bool(after),
            "more": more.urlencode() if found.next_after else "",
        },
        status=422 if form.errors else 200,
    )


def like_mine(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """What is like one of my reflections."""
    return _alike(request, get_object_or_404(Reflection, pk=id, author=signed_in(request)))


def like_shared(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """What is like something that was shared with me, or by me."""
    person = signed_in(request)
    share = get_object_or_404(Share.objects.visible_to(person).live().select_related("reflection"), pk=id)
    return _alike(request, share.reflection if share.reflection.author_id == person.pk else share)


def _alike(request: HttpRequest, of: Reflection | Share) -> HttpResponse:
    partly = bool(request.htmx)  # type: ignore[attr-defined]
    noun = "reflection" if isinstance(of, Reflection) else "shared"
    hits = finding.neighbours(signed_in(request), noun, of.pk)
    said = {"hits": hits, "of": of.get_absolute_url(), "partly": partly}
    return render(request, "learning/alike.html#alike" if partly else "learning/alike.html", said)
