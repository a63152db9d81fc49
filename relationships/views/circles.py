"""My circles, beginning one, and who is in one."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hls_platform.actions import Refused
from hls_platform.versions import kept
from relationships import access, queries
from relationships.access import signed_in
from relationships.actions import circles as beginning
from relationships.actions import ending
from relationships.actions import memberships as coming_and_going
from relationships.forms import (
    AboutForm,
    InviteForm,
    LeaveForm,
    OrganisationForm,
    PeerGroupForm,
    RoleForm,
    StayForm,
)
from relationships.models import Circle, Invitation, Membership, PeerGroup
from relationships.tasks import send_invitation


def circles(request: HttpRequest) -> HttpResponse:
    """The circles I am in, and the open ones I could join."""
    person = signed_in(request)
    return render(
        request,
        "relationships/circles.html",
        {"memberships": queries.memberships_of(person), "to_join": queries.groups_to_join(person)},
    )


def begin(request: HttpRequest) -> HttpResponse:
    """Begin a peer group."""
    form = PeerGroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            group = beginning.begin_peer_group(by=signed_in(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(group)s has begun. Invite its people.") % {"group": group})
            return redirect("relationships:people", group.slug)
    return render(request, "relationships/begin.html", {"form": form}, status=422 if form.errors else 200)


def found(request: HttpRequest) -> HttpResponse:
    """Add an organisation to the place, as its administrator."""
    person = signed_in(request)
    if not person.is_administrator:
        raise Http404
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            organisation = beginning.found_organisation(by=person, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("%(name)s is here. Invite whoever leads it.") % {"name": organisation}
            )
            return redirect("relationships:people", organisation.slug)
    return render(request, "relationships/found.html", {"form": form}, status=422 if form.errors else 200)


def _inside(request: HttpRequest, slug: str) -> Circle:
    return get_object_or_404(Circle.objects.having_member(signed_in(request)), slug=slug)


def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is in the circle; for those who tend it, also who was invited."""
    person, circle = signed_in(request), _inside(request, slug)
    tends = access.can_tend(person, circle)
    return render(
        request,
        "relationships/people.html",
        {
            "circle": circle,
            "memberships": queries.people_in(circle),
            "tends": tends,
            "roles": Membership.Role.choices,
            "invitations": queries.open_invitations(circle) if tends else [],
        },
    )


def about(request: HttpRequest, slug: str) -> HttpResponse:
    """What the circle is for and how often its digest is made, to be changed by those who tend it."""
    person, circle = signed_in(request), _inside(request, slug)
    form = AboutForm(request.POST or None, now=kept(circle, Circle.EDITED))
    if request.method == "POST" and form.is_valid():
        try:
            beginning.describe_circle(by=person, circle=circle, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect(circle)
    elif not access.can_tend(person, circle):
        return redirect("relationships:people", circle.slug)
    said = {"circle": circle, "form": form}
    return render(request, "relationships/about.html", said, status=422 if form.errors else 200)


def stay(request: HttpRequest, slug: str) -> HttpResponse:
    """How long words stay with the circle: set by those who tend it, read by its people on its own page."""
    person, circle = signed_in(request), _inside(request, slug)
    form = StayForm(request.POST or None, now=kept(circle, ["words_stay"]))
    if request.method == "POST" and form.is_valid():
        try:
            ending.keep_words_for(by=person, circle=circle, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved. The people of this circle are told."))
            return redirect(circle)
    if not access.can_tend(person, circle):
        return redirect("relationships:people", circle.slug)
    said = {"circle": circle, "form": form}
    return render(request, "relationships/stay.html", said, status=422 if form.errors else 200)


def end(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens when the circle ends; ended when posted, by those who tend it."""
    person, circle = signed_in(request), _inside(request, slug)
    if request.method == "POST":
        try:
            ending.end_circle(by=person, circle=circle)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("%(circle)s has ended. Its people are told.") % {"circle": circle})
            return redirect(circle)
    if not access.can_tend(person, circle):
        return redirect("relationships:people", circle.slug)
    said = {"circle": circle, "days": ending.DAYS_AFTER_THE_END}
    return render(request, "relationships/end.html", said)


def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite somebody by e-mail."""
    person, circle = signed_in(request), _inside(request, slug)
    form = InviteForm(request.POST or None, circle=circle)
    if request.method == "POST" and form.is_valid():
        try:
            invitation, token = coming_and_going.invite(by=person, circle=circle, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            send_invitation.ask(str(invitation.pk), token)
            messages.success(
                request, _("An invitation is on its way to %(email)s.") % {"email": invitation.email}
            )
            return redirect("relationships:people", circle.slug)
    elif not access.can_tend(person, circle):
        return redirect("relationships:people", circle.slug)
    return render(
        request,
        "relationships/invite.html",
        {"circle": circle, "form": form},
        status=422 if form.errors else 200,
    )


@require_POST
def withdraw_invitation(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    invitation = get_object_or_404(
        Invitation.objects.visible_to(signed_in(request)).filter(circle__isnull=False), pk=id
    )
    coming_and_going.withdraw_invitation(by=signed_in(request), invitation=invitation)
    messages.success(request, _("The invitation is withdrawn; its link does nothing now."))
    return redirect("relationships:people", invitation.circle.slug)  # type: ignore[union-attr]


@require_POST
def join_group(request: HttpRequest, slug: str) -> HttpResponse:
    """Join an open peer group."""
    group = get_object_or_404(PeerGroup.objects.visible_to(signed_in(request)), slug=slug)
    coming_and_going.join(by=signed_in(request), group=group)
    messages.success(request, _("You are in %(group)s.") % {"group": group})
    return redirect(group.circle)


def _membership(request: HttpRequest, id: uuid.UUID) -> Membership:
    return get_object_or_404(
        Membership.objects.visible_to(signed_in(request)).select_related("circle", "person"), pk=id
    )


@require_POST
def change_role(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    membership = _membership(request, id)
    form = RoleForm(request.POST, now=kept(membership, ["role"]))
    if form.is_valid():
        try:
            coming_and_going.change_role(by=signed_in(request), membership=membership, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("relationships:people", membership.circle.slug)
    said = {
        "form": form,
        "title": _("The role of %(name)s") % {"name": membership.person},
        "submit": _("Save"),
        "back": reverse("relationships:people", args=[membership.circle.slug]),
    }
    return render(request, "changed.html", said, status=422)


def leave(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Leave a circle, or end somebody's membership of one that I tend; asked first, done when posted."""
    person, membership = signed_in(request), _membership(request, id)
    own = membership.person_id == person.pk
    if not own and not access.can_tend(person, membership.circle):
        return redirect("relationships:people", membership.circle.slug)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and (not own or form.is_valid()):
        keep = not own or form.cleaned_data["shared"] == "stays"
        try:
            coming_and_going.end_membership(by=person, membership=membership, keep_shared=keep)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("relationships:people", membership.circle.slug)
        if own:
            messages.success(request, _("You have left %(circle)s.") % {"circle": membership.circle})
            return redirect("relationships:circles")
        messages.success(
            request,
            _("%(name)s is no longer in %(circle)s.")
            % {"name": membership.person, "circle": membership.circle},
        )
        return redirect("relationships:people", membership.circle.slug)
    return render(request, "relationships/leave.html", {"membership": membership, "own": own, "form": form})
