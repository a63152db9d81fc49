"""The trustees' pages of an organisation: one for each quarter, read, printed, filled, written and reviewed."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funders.actions import trustees as actions
from funders.models import TrusteesLine, TrusteesPage
from funders.open_forms import ChooseForm, OpeningForm, QuarterForm
from funders.queries import trustees as queries
from hls_platform.actions import Refused
from hls_platform.versions import kept
from learning.models import Adaptation, Insight
from relationships.access import signed_in
from relationships.models import Organisation


def pages(request: HttpRequest, slug: str) -> HttpResponse:
    """The organisation's pages by quarter, for its people; the form begins another."""
    person = signed_in(request)
    organisation = get_object_or_404(Organisation.objects.having_member(person), slug=slug)
    quarters = queries.quarters(timezone.localdate())
    form = QuarterForm(request.POST or None, quarters=quarters)
    if request.method == "POST" and form.is_valid():
        try:
            page = actions.begin_trustees_page(
                by=person, organisation=organisation, quarter=form.cleaned_data["quarter"]
            )
            return redirect(page)
        except Refused as refused:
            form.add_error(None, str(refused))
    shown = [(page, queries.quarter_in_words(page.quarter)) for page in queries.pages_of(organisation)]
    said = {"organisation": organisation, "pages": shown, "form": form}
    return render(request, "funders/trustees_pages.html", said, status=422 if form.errors else 200)


def _page(request: HttpRequest, id: uuid.UUID) -> TrusteesPage:
    return get_object_or_404(
        TrusteesPage.objects.visible_to(signed_in(request)).select_related(
            "organisation", "written_by", "reviewed_by"
        ),
        pk=id,
    )


def page(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One quarter, to read and to print."""
    person, shown = signed_in(request), _page(request, id)
    said = {
        "page": shown,
        "quarter": queries.quarter_in_words(shown.quarter),
        "read": queries.read(person, shown),
        "may_review": shown.reviewed_by_id is None and shown.written_by_id != person.pk,
    }
    return render(request, "funders/trustees_page.html", said)


def write(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Say in one's own words what the quarter brought."""
    shown = _page(request, id)
    form = OpeningForm(request.POST or None, now=kept(shown, TrusteesPage.EDITED))
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_trustees_page(by=signed_in(request), page=shown, **form.cleaned_data)
            return redirect(shown)
        except Refused as refused:
            form.refuse(refused)
    return _form(request, form, shown, _("What the quarter brought"), _("Save"))


def choose(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Choose an insight of the quarter, or something that is done differently now."""
    person, shown = signed_in(request), _page(request, id)
    offered = queries.offered(person, shown)
    form = ChooseForm(request.POST or None, offered=offered)
    if request.method == "POST" and form.is_valid():
        kind, _colon, key = form.cleaned_data["what"].partition(":")
        noun: Any = Insight if kind == "insight" else Adaptation
        chosen: dict[str, Any] = {kind: get_object_or_404(noun.objects.visible_to(person), pk=uuid.UUID(key))}
        try:
            actions.choose_for_trustees(by=person, page=shown, why=form.cleaned_data["why"], **chosen)
            return redirect(shown)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _form(
        request, form, shown, _("Choose what was learned or changed"), _("Put it on the page"), offered
    )


def _form(
    request: HttpRequest, form: object, shown: TrusteesPage, title: str, submit: str, offered: object = True
) -> HttpResponse:
    said = {"form": form, "page": shown, "title": title, "submit": submit, "offered": offered}
    return render(request, "funders/trustees_form.html", said, status=422 if form.errors else 200)  # type: ignore[attr-defined]


@require_POST
def leave_out(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Take something off a page."""
    person = signed_in(request)
    line = get_object_or_404(
        TrusteesLine.objects.visible_to(person).select_related("page__organisation"), pk=id
    )
    actions.leave_out_for_trustees(by=person, line=line)
    return redirect(line.page)


@require_POST
def review(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Say that one has read the page and stands behind it."""
    shown = _page(request, id)
    try:
        actions.review_trustees_page(by=signed_in(request), page=shown, version=request.POST.get("read", ""))
        messages.success(request, _("You reviewed it."))
    except (Refused, PermissionDenied) as refused:
        messages.error(request, str(refused))
    return redirect(shown)
