"""Learning cycles: where each stands, how it ran, in what it nests, and what stands in its way."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import Refused
from hls_platform.versions import kept
from hls_platform.web.paging import page_after
from learning import access, actions
from learning.actions.cycles import wider_circle_of
from learning.models import LearningCycle, Stage
from learning.pictures.course import course_of
from learning.pictures.nest import nest_picture
from learning.practice_forms import BeginCycleForm, DescribeCycleForm, MoveCycleForm, NestForm, ObstacleForm
from learning.queries import cycles as asked
from relationships.access import signed_in
from relationships.models import Circle


def cycles(request: HttpRequest) -> HttpResponse:
    """The cycles of all my circles, newest first; of one stage or one circle as the address says."""
    person = signed_in(request)
    stage, slug = request.GET.get("stage", ""), request.GET.get("circle", "")
    page = page_after(
        asked.cycles_of(person, stage=stage, circle=slug),
        order=("-created_at", "-id"),
        after=request.GET.get("after"),
    )
    said = {"page": page, "stages": Stage.choices, "stage": stage, "slug": slug}
    return render(
        request,
        "learning/cycles.html",
        {**said, "circles": Circle.objects.having_member(person).order_by("name")},
    )


def begin_cycle(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a cycle in a circle."""
    person = signed_in(request)
    circle = get_object_or_404(Circle.objects.having_member(person), slug=slug, ended_at=None)
    form = BeginCycleForm(request.POST or None, circle=circle)
    if request.method == "POST" and form.is_valid():
        try:
            begun = actions.begin_cycle(by=person, circle=circle, **form.said())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Begun. Everyone in %(circle)s can see it.") % {"circle": circle})
            return redirect(begun)
    return _form(
        request,
        form,
        to=circle,
        title=_("Begin a learning cycle"),
        lead=_(
            "Understand, design, experiment, embed. It may go back, leave one out, or stop: the page shows how it ran."
        ),
        submit=_("Begin"),
        seen_by=_("Everyone in %(circle)s will see it.") % {"circle": circle},
    )


def _form(request: HttpRequest, form: object, **said: object) -> HttpResponse:
    status = 422 if form.errors else 200  # type: ignore[attr-defined]
    return render(request, "learning/practice_form.html", {"form": form, **said}, status=status)


def _cycle(request: HttpRequest, id: uuid.UUID) -> LearningCycle:
    rows = LearningCycle.objects.visible_to(signed_in(request))
    return get_object_or_404(rows.select_related("circle", "tended_by", "question"), pk=id)


def cycle(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """What it is to learn, where it stands, how it was planned and how it ran, its nest, and what was raised from it."""
    person, shown = signed_in(request), _cycle(request, id)
    steps = list(shown.steps.select_related("written_by").order_by("written_at", "id"))
    nest = asked.nest_of(person, shown)
    return render(
        request,
        "learning/cycle.html",
        {
            "cycle": shown,
            "steps": steps[::-1],
            "course": course_of(shown.planned, steps, timezone.localdate()) if steps else None,
            "nest": nest,
            "picture": nest_picture(nest.tops),
            "raised": asked.raised_from(shown),
            "experiments": shown.experiments.order_by("-begun_at", "-id")[:20],
            "tends": shown.circle.ended_at is None and access.can_tend_cycle(person, shown),
        },
    )


def _tended(request: HttpRequest, id: uuid.UUID) -> tuple[LearningCycle, HttpResponse | None]:
    """The cycle, and the way back for those who see it and do not tend it."""
    shown = _cycle(request, id)
    if shown.circle.ended_at is None and access.can_tend_cycle(signed_in(request), shown):
        return shown, None
    messages.error(request, _("Those who tend this cycle, or its circle, do that."))
    return shown, redirect(shown)


def describe_cycle(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Say anew what it is to learn and how it is planned."""
    shown, back = _tended(request, id)
    if back:
        return back
    form = DescribeCycleForm(request.POST or None, circle=shown.circle, now=kept(shown, LearningCycle.EDITED))
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe_cycle(by=signed_in(request), cycle=shown, **form.said())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Changed."))
            return redirect(shown)
    return _form(
        request,
        form,
        to=shown,
        title=_("Change the cycle"),
        submit=_("Save"),
        seen_by=_("Everyone in %(circle)s will see it.") % {"circle": shown.circle},
    )


def move_cycle(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Say that it entered another stage, and why."""
    shown, back = _tended(request, id)
    if back:
        return back
    form = MoveCycleForm(request.POST or None, now=kept(shown, ["stage"]))
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_cycle(by=signed_in(request), cycle=shown, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Written down. The steps before it stay readable."))
            return redirect(shown)
    return _form(
        request,
        form,
        to=shown,
        title=_("Where does it stand?"),
        lead=_(
            "On, back, past a stage, or to its end: a cycle runs as it has to. Say why, so that others learn from it."
        ),
        submit=_("Write it down"),
        seen_by=_("Everyone in %(circle)s will see it.") % {"circle": shown.circle},
    )


def nest_cycle(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Say in which wider cycle it nests."""
    person = signed_in(request)
    shown, back = _tended(request, id)
    if back:
        return back
    choices = asked.wider_ones_for(person, shown)
    if shown.wider_id and not LearningCycle.objects.visible_to(person).filter(pk=shown.wider_id).exists():
        messages.error(
            request,
            _("It nests in a cycle of a circle that you are not in. Somebody who is can change that."),
        )
        return redirect(shown)
    form = NestForm(request.POST or None, choices=choices, now=kept(shown, ["wider_id"]))
    if request.method == "POST" and form.is_valid():
        try:
            actions.nest_cycle(by=person, cycle=shown, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Changed."))
            return redirect(shown)
    return _form(
        request,
        form,
        to=shown,
        title=_("In what it nests"),
        lead=_(
            "What stands in its way can then be raised with the wider cycle, by those who tend this one, and the answer comes back to this page."
        ),
        submit=_("Save"),
        seen_by=_(
            "Each of the two is seen by the people of its own circle only. Raising something shows them no more than was typed."
        ),
    )


def raise_obstacle(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Make what stands in its way a question of the wider circle."""
    person = signed_in(request)
    shown, back = _tended(request, id)
    if back:
        return back
    wider = wider_circle_of(shown)
    if wider is None or shown.ended:
        messages.error(
            request, _("It nests in no wider cycle that goes on, so there is nobody to raise it with yet.")
        )
        return redirect(shown)
    form = ObstacleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.raise_obstacle(by=person, cycle=shown, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Raised. What comes back will stand here, and in your digest."))
            return redirect(shown)
    known = Circle.objects.having_member(person).filter(pk=wider).first()
    who = (
        _("Everyone in %(wider)s will read this, and %(circle)s will, with the answers.")
        if known
        else _(
            "Everyone in the circle of the wider cycle, which you are not in, will read this; so will %(circle)s, with the answers."
        )
    ) % {"wider": known, "circle": shown.circle}
    return _form(
        request,
        form,
        to=shown,
        title=_("What stands in the way?"),
        lead=_(
            "It becomes a learning question of the wider circle. They see from what kind of cycle it comes, and not from whom."
        ),
        submit=_("Raise it"),
        seen_by=who,
    )
