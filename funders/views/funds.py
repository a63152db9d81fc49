"""The funds of an organisation that funds or commissions."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from funders import access
from funders.actions.money import open_fund
from funders.forms import FundForm
from funders.queries.funds import funds_of
from hls_platform.actions import Refused
from relationships.access import signed_in
from relationships.models import Organisation


def funds(request: HttpRequest, slug: str) -> HttpResponse:
    """The organisation's funds for its people; those who lead it open another here."""
    person = signed_in(request)
    funder = get_object_or_404(Organisation.objects.having_member(person), slug=slug)
    if not funder.resources_others:
        raise Http404
    form = FundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            fund = open_fund(by=person, funder=funder, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(fund)s is open. Choose it in an agreement.") % {"fund": fund})
            return redirect("funders:funds", funder.slug)
    said = {
        "funder": funder,
        "funds": funds_of(funder),
        "may_open": access.can_open_fund(person, funder),
        "form": form,
    }
    return render(request, "funders/funds.html", said, status=422 if form.errors else 200)
