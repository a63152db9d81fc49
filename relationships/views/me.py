"""My account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hls_platform.actions import Refused
from relationships import queries
from relationships.access import signed_in
from relationships.actions.people import choose_letters, rename
from relationships.forms import NameForm


@require_POST
def letters(request: HttpRequest) -> HttpResponse:
    """Stop the digest e-mails, or have them again."""
    wanted = request.POST.get("wanted") == "yes"
    choose_letters(by=signed_in(request), wanted=wanted)
    messages.success(
        request,
        _("Digests come to you by e-mail again.")
        if wanted
        else _("No digest comes by e-mail any more. You find them on your circles’ pages."),
    )
    return redirect("relationships:me")


def me(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    form = NameForm(request.POST or None, initial={"name": person.name})
    if request.method == "POST" and form.is_valid():
        try:
            rename(by=person, name=form.cleaned_data["name"])
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("relationships:me")
    return render(
        request,
        "relationships/me.html",
        {"form": form, "memberships": queries.memberships_of(person)},
        status=422 if form.errors else 200,
    )
