"""Opening an invitation, and setting the place up as its first person."""

from allauth.account.internal.flows.login import record_authentication
from allauth.core.ratelimit import consume_or_429
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from hls_platform.actions import Refused
from hls_platform.security.asking import as_person
from relationships.actions.memberships import accept_invitation, hash_of, set_up
from relationships.forms import NewPersonForm, SetUpForm
from relationships.models import Invitation, Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind an invitation's link: for somebody signed in one button, for a new person a short form."""
    if too_often := consume_or_429(request, action="open_invitation"):
        return too_often
    by = request.user if isinstance(request.user, Person) else None
    with as_person(by.pk if by else None, token_hash=hash_of(token)):
        invitation = (
            Invitation.objects.open()
            .filter(token_hash=hash_of(token))
            .select_related("circle", "invited_by")
            .first()
        )
    if invitation is None:
        return render(request, "relationships/invitation_over.html", status=404)
    if invitation.circle is None:
        return _set_up(request, token)
    form = NewPersonForm(request.POST or None)
    form.email_of_account = invitation.email
    if request.method == "POST" and (by is not None or form.is_valid()):
        words = {} if by else form.cleaned_data
        try:
            person = accept_invitation(token=token, by=by, **words)
        except Refused as refused:
            form.add_error(None, str(refused)) if by is None else messages.error(request, str(refused))
        else:
            if by is None:
                sign_in_new(request, person)
            messages.success(request, _("Welcome to %(circle)s.") % {"circle": invitation.circle})
            return redirect(invitation.circle)
    return render(
        request,
        "relationships/accept.html",
        {
            "invitation": invitation,
            "form": form,
            "another": by is not None and by.email != invitation.email,
        },
        status=422 if form.errors else 200,
    )


def sign_in_new(request: HttpRequest, person: Person) -> None:
    """Sign in whoever has just chosen a password, with a session that they find in their list."""
    with as_person(person.pk):
        login(request, person, backend=BACKEND)
        record_authentication(request, person, method="password")
        UserSession.objects.create_from_request(request)


def _set_up(request: HttpRequest, token: str) -> HttpResponse:
    form = SetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = set_up(token=token, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            sign_in_new(request, person)
            messages.success(request, _("This place is yours to tend. Begin by inviting colleagues."))
            return redirect("relationships:circles")
    return render(request, "relationships/set_up.html", {"form": form}, status=422 if form.errors else 200)
