"""The pages of people who are supported, for the workers named on them."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hls_platform.actions import Refused
from hls_platform.versions import kept
from hls_platform.web.edits import Edits
from hls_platform.web.paging import page_after
from relationships.access import signed_in
from relationships.actions import companions as keeping
from relationships.companion_forms import ConsentForm, CorrectForm, KeepForm, WorkerForm
from relationships.models import Companion, Person


def companions(request: HttpRequest) -> HttpResponse:
    """The people on whose page I am named, by the name they go by."""
    mine = Companion.objects.visible_to(signed_in(request)).standing().select_related("circle")
    page = page_after(mine, order=("alias", "id"), after=request.GET.get("after"))
    return render(request, "relationships/companions.html", {"page": page})


def keep(request: HttpRequest) -> HttpResponse:
    """Keep what a person says of themselves, as they agreed."""
    person = signed_in(request)
    form = KeepForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            companion = keeping.keep_companion(by=person, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Kept. You alone see it, until you name others."))
            return redirect(companion)
    said = {"form": form}
    return render(request, "relationships/keep_companion.html", said, status=422 if form.errors else 200)


def companion(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """What a person says of themselves, what they said yes to, and who sees it; posted, another worker's name."""
    person, seen = signed_in(request), _companion(request, id)
    form = WorkerForm(request.POST or None, companion=seen)
    if request.method == "POST" and form.is_valid():
        try:
            keeping.name_worker(by=person, companion=seen, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Named: they see this page now."))
            return redirect(seen)
    said = {"companion": seen, "workers": _workers(seen), "form": form}
    return render(request, "relationships/companion.html", said, status=422 if form.errors else 200)


def correct(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Correct the person's words, with them."""
    seen = _companion(request, id)
    form = CorrectForm(request.POST or None, now=kept(seen, Companion.WORDS))
    return _edited(request, seen, form, keeping.change_companion, _("Correct their words"))


def consent(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Write down what the person says yes to now."""
    seen = _companion(request, id)
    form = ConsentForm(request.POST or None, now=keeping.consent_of(seen))
    return _edited(request, seen, form, keeping.renew_consent, _("What they said yes to"))


def _edited(request: HttpRequest, seen: Companion, form: Edits, verb: Any, title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            verb(by=signed_in(request), companion=seen, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect(seen)
    said = {"companion": seen, "form": form, "title": title}
    return render(request, "relationships/edit_companion.html", said, status=422 if form.errors else 200)


@require_POST
def take_off(request: HttpRequest, id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    """Take a worker's name off."""
    person, seen = signed_in(request), _companion(request, id)
    named = get_object_or_404(Person, pk=person_id)
    try:
        keeping.take_worker_off(by=person, companion=seen, person=named)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(seen)
    messages.success(request, _("The name is off: they do not see this page any more."))
    return redirect("relationships:companions") if named == person else redirect(seen)


@never_cache
def copy(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """The person's own copy, to print; as a file when asked for with `?file`."""
    seen = _companion(request, id)
    said = {"companion": seen, "workers": _workers(seen)}
    if "file" not in request.GET:
        return render(request, "relationships/copy_of_companion.html", said)
    text = render_to_string("relationships/copy_of_companion.txt", said, request)
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="my-page.txt"'
    return answer


@require_POST
@never_cache
def give_key(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Make an address of the person's own, and show it this once."""
    seen = _companion(request, id)
    key = keeping.give_key(by=signed_in(request), companion=seen)
    address = request.build_absolute_uri(reverse("relationships:own_companion", args=[key]))
    said = {"companion": seen, "workers": _workers(seen), "address": address}
    return render(request, "relationships/copy_of_companion.html", said)


def end(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """End it, once it was said what that means."""
    seen = _companion(request, id)
    if request.method == "POST":
        keeping.end_companion(by=signed_in(request), companion=seen)
        messages.success(request, _("Ended. The words are gone."))
        return redirect("relationships:companions")
    return render(request, "relationships/end_companion.html", {"companion": seen})


def _companion(request: HttpRequest, id: uuid.UUID) -> Companion:
    """One that I am named on. An ended one is no page any more: its own end, said twice, finds nothing to do."""
    person = signed_in(request)
    seen = Companion.objects.visible_to(person).select_related("circle")
    found = get_object_or_404(seen, pk=id)
    if found.ended_at is not None:
        raise Http404
    return found


def _workers(companion: Companion) -> list[Person]:
    """Whose names stand on the page."""
    named = companion.workers.accompanying().select_related("person")
    return sorted((each.person for each in named), key=lambda person: person.name)
