"""A fund's agreements in the open: looked at and published by who leads the funder, read by anybody."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funders import access
from funders.actions import publishing as actions
from funders.models import Fund, Publication
from funders.money import said as in_money
from funders.open_forms import PublicationForm
from hls_platform.actions import Refused
from hls_platform.versions import kept
from relationships.access import signed_in

FILES = {
    "json": ("package", "application/json"),
    "csv": ("table", "text/csv; charset=utf-8"),
}


def _fund(request: HttpRequest, slug: str) -> Fund:
    """A fund that who asks may publish."""
    person = signed_in(request)
    fund = get_object_or_404(Fund.objects.visible_to(person).select_related("funder"), slug=slug)
    if not access.can_open_fund(person, fund.funder):
        raise Http404
    return fund


def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """What would be published of the fund, how, and what of it is left out. Posted, it is."""
    person, fund = signed_in(request), _fund(request, slug)
    known = Publication.objects.filter(fund=fund).first()
    there_is = actions.what_there_is(person, fund)
    agreements = [
        (
            str(each.id),
            _("%(recipients)s, %(amount)s, from %(day)s")
            % {
                "recipients": ", ".join(party.name for party in each.recipients),
                "amount": in_money(each.amount, each.currency),
                "day": each.starts_on.isoformat(),
            },
        )
        for each in there_is
    ]
    begins = None if known else {"id_prefix": actions.usual_prefix(fund), "description": fund.purpose}
    form = PublicationForm(
        request.POST or None, now=kept(known, actions.FORM), agreements=agreements, initial=begins
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.publish_fund(by=person, fund=fund, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("It is published. Anybody can read it now."))
            return redirect("funders:publish", fund.slug)
    said = {"fund": fund, "publication": known, "form": form, "agreements": agreements}
    return render(request, "funders/publish.html", said, status=422 if form.errors else 200)


@require_POST
def unpublish(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish a fund no more."""
    fund = _fund(request, slug)
    actions.take_publication_back(by=signed_in(request), fund=fund)
    messages.success(request, _("It is not published any more. Copies that others made are theirs."))
    return redirect("funders:publish", fund.slug)


@login_not_required
def published(request: HttpRequest, slug: str) -> HttpResponse:
    """What a funder published, for anybody: what it is, under which licence, and its files."""
    seen = get_object_or_404(Publication.objects.visible_to(None).defer("package", "table"), slug=slug)
    return render(request, "funders/published.html", {"publication": seen})


@login_not_required
def published_file(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    """A file of a publication, for anybody and any program."""
    if format not in FILES:
        raise Http404
    column, kind = FILES[format]
    seen = get_object_or_404(Publication.objects.visible_to(None).only("slug", column), slug=slug)
    return HttpResponse(
        actions.unpacked(getattr(seen, column)),
        kind,
        headers={
            "Access-Control-Allow-Origin": "*",
            "Content-Disposition": f'attachment; filename="{seen.slug}-grants.{format}"',
        },
    )
