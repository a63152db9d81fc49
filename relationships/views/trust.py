"""Trust from both sides of a partnership: its periods, what one's own side writes, and both once they are opened."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hls_platform.actions import Refused
from hls_platform.versions import kept
from relationships.access import signed_in
from relationships.actions import trust as writing
from relationships.models import Partnership, Person, TrustReflection, TrustRound
from relationships.models.trust import standing
from relationships.queries import sides_of
from relationships.trust_forms import RoundForm, TrustForm


def trust(request: HttpRequest, slug: str) -> HttpResponse:
    """The periods of a partnership, newest first; posted, a new one."""
    person = signed_in(request)
    mine = standing(person).filter(partnership__slug=slug).select_related("partnership").first()
    if mine is None:
        raise Http404
    partnership: Partnership = mine.partnership
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(
                writing.begin_trust_round(by=person, partnership=partnership, **form.cleaned_data)
            )
        except Refused as refused:
            form.add_error(None, str(refused))
    said = {
        "partnership": partnership,
        "sides": sides_of(partnership, mine),
        "rounds": TrustRound.objects.filter(partnership=partnership).order_by("-starts_on")[:40],
        "form": form,
    }
    return render(request, "relationships/trust.html", said, status=422 if form.errors else 200)


def trust_round(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """What my side writes about a period, to be kept and handed in; both sides' words, once they are opened."""
    person, seen = signed_in(request), _round(request, id)
    mine = standing(person).get(partnership_id=seen.partnership_id)
    written = {each.side: each for each in seen.reflections.all()}
    ours = written.get(mine.side)
    form = TrustForm(request.POST or None, now=kept(ours, TrustReflection.EDITED))
    if request.method == "POST" and form.is_valid():
        try:
            ours = _keep(person, seen, ours, form)
            if "hand_in" in request.POST:
                writing.hand_in_trust(by=person, reflection=ours)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect(seen)
    said = {
        "round": seen,
        "partnership": seen.partnership,
        "sides": sides_of(seen.partnership, mine),
        "ours": ours,
        "theirs": next((each for side, each in written.items() if side != mine.side), None),
        "asked_first": mine.side == mine.Side.RESOURCING,
        "needs_another": writing.needs_another(mine),
        "may_hand_in": ours is not None
        and not (writing.needs_another(mine) and ours.written_for_id == mine.organisation_id),
        "form": form,
    }
    return render(request, "relationships/trust_round.html", said, status=422 if form.errors else 200)


def _keep(person: Person, seen: TrustRound, ours: TrustReflection | None, form: TrustForm) -> TrustReflection:
    said = form.cleaned_data
    words = {name: said[name] for name in TrustReflection.EDITED}
    if ours is None:
        return writing.write_trust(by=person, round=seen, id=said["id"], **words)
    return writing.change_trust(by=person, reflection=ours, read=said["read"], **words)


@require_POST
def hand_in(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Say that what stands there speaks for my side."""
    return _done(request, id, writing.hand_in_trust, as_read=request.POST.get("read", ""))


@require_POST
def take_back(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Take it back into the hands of my side, while it is sealed."""
    return _done(request, id, writing.take_back_trust)


def _done(
    request: HttpRequest, id: uuid.UUID, verb: Callable[..., TrustReflection], **more: str
) -> HttpResponse:
    person, seen = signed_in(request), _round(request, id)
    mine = standing(person).get(partnership_id=seen.partnership_id)
    ours = get_object_or_404(seen.reflections, side=mine.side)
    try:
        verb(by=person, reflection=ours, **more)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Saved."))
    return redirect(seen)


def _round(request: HttpRequest, id: uuid.UUID) -> TrustRound:
    seen = TrustRound.objects.visible_to(signed_in(request))
    return get_object_or_404(seen.select_related("partnership"), pk=id)
