"""Recordings and pictures: adding one to my reflection, taking it off, and reading its file."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hls_platform.actions import Refused
from hls_platform.web.passes import has_pass
from hls_platform.web.stretches import stored_file
from learning import actions
from learning.forms import AttachForm
from learning.models import Attachment, Reflection, Share
from learning.queries.attachments import nth_of
from relationships.access import signed_in

CALLED = {"image/jpeg": "picture.jpg", "audio/webm": "recording.webm", "audio/mp4": "recording.m4a"}


def attach(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Add a recording or a picture to one of my reflections. Whoever asks for JSON is answered so: 201, or 422 with `said`."""
    person = signed_in(request)
    written = get_object_or_404(Reflection, pk=id, author=person)
    shared = Share.objects.live().filter(reflection=written).exists()
    form = AttachForm(request.POST or None, request.FILES or None, shared=shared)
    as_json = request.accepts("application/json") and not request.accepts("text/html")
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.attach(by=person, reflection=written, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if as_json:
                return JsonResponse({"id": str(kept.pk), "kind": kept.kind}, status=201)
            messages.success(request, _("Added. Whoever can see the reflection can see it."))
            return redirect(written)
    if as_json and request.method == "POST":
        return JsonResponse({"said": " ".join(_sentences(form))}, status=422)
    said = {"reflection": written, "form": form, "shared": shared}
    return render(request, "learning/attach.html", said, status=422 if form.errors else 200)


def _sentences(form: AttachForm) -> list[str]:
    return [str(each) for errors in form.errors.values() for each in errors]


@require_POST
def take_off(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Take a recording or a picture off."""
    person = signed_in(request)
    attachment = get_object_or_404(Attachment, pk=id, reflection__author=person)
    try:
        actions.take_off(by=person, attachment=attachment)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Taken off. Nobody can see it any more."))
    return redirect("learning:reflection", attachment.reflection_id)


@require_GET
def file(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """The file of an attachment of mine."""
    mine = Attachment.objects.here().filter(reflection__author=signed_in(request))
    return _file(request, get_object_or_404(mine.select_related("reflection"), pk=id))


@require_GET
def shared_file(request: HttpRequest, id: uuid.UUID, nth: int) -> HttpResponse:
    """The file at that place of something that is shared with a circle of mine."""
    share = get_object_or_404(Share.objects.visible_to(signed_in(request)).live(), pk=id)
    attachment = nth_of(share, nth)
    if attachment is None:
        raise Http404
    return _file(request, attachment, share)


def _file(request: HttpRequest, attachment: Attachment, share: Share | None = None) -> HttpResponse:
    """The file, for whoever came by an address that this session was given; others go to the page that gives one."""
    if not has_pass(request, attachment.pk):
        page = share.get_absolute_url() if share else attachment.reflection.get_absolute_url()
        return HttpResponseRedirect(page)
    return stored_file(
        request,
        attachment.file,
        content_type=attachment.content_type,
        size=attachment.size,
        called=CALLED[attachment.content_type],
    )
