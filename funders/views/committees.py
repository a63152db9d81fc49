"""Reports for a committee: begun, filled by partnerships that say yes, read, downloaded."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from funders import access
from funders.actions import committees as actions
from funders.models import CommitteePart, Report
from funders.queries.committees import committee_reports, document_of, given_to
from funders.report_forms import AskPartsForm, CommitteeForm, PartForm
from funders.reports.imprint import Imprint
from funders.reports.outputs import OUTPUTS
from hls_platform.actions import Refused
from hls_platform.versions import kept
from hls_platform.web.paging import page_after
from relationships.access import signed_in


def committees(request: HttpRequest) -> HttpResponse:
    """Those of my organisations, newest first, and the form that begins one."""
    person = signed_in(request)
    form = CommitteeForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            begun = actions.begin_committee_report(by=person, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(begun)
    page = page_after(committee_reports(person), order=("-begun_at", "-id"), after=request.GET.get("after"))
    may_begin = form.fields["organisation"].queryset.exists()  # type: ignore[attr-defined]
    said = {"form": form, "page": page, "may_begin": may_begin}
    return render(request, "funders/committees.html", said, status=422 if form.errors else 200)


def committee_report(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One, with all that was given; for people of its organisation also whom to ask next."""
    person = signed_in(request)
    shown = get_object_or_404(committee_reports(person), pk=id)
    ours = access.is_at(person, shown.organisation)
    asked = CommitteePart.objects.visible_to(person).filter(committee_report=shown)
    issued = (
        Report.objects.visible_to(person)
        .filter(state=Report.State.ISSUED, partnership__parties__organisation=shown.organisation)
        .exclude(pk__in=asked.values("report"))
        .select_related("partnership")
        .order_by("partnership__name", "-number")
    )
    form = AskPartsForm(request.POST or None, reports=issued) if ours else None
    if request.method == "POST" and form and form.is_valid():
        try:
            actions.ask_for_parts(committee_report=shown, report=form.cleaned_data["report"], by=person)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("Asked. What they give appears here once each organisation has said yes.")
            )
            return redirect(shown)
    said = {
        "shown": shown,
        "ours": ours,
        "form": form if form and issued.exists() else None,
        "waiting": asked.filter(sections=None).select_related("organisation").order_by("organisation__name"),
        "document": document_of(shown, given_to(shown)),
    }
    return render(request, "funders/committee_report.html", said, status=422 if form and form.errors else 200)


@require_safe
def committee_file(request: HttpRequest, id: uuid.UUID, format: str) -> HttpResponse:
    """All that was given, as a file."""
    shown = get_object_or_404(committee_reports(signed_in(request)), pk=id)
    if format not in OUTPUTS:
        raise Http404
    kind, render_it = OUTPUTS[format]
    document = document_of(shown, given_to(shown))
    body = render_it(document, Imprint(number="", sha256=document.sha256, issued_on="", signatures=()))
    return HttpResponse(
        body, kind, headers={"Content-Disposition": f'attachment; filename="{slugify(shown.title)}.{format}"'}
    )


def give_parts(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Say what one organisation gives of a report, for one committee."""
    person = signed_in(request)
    part = get_object_or_404(
        CommitteePart.objects.visible_to(person)
        .filter(report__in=Report.objects.visible_to(person))
        .select_related("organisation", "committee_report__organisation", "report__partnership"),
        pk=id,
    )
    form = PartForm(request.POST or None, part=part, now=kept(part, ["sections"]))
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_parts(part=part, by=person, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved. You can say it otherwise at any time."))
            return redirect("funders:show_others", part.report_id)
    said = {"part": part, "report": part.report, "form": form}
    return render(request, "funders/give_parts.html", said, status=422 if form.errors else 200)
