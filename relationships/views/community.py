"""The community, for everybody: the map of groups and its twin the list, one group, what is offered, who gives courage."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hls_platform.actions import Refused
from hls_platform.versions import kept
from hls_platform.web.paging import page_after
from relationships import access, community
from relationships.access import signed_in
from relationships.actions import listings as listing_them
from relationships.actions.people import ask_to_confirm
from relationships.community_forms import (
    AnswerAskForm,
    AskToJoinForm,
    ChangeListingForm,
    ListingForm,
    StartGroupForm,
)
from relationships.models import AskToJoin, Circle, Listing, Offer, PeerGroup

ON_ONE_PAGE = 100


@login_not_required
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """The map of local groups and the list that says the same; narrowed by the words in the address."""
    place = request.GET.get("place", "")[:120]
    page = page_after(
        community.groups_on_the_map(place=place),
        order=("name", "id"),
        after=request.GET.get("after"),
        size=ON_ONE_PAGE,
    )
    person = community.reader(request)
    said = {
        "page": page,
        "place": place,
        "marks": community.marks_of(page.items),
        "asks": community.asks_waiting(person) if person else [],
        "mine": community.my_asks(person) if person else [],
    }
    return render(request, "relationships/community/groups.html", said)


@login_not_required
@require_safe
def listing(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One group on the map, and how one comes in."""
    person = community.reader(request)
    shown = get_object_or_404(community.listings_for(person), pk=id)
    said = {
        "listing": shown,
        "marks": community.marks_of([shown]),
        "standing": community.standing_to(person, shown),
        "look": community.last_look(shown),
        "events": community.events_for(person).filter(circle_id=shown.group_id, public=True).to_come()[:5],  # type: ignore[attr-defined]
    }
    return render(request, "relationships/community/listing.html", said)


def start_group(request: HttpRequest) -> HttpResponse:
    """Start a local group, and ask for it to stand on the map."""
    person = signed_in(request)
    form = StartGroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            started = listing_them.start_local_group(by=person, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It has begun. It stands on the map once a steward has read this."))
            return redirect(started)
    said = {"form": form, "confirmed": access.has_confirmed_address(person)}
    return render(request, "relationships/community/start.html", said, status=422 if form.errors else 200)


def list_group(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a group that I tend to stand on the map."""
    person = signed_in(request)
    circle = get_object_or_404(Circle.objects.having_member(person), slug=slug, kind=Circle.Kind.PEER_GROUP)
    group = get_object_or_404(PeerGroup, pk=circle.pk)
    if not access.can_tend(person, circle):
        return redirect("relationships:people", circle.slug)
    there = Listing.objects.filter(group=group, taken_down_at=None).first()
    if there is not None:
        return redirect(there)
    begins_as = {"name": group.name, "place": group.place, "rhythm": group.rhythm}
    form = ListingForm(request.POST or None, initial=begins_as)
    if request.method == "POST" and form.is_valid():
        try:
            listed = listing_them.list_group(by=person, group=group, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It stands on the map once a steward has read this."))
            return redirect(listed)
    said = {"form": form, "circle": circle, "confirmed": access.has_confirmed_address(person)}
    return render(request, "relationships/community/list.html", said, status=422 if form.errors else 200)


def _tended(request: HttpRequest, id: uuid.UUID) -> Listing:
    seen = Listing.objects.visible_to(signed_in(request))
    mine = seen.filter(group_id__in=Circle.objects.having_member(signed_in(request)))
    return get_object_or_404(mine, pk=id)


def change_listing(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """What the map says of a group that I tend."""
    person, shown = signed_in(request), _tended(request, id)
    form = ChangeListingForm(request.POST or None, now=kept(shown, Listing.EDITED))
    if request.method == "POST" and form.is_valid():
        try:
            listing_them.change_listing(by=person, listing=shown, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved. It stands on the map again once a steward has read this."))
            return redirect(shown)
    elif not access.can_tend(person, Circle.objects.get(pk=shown.group_id)):
        return redirect(shown)
    said = {"form": form, "listing": shown}
    return render(
        request, "relationships/community/change_listing.html", said, status=422 if form.errors else 200
    )


@require_POST
def take_down_listing(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Take a group that I tend off the map."""
    shown = _tended(request, id)
    listing_them.take_down_listing(by=signed_in(request), listing=shown)
    messages.success(request, _("It is off the map. The group goes on."))
    return redirect("relationships:community")


def ask_to_join(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Ask those who tend a group to let me in."""
    person = signed_in(request)
    shown = get_object_or_404(Listing.objects.public(), pk=id)
    standing = community.standing_to(person, shown)
    if standing.is_in or standing.asked or standing.joins:
        return redirect(shown)
    form = AskToJoinForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            ask = listing_them.ask_to_join(by=person, listing=shown, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Sent. You will hear from those who tend the group."))
            return redirect(ask)
    said = {"form": form, "listing": shown, "confirmed": access.has_confirmed_address(person)}
    return render(
        request, "relationships/community/ask_to_join.html", said, status=422 if form.errors else 200
    )


def answer_ask(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Somebody asks to come in: read by the two sides, answered by who tends the group."""
    person = signed_in(request)
    ask = get_object_or_404(AskToJoin.objects.visible_to(person), pk=id)
    mine = ask.person_id == person.pk
    form = None if mine or ask.answered_at or ask.withdrawn_at else AnswerAskForm(request.POST or None)
    if request.method == "POST" and mine:
        listing_them.withdraw_ask_to_join(by=person, ask=ask)
        messages.success(request, _("Taken back."))
        return redirect("relationships:community")
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            listing_them.answer_ask_to_join(by=person, ask=ask, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("They are told."))
            return redirect(ask)
    said = {
        "ask": ask,
        "mine": mine,
        "form": form,
        "listing": Listing.objects.visible_to(person).filter(group_id=ask.group_id).first(),
    }
    return render(
        request,
        "relationships/community/answer_ask.html",
        said,
        status=422 if form is not None and form.errors else 200,
    )


@login_not_required
@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    """What people offer and ask for in public, newest first."""
    kind = request.GET.get("kind", "")
    page = page_after(
        community.offers_in_public(kind=kind if kind in {"offer", "ask"} else ""),
        order=("-created_at", "-id"),
        after=request.GET.get("after"),
    )
    return render(request, "relationships/community/offers.html", {"page": page})


@login_not_required
@require_safe
def courage(request: HttpRequest) -> HttpResponse:
    """Those who give courage: who has done what takes nerve, and can be asked before one does it oneself."""
    page = page_after(
        community.offers_in_public(kind=Offer.Kind.NERVE),
        order=("-created_at", "-id"),
        after=request.GET.get("after"),
    )
    return render(request, "relationships/community/courage.html", {"page": page})


@require_POST
def confirm_address(request: HttpRequest) -> HttpResponse:
    """Send me the link with which I show that my address is mine."""
    if ask_to_confirm(by=signed_in(request), request=request):
        messages.success(request, _("A link is on its way to you. Open it, then come back."))
    else:
        messages.success(request, _("Your address is confirmed already."))
    return redirect("relationships:community")


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: the community, and nothing else of the place."""
    allowed = [reverse("relationships:community"), settings.STATIC_URL]
    lines = ["User-agent: *", *(f"Allow: {each}" for each in allowed), "Disallow: /"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
