"""Offers and asks across circles, and the conversations that two people chose."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hls_platform.actions import Refused
from hls_platform.web.paging import page_after
from relationships.access import has_confirmed_address, signed_in
from relationships.actions import offers as offering
from relationships.forms import AnswerOfferForm, FindForm, OfferForm, WordsToForm
from relationships.models import Offer, Talk
from relationships.queries import offers_for, talks_of


def offers(request: HttpRequest) -> HttpResponse:
    """What others offer and ask for, newest first, as narrowed in the address; my own; my conversations."""
    person = signed_in(request)
    form = FindForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = page_after(
        offers_for(person, **wanted), order=("-created_at", "-id"), after=request.GET.get("after")
    )
    return render(
        request,
        "relationships/offers.html",
        {
            "form": form,
            "page": page,
            "narrowed": any(wanted.values()),
            "mine": Offer.objects.standing().filter(person=person).order_by("-created_at"),
            "talks": talks_of(person),
        },
    )


def put_up(request: HttpRequest) -> HttpResponse:
    """Put up an offer or an ask."""
    person = signed_in(request)
    kind = request.GET.get("kind", "")
    begins_as = {"kind": kind, "reach": Offer.Reach.PUBLIC} if kind == Offer.Kind.NERVE else {}
    form = OfferForm(request.POST or None, person=person, initial=begins_as)
    if request.method == "POST" and form.is_valid():
        try:
            offer = offering.put_up_offer(by=person, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It stands there now. You can take it down at any time."))
            return redirect(offer)
    return render(
        request,
        "relationships/put_up_offer.html",
        {"form": form, "confirmed": has_confirmed_address(person)},
        status=422 if form.errors else 200,
    )


def offer(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """An offer or an ask; posted, one's answer to it, with which a conversation can begin."""
    person = signed_in(request)
    shown = get_object_or_404(Offer.objects.visible_to(person), pk=id)
    mine = shown.person_id == person.pk
    form = None if mine else AnswerOfferForm(request.POST or None, person=person)
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            talk = offering.answer_offer(by=person, offer=shown, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Sent. You will hear when they say yes; they may also say nothing."))
            return redirect(talk)
    talks = shown.talks.select_related("offer").order_by("-asked_at")[:50]
    return render(
        request,
        "relationships/offer.html",
        {"offer": shown, "mine": mine, "form": form, "talks": talks},
        status=422 if form is not None and form.errors else 200,
    )


@require_POST
def take_down(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Take one's own offer or ask down."""
    person = signed_in(request)
    shown = get_object_or_404(Offer.objects.visible_to(person), pk=id)
    offering.take_down_offer(by=person, offer=shown)
    messages.success(request, _("Taken down. Conversations that began go on."))
    return redirect("relationships:offers")


def _talk(request: HttpRequest, id: uuid.UUID) -> Talk:
    seen = Talk.objects.visible_to(signed_in(request))
    return get_object_or_404(seen.select_related("offer"), pk=id)


def talk(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """A conversation of two, the newest words first; posted, what one says."""
    person, shown = signed_in(request), _talk(request, id)
    form = WordsToForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            offering.say(by=person, talk=shown, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(shown)
    page = page_after(shown.lines.all(), order=("-said_at", "-id"), after=request.GET.get("after"))
    offered = shown.offer.person_id == person.pk
    return render(
        request,
        "relationships/talk.html",
        {
            "talk": shown,
            "form": form,
            "page": page,
            "offered": offered,
            "other": shown.name if offered else shown.offer.name,
        },
        status=422 if form.errors else 200,
    )


@require_POST
def begin(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Say yes to talking."""
    shown = _talk(request, id)
    try:
        offering.begin_talk(by=signed_in(request), talk=shown)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("They will hear that you said yes. Write whenever you like."))
    return redirect(shown)


@require_POST
def end(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """End a conversation, or say not now."""
    shown = _talk(request, id)
    offering.end_talk(by=signed_in(request), talk=shown)
    messages.success(request, _("Ended. What was written stays readable for the two of you."))
    return redirect("relationships:offers")
