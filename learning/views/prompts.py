"""Questions that help to think: choosing a set, and a circle's own."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hls_platform.actions import Refused
from hls_platform.versions import kept
from learning import access, actions
from learning.forms import PromptsForm
from learning.models import PromptSet
from learning.prompts import OFFERED
from learning.queries import feed
from learning.queries.prompts import latest_of
from relationships.access import signed_in
from relationships.models import Circle


def prompts(request: HttpRequest) -> HttpResponse:
    """All sets that I may answer: those that are always there, and those of my circles."""
    circles = feed.my_circles(signed_in(request))
    return render(request, "learning/prompts.html", {"offered": OFFERED, "own": latest_of(circles)})


def circle_prompts(request: HttpRequest, slug: str) -> HttpResponse:
    """What one of my circles asks of its own; posted by who leads or facilitates it, another set."""
    person = signed_in(request)
    circle = get_object_or_404(Circle.objects.having_member(person), slug=slug)
    may_write = access.can_write_prompts(person, circle)
    form = PromptsForm(request.POST or None, now={}) if may_write else None
    if request.method == "POST" and form is None:
        raise Http404
    if form and form.is_valid():
        form.cleaned_data.pop("read")
        try:
            actions.write_prompts(by=person, circle=circle, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Everyone in %(circle)s can choose them now.") % {"circle": circle})
            return redirect("learning:circle_prompts", slug)
    said = {"circle": circle, "own": latest_of([circle]), "form": form, "may_write": may_write}
    return render(request, "learning/circle_prompts.html", said, status=422 if form and form.errors else 200)


def _own(request: HttpRequest, id: uuid.UUID) -> PromptSet:
    """A set that I may change."""
    person = signed_in(request)
    own = get_object_or_404(PromptSet.objects.visible_to(person).select_related("circle"), pk=id)
    if not access.can_write_prompts(person, own.circle):
        raise Http404
    return own


def change_prompts(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Ask otherwise from now on."""
    own = _own(request, id)
    form = PromptsForm(request.POST or None, now=kept(own, PromptSet.EDITED))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_prompts(by=signed_in(request), prompt_set=own, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Changed. What was answered before keeps its questions."))
            return redirect("learning:circle_prompts", own.circle.slug)
    return render(
        request,
        "learning/change_prompts.html",
        {"own": own, "form": form},
        status=422 if form.errors else 200,
    )


@require_POST
def retire_prompts(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Do not ask these any more."""
    own = _own(request, id)
    actions.retire_prompts(by=signed_in(request), prompt_set=own)
    messages.success(request, _("They are not asked any more. What was answered stays."))
    return redirect("learning:circle_prompts", own.circle.slug)
