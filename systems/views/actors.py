"""The actors of a map: who they are, and what they act on."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hls_platform.actions import Refused
from hls_platform.versions import kept
from hls_platform.web.paging import page_after
from relationships.access import signed_in
from relationships.models import Circle
from systems import twin
from systems.actions.actors import act_on, describe_actor, leave_factor, name_actor, take_actor_off
from systems.models import Actor, ActsOn, Factor
from systems.view_forms import ActsOnForm, DescribeActorForm, NameActorForm
from systems.views.twin import map_at


def _actor(request: HttpRequest, id: uuid.UUID) -> Actor:
    found = Actor.objects.visible_to(signed_in(request)).select_related("map__circle")
    return get_object_or_404(found, pk=id)


def actors(request: HttpRequest, slug: str) -> HttpResponse:
    """Who acts on this map, by name, and on what; names one more when posted to."""
    shown = map_at(request, slug)
    person = signed_in(request)
    form = NameActorForm(request.POST or None, person=person, factors=twin.names_of_factors(shown))
    if request.method == "POST" and form.is_valid():
        factors = Factor.objects.filter(map=shown, pk__in=form.cleaned_data["acts_on"])
        try:
            named = name_actor(
                by=person, map=shown, acts_on=factors, id=form.cleaned_data["id"], **form.said()
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("“%(actor)s” is on the map.") % {"actor": named.name})
            return redirect(named)
    page = page_after(Actor.objects.filter(map=shown), order=("name", "id"), after=request.GET.get("after"))
    acts_on = twin.acted_on_by(page.items)
    said = {
        "map": shown,
        "page": page,
        "rows": [(actor, acts_on[actor.pk]) for actor in page.items],
        "form": form,
        "open": shown.circle.ended_at is None,
    }
    return render(request, "systems/actors.html", said, status=422 if form.errors else 200)


def actor(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """An actor, and what it acts on; one more factor, or how, when posted to."""
    shown = _actor(request, id)
    factors = twin.names_of_factors(shown.map)
    form = ActsOnForm(
        request.POST or None,
        factors=factors,
        initial={"factor": request.GET.get("factor", "")[:36].replace("\0", "")},
    )
    if request.method == "POST" and form.is_valid():
        factor = get_object_or_404(Factor, map=shown.map, pk=form.cleaned_data["factor"])
        try:
            act_on(by=signed_in(request), actor=shown, factor=factor, how=form.cleaned_data["how"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Written down."))
            return redirect(shown)
    said = {
        "actor": shown,
        "map": shown.map,
        "acts_on": twin.acted_on_by([shown])[shown.pk],
        "organisation": Circle.objects.visible_to(signed_in(request)).filter(pk=shown.organisation_id).first()
        if shown.organisation_id
        else None,
        "form": form,
        "open": shown.map.circle.ended_at is None,
    }
    return render(request, "systems/actor.html", said, status=422 if form.errors else 200)


def describe(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Say anew who an actor is."""
    shown = _actor(request, id)
    form = DescribeActorForm(request.POST or None, person=signed_in(request), now=kept(shown, Actor.EDITED))
    if request.method == "POST" and form.is_valid():
        try:
            describe_actor(by=signed_in(request), actor=shown, read=form.cleaned_data["read"], **form.said())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Changed."))
            return redirect(shown)
    said = {"actor": shown, "map": shown.map, "form": form}
    return render(request, "systems/actor_form.html", said, status=422 if form.errors else 200)


@require_POST
def leave(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Say that an actor does not act on a factor."""
    acts_on = get_object_or_404(
        ActsOn.objects.visible_to(signed_in(request)).select_related("actor__map__circle", "factor"), pk=id
    )
    leave_factor(by=signed_in(request), actor=acts_on.actor, factor=acts_on.factor)
    messages.success(request, _("Taken off."))
    return redirect(acts_on.actor)


@require_POST
def take_off(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Take an actor off its map."""
    shown = _actor(request, id)
    take_actor_off(by=signed_in(request), actor=shown)
    messages.success(request, _("“%(actor)s” is off the map.") % {"actor": shown.name})
    return redirect("systems:actors", shown.map.slug)
