"""Reports: begun, watched while they are composed, read, signed, downloaded."""

import datetime
import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from funders import access
from funders.actions import reports as actions
from funders.forms import ReportForm
from funders.models import Report
from funders.queries.reports import reports_visible_to
from funders.report_forms import SignForm
from funders.reports.document import Document, verify
from funders.reports.dress import dress_of
from funders.reports.imprint import imprint_of
from funders.reports.outputs import OUTPUTS
from funders.reports.outputs.data import SCHEMA
from funders.tasks import compose_report
from hls_platform.actions import Refused
from hls_platform.errands import queue_on_commit
from hls_platform.versions import version_of
from hls_platform.web.paging import page_after
from learning.queries import feed
from relationships.access import signed_in
from relationships.models import Circle, Organisation, Person


def reports(request: HttpRequest) -> HttpResponse:
    """The reports of my partnerships, newest first, and the form that begins one."""
    person = signed_in(request)
    form = ReportForm(
        request.POST or None, person=person, initial={"partnership": request.GET.get("partnership")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            report = actions.ask_for_report(
                by=person,
                partnership=form.cleaned_data["partnership"],
                period_start=form.cleaned_data["period_start"],
                period_end=form.cleaned_data["last_day"] + datetime.timedelta(days=1),
                language=form.cleaned_data.get("language", ""),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            queue_on_commit(compose_report, str(report.pk))
            return redirect(report)
    page = page_after(
        reports_visible_to(person), order=("-created_at", "-id"), after=request.GET.get("after")
    )
    said = {"form": form, "page": page, "may_begin": form.fields["partnership"].queryset.exists()}  # type: ignore[attr-defined]
    return render(request, "funders/reports.html", said, status=422 if form.errors else 200)


def _report(request: HttpRequest, id: uuid.UUID) -> Report:
    return get_object_or_404(
        Report.objects.visible_to(signed_in(request)).select_related(
            "partnership", "supersedes", "superseded_by"
        ),
        pk=id,
    )


def report(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """The report as it stands: progress, preview with signatures, or issued."""
    person, shown = signed_in(request), _report(request, id)
    said = _said(person, shown)
    if request.htmx and shown.state == Report.State.COMPOSING:  # type: ignore[attr-defined]
        return render(request, "funders/report.html#progress", said)
    response = render(request, "funders/report.html", said)
    if request.htmx:  # type: ignore[attr-defined]
        response["HX-Refresh"] = "true"
    return response


def _said(person: Person, shown: Report) -> dict[str, object]:
    """What the page of a report shows."""
    said: dict[str, object] = {"report": shown}
    if shown.content is not None:
        signed = list(shown.sign_offs.select_related("organisation", "person").order_by("signed_at"))
        ours = access.may_sign_for(person, shown.partnership)
        said |= {
            "circle": feed.with_people_counted(Circle.objects.all()).get(pk=shown.partnership_id),
            "document": Document.from_json(shown.content),
            "verified": verify(shown.content, shown.content_sha256),
            "sign_offs": signed,
            "read": version_of(actions.as_signed(shown)),
            "missing": actions.missing_signatures(shown),
            "sign_form": SignForm(auto_id="sign_%s"),
            "may_sign": [
                each for each in ours if each.pk not in {sign_off.organisation_id for sign_off in signed}
            ],
        }
    return said


@require_POST
def compose_again(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    shown = _report(request, id)
    try:
        actions.recompose_report(report=shown, by=signed_in(request), read=request.POST.get("read", ""))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        queue_on_commit(compose_report, str(shown.pk))
    return redirect(shown)


@require_POST
def sign(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Sign for one organisation, perhaps with a reservation, under the content whose hash the page carried."""
    person, shown = signed_in(request), _report(request, id)
    try:
        parties = Organisation.objects.filter(parties__partnership=shown.partnership)
        organisation = get_object_or_404(parties, pk=uuid.UUID(request.POST.get("organisation", "")))
    except ValueError:
        raise Http404 from None
    form = SignForm(request.POST, auto_id="sign_%s")
    if not form.is_valid():
        again = _said(person, shown) | {"sign_form": form, "signing_for": organisation}
        return render(request, "funders/report.html", again, status=422)
    try:
        issued = actions.sign_off(
            report=shown,
            organisation=organisation,
            content_sha256=request.POST.get("content_sha256", ""),
            by=person,
            **form.cleaned_data,
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        said = _("Signed.") if not issued.number else _("Signed, and issued as report %(number)s.")
        messages.success(request, said % {"number": issued.number} if issued.number else said)
    return redirect(shown)


def download(request: HttpRequest, id: uuid.UUID, format: str) -> HttpResponse:
    """The report as a file, in the look of the reader's organisation. 404 until it is composed."""
    person, shown = signed_in(request), _report(request, id)
    if shown.content is None or format not in OUTPUTS:
        raise Http404
    kind, render_it = OUTPUTS[format]
    dress = dress_of(access.organisations_spoken_for(person, shown.partnership))
    body = render_it(Document.from_json(shown.content), imprint_of(shown, dress))
    actions.note_file(report=shown, kind=format, body=body)
    return as_file(body, kind, f"{slugify(shown.partnership.name)}-{shown.number or _('draft')}", format)


def as_file(body: bytes, kind: str, name: str, format: str) -> HttpResponse:
    """A file to keep. A table says where its columns are described, as CSV on the Web asks for."""
    response = HttpResponse(
        body, kind, headers={"Content-Disposition": f'attachment; filename="{name}.{format}"'}
    )
    if format == "csv":
        response["Link"] = '<report.csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
    return response


@login_not_required
@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of a report, for everybody: it says nothing of this place."""
    return HttpResponse(SCHEMA.read_bytes(), "application/schema+json")
