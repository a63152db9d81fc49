"""One reflection as its readers see it, reached by its share, and what they give back."""

import uuid

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from hls_platform.actions import Refused
from learning import actions
from learning.forms import ResponseForm
from learning.models import Mention, Share
from learning.queries import feed
from learning.queries.attachments import shared_files
from relationships.access import signed_in
from relationships.models import Circle
from systems.models import Factor


def shared(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """What was shared and what came back (GET); a response (POST). The author goes to their own page of it."""
    person = signed_in(request)
    share = get_object_or_404(
        Share.objects.visible_to(person)
        .select_related("reflection__author")
        .prefetch_related(Prefetch("circle", feed.with_people_counted(Circle.objects.all()))),
        pk=id,
    )
    if share.reflection.author_id == person.pk:
        return redirect(share.reflection)
    form = ResponseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.respond(by=person, share=share, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
            form.take_another_id()
        else:
            messages.success(request, _("Thank you. %(author)s will see it.") % {"author": share.attribution})
            return redirect(share)
    return render(
        request,
        "learning/shared.html",
        {
            "share": share,
            "files": shared_files(request, share),
            "responses": share.responses.select_related("author").order_by("created_at", "id"),
            "mentions": Factor.objects.live()
            .visible_to(person)
            .filter(pk__in=Mention.objects.told_by(share).values("factor_id"))
            .select_related("map")
            .order_by("label"),
            "elsewhere": Circle.objects.having_member(person)
            .filter(ended_at=None)
            .exclude(pk=share.circle_id)
            .order_by("name"),
            "themes": share.themes.filter(circle=share.circle_id).order_by("name"),
            "form": form,
        },
        status=422 if form.errors else 200,
    )
