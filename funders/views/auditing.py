"""A report shown to others: whether it is genuine, for anybody; the auditor's view; and the links to that view."""

import hashlib
import uuid
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from funders.access import may_sign_for
from funders.actions import auditing as actions
from funders.actions import reports
from funders.models import AuditorLink, Report
from funders.queries.committees import to_answer
from funders.queries.genuine import genuine
from funders.report_forms import AskedForm, AuditorForm, SupersedeForm
from funders.reports.document import Document, verify
from funders.reports.imprint import imprint_of
from funders.reports.trail import trail_of
from funders.tasks import compose_report
from hls_platform.actions import Refused
from hls_platform.errands import queue_on_commit
from hls_platform.security.asking import as_circles
from hls_platform.web.measure import times_in_this_hour
from relationships.access import signed_in

AN_HOUR = 120
"""So often one address asks within an hour whether something is genuine, and one auditor's link is opened."""


@never_cache
@login_not_required
def is_genuine(request: HttpRequest) -> HttpResponse:
    """For anybody: whether there is an issued report with this number or hash, or given out as this file."""
    if times_in_this_hour(f"genuine:{request.META.get('REMOTE_ADDR', '')}") > AN_HOUR:
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": "3600"})
    sent = request.POST if request.method == "POST" else request.GET or None
    form = AskedForm(sent, request.FILES or None)
    asked = ""
    if form.is_valid():
        file = form.cleaned_data["file"]
        asked = hashlib.file_digest(file.file, "sha256").hexdigest() if file else form.cleaned_data["asked"]
    said = {"form": form, "asked": asked, "found": genuine(asked) if asked else None}
    return render(request, "funders/genuine.html", said)


@never_cache
@login_not_required
@require_safe
def audited(request: HttpRequest, secret: str) -> HttpResponse:
    """The auditor's view behind a link. Any other address leads nowhere."""
    if times_in_this_hour(f"audited:{request.META.get('REMOTE_ADDR', '')}") > AN_HOUR:
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": "3600"})
    link = actions.open_auditor_link(secret)
    if link is None:
        return render(request, "funders/audited_over.html", status=404)
    with as_circles([link.partnership_id]):
        report = Report.objects.select_related("superseded_by", "partnership").get(pk=link.report_id)
        document = Document.from_json(report.content or {})
        said = {
            "link": link,
            "report": report,
            "document": document,
            "trail": trail_of(document),
            "sign_offs": report.sign_offs.select_related("organisation", "person").order_by("signed_at"),
            "imprint": imprint_of(report),
            "verified": verify(report.content or {}, report.content_sha256),
        }
        return render(request, "funders/audited.html", said)


def _issued(request: HttpRequest, id: uuid.UUID) -> Report:
    mine = Report.objects.visible_to(signed_in(request)).select_related("partnership", "superseded_by")
    return get_object_or_404(mine, pk=id, state=Report.State.ISSUED)


@never_cache
def show_others(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """What can be done with an issued report: links for auditors, parts for committees, a later version."""
    report, address = _issued(request, id), ""
    form = AuditorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _link, secret = actions.make_auditor_link(
                report=report, by=signed_in(request), **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            address = settings.PUBLIC_URL + reverse("funders:audited", args=[secret])
            form = AuditorForm()
    person = signed_in(request)
    said = {
        "report": report,
        "form": form,
        "address": address,
        "links": AuditorLink.objects.visible_to(person).filter(report=report).select_related("made_by"),
        "asked": to_answer(person, report),
        "ours": {each.pk for each in may_sign_for(person, report.partnership)},
        "genuine_at": settings.PUBLIC_URL + reverse("funders:is_genuine"),
    }
    return render(request, "funders/show_others.html", said, status=422 if form.errors else 200)


@require_POST
def end_auditor_link(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """The link leads nowhere from now on."""
    person = signed_in(request)
    link = get_object_or_404(AuditorLink.objects.visible_to(person).select_related("partnership"), pk=id)
    actions.end_auditor_link(link=link, by=person)
    messages.success(request, _("The link leads nowhere now."))
    return redirect("funders:show_others", link.report_id)


def supersede(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Begin the report that takes an issued one's place."""
    report = _issued(request, id)
    form = SupersedeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            later = reports.supersede_report(report=report, by=signed_in(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if later.state == Report.State.COMPOSING:
                queue_on_commit(compose_report, str(later.pk))
            return redirect(later)
    said = {"report": report, "form": form}
    return render(request, "funders/supersede.html", said, status=422 if form.errors else 200)
