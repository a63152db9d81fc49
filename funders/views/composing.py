"""Composing a report together: the live page, its buttons, and the two boxes to write in."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from funders.actions import composing as actions
from funders.models import Report
from funders.queries.composing import board, proposed, remarks_on
from funders.report_forms import CommentForm, SummaryForm
from hls_platform.actions import Refused
from hls_platform.live.news import come
from hls_platform.versions import kept
from relationships.access import signed_in
from relationships.models import Person

LIVE = "live"
"""What our own script says of itself in X-Requested-With: it reads the state anew, and wants no page."""


def _to_compose(request: HttpRequest, id: uuid.UUID) -> tuple[Person, Report]:
    """Who asks, and a report of theirs that is composed and not issued; 404 for any other."""
    person = signed_in(request)
    mine = Report.objects.visible_to(person).select_related("partnership")
    return person, get_object_or_404(mine, pk=id, state=Report.State.SIGNING)


@require_safe
def compose_together(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """All that is proposed, with what was chosen; others' choices appear as they are made."""
    person = signed_in(request)
    report = get_object_or_404(Report.objects.visible_to(person).select_related("partnership"), pk=id)
    if report.state != Report.State.SIGNING:
        return redirect(report)
    come("report", report.pk, person.pk)
    return render(request, "funders/compose.html", {"report": report, "board": board(report)})


@require_safe
def composing_state(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """The parts of that page as they are now; 204 when it has them (`since`)."""
    person, report = _to_compose(request, id)
    come("report", report.pk, person.pk)
    if request.GET.get("since") == str(report.version):
        return HttpResponse(status=204)
    said = {"report": report, "board": board(report), "csrf_token": get_token(request)}
    answer = HttpResponse(render_to_string("funders/compose_state.html", said))
    answer.headers["X-Now"] = str(report.version)
    return answer


@require_POST
def choose(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Leave an item out, put it back, move it: one button each."""
    person, report = _to_compose(request, id)
    key = request.POST.get("key", "")
    deeds: dict[str, Callable[[], object]] = {
        "out": lambda: actions.leave_out(report=report, key=key, by=person),
        "in": lambda: actions.put_in(report=report, key=key, by=person),
        "up": lambda: actions.move(report=report, key=key, up=True, by=person),
        "down": lambda: actions.move(report=report, key=key, up=False, by=person),
    }
    wanted = deeds.get(request.POST.get("do", ""))
    if wanted is None:
        raise Http404
    try:
        wanted()
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("funders:compose_together", report.pk)
    if request.headers.get("X-Requested-With") == LIVE:
        return HttpResponse(status=204)
    return _back_to(report, key)


def comment(request: HttpRequest, id: uuid.UUID, key: str) -> HttpResponse:
    """What the partnership says about one item."""
    person, report = _to_compose(request, id)
    item = proposed(report, key)
    if item is None:
        raise Http404
    form = CommentForm(request.POST or None, now=actions.comment_now(report, key))
    if request.method == "POST" and form.is_valid():
        try:
            actions.comment_on(report=report, key=key, by=person, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            return _back_to(report, key)
    return _page(request, "funders/comment.html", {"report": report, "item": item, "form": form})


def summary(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """The summary in plain words, with what in it is hard to read; `look` shows that and saves nothing."""
    person, report = _to_compose(request, id)
    form = SummaryForm(request.POST or None, now=kept(report, Report.EDITED))
    looks = "look" in request.POST
    if request.method == "POST" and not looks and form.is_valid():
        try:
            actions.write_summary(report=report, by=person, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect(f"{reverse('funders:compose_together', args=[report.pk])}#summary")
    typed = request.POST.get("summary", report.summary)
    said = {"report": report, "form": form, "remarks": remarks_on(report, typed), "looked": looks}
    return _page(request, "funders/summary.html", said)


def _page(request: HttpRequest, template: str, said: dict[str, Any]) -> HttpResponse:
    return render(request, template, said, status=422 if said["form"].errors else 200)


def _back_to(report: Report, key: str) -> HttpResponse:
    item = proposed(report, key)
    return redirect(
        f"{reverse('funders:compose_together', args=[report.pk])}#{f'item-{item.id}' if item else 'state'}"
    )
