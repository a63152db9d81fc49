"""Asking to read a circle and answering it, for administrators; and what was opened, for the people of the circle."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hls_platform.actions import Refused
from relationships import administration, queries
from relationships.access import signed_in
from relationships.actions.break_glass import allow_reading, ask_to_read, end_reading, refuse_reading
from relationships.forms import AskToReadForm
from relationships.models import BreakGlass, Circle
from relationships.views.administration import for_administrators

ANSWERS = {"allow": allow_reading, "refuse": refuse_reading, "end": end_reading}


@for_administrators
def glasses(request: HttpRequest) -> HttpResponse:
    """What was asked for, what is open, what is over."""
    page = administration.glasses(request.GET.get("after"))
    return render(request, "relationships/administration/glasses.html", {"page": page})


@for_administrators
def ask(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Ask to read one circle."""
    circle = administration.circle(id)
    form = AskToReadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_to_read(by=signed_in(request), circle=circle, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Asked. A second administrator has to allow it."))
            return redirect("relationships:glasses")
    said = {"circle": circle, "form": form}
    status = 422 if form.errors else 200
    return render(request, "relationships/administration/ask_to_read.html", said, status=status)


@require_POST
@for_administrators
def answer(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Allow it, refuse it or end it."""
    do = ANSWERS.get(request.POST.get("do", ""))
    if do is None:
        raise Http404
    glass = get_object_or_404(BreakGlass.objects.visible_to(signed_in(request)), pk=id)
    try:
        do(by=signed_in(request), glass=glass)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("relationships:glasses")


def opened(request: HttpRequest, slug: str) -> HttpResponse:
    """For the people of a circle: when an administrator could read it, why, and what they opened."""
    circle = get_object_or_404(Circle.objects.having_member(signed_in(request)), slug=slug)
    said = {"circle": circle, "openings": queries.openings_of(circle)}
    return render(request, "relationships/opened.html", said)
