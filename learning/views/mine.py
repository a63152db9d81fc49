"""My own reflections: reading, editing, sharing, withdrawing, tying to the map, replying."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hls_platform.actions import Refused
from hls_platform.recognisable import with_instead
from hls_platform.versions import kept, version_of
from learning import access, actions
from learning.forms import EditForm, ReplyForm, ShareWrittenForm, seen_by
from learning.models import Reflection, Response, Share
from learning.queries import feed, mine
from learning.queries.attachments import own_files
from learning.queries.prompts import asked_in
from relationships.access import signed_in
from systems.models import Factor


def reflections(request: HttpRequest) -> HttpResponse:
    """Everything I wrote, newest first."""
    page = mine.reflections(signed_in(request), request.GET.get("after"))
    return render(request, "learning/reflections.html", {"page": page})


def _mine(request: HttpRequest, id: uuid.UUID) -> Reflection:
    return get_object_or_404(Reflection, pk=id, author=signed_in(request))


def reflection(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One of my reflections: who sees it, what came back; and, posted, with whom else to share it."""
    person, written = signed_in(request), _mine(request, id)
    shares = mine.shares_with_responses(written)
    shared = {share.circle_id for share in shares}
    elsewhere = [
        circle for circle in feed.my_circles(person) if circle.pk not in shared and circle.ended_at is None
    ]
    form = ShareWrittenForm(request.POST or None, circles=elsewhere, reflection=written)
    if form.leaves_out:
        words: dict[str, Any] = {
            name: with_instead(getattr(written, name), form.instead) for name in Reflection.WORDS
        }
        words["answers"] = [with_instead(answer, form.instead) for answer in written.answers]
        read = version_of(kept(written, Reflection.EDITED))
        try:
            form.reflection = written = actions.edit_reflection(
                by=person, reflection=written, read=read, **words
            )
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(written)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data.pop("share_with")
        try:
            actions.share_with_circles(by=person, reflection=written, circles=chosen, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            for circle in chosen:
                messages.success(request, _("Shared with %(circle)s.") % {"circle": seen_by(circle)})
            return redirect(written)
    return render(
        request,
        "learning/reflection.html",
        {
            "reflection": written,
            "shares": shares,
            "form": form,
            "elsewhere": elsewhere,
            "mentions": Factor.objects.live()
            .visible_to(person)
            .filter(mentions__reflection=written)
            .select_related("map")
            .order_by("label"),
            "files": own_files(request, written),
            "edited": written.versions.exists(),
        },
        status=422 if form.errors else 200,
    )


def edit(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    written = _mine(request, id)
    shared = Share.objects.live().filter(reflection=written).exists()
    form = EditForm(
        request.POST or None, now=kept(written, Reflection.EDITED), shared=shared, asked=asked_in(written)
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_reflection(by=signed_in(request), reflection=written, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Changed. The earlier words stay in your history of it."))
            return redirect(written)
    return render(
        request,
        "learning/edit.html",
        {"reflection": written, "form": form},
        status=422 if form.errors else 200,
    )


def history(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """How the words were before each edit: for the author alone."""
    written = _mine(request, id)
    versions = [
        {
            "written_at": version.written_at,
            "words": list(
                filter(
                    None,
                    [version.words.get(name) for name in Reflection.WORDS] + version.words.get("answers", []),
                )
            ),
        }
        for version in written.versions.all()
    ]
    return render(request, "learning/history.html", {"reflection": written, "versions": versions})


@require_POST
def withdraw(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Take one share back."""
    person = signed_in(request)
    share = get_object_or_404(Share.objects.visible_to(person).select_related("circle"), pk=id)
    actions.withdraw_share(by=person, share=share)
    messages.success(
        request, _("Withdrawn. Nobody in %(circle)s can read it any more.") % {"circle": share.circle}
    )
    return redirect("learning:reflection", share.reflection_id)


@require_POST
def reply(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Answer a question or an offer that came back."""
    person = signed_in(request)
    response = get_object_or_404(
        Response.objects.visible_to(person).select_related("author", "share__reflection", "share__circle"),
        pk=id,
    )
    form = ReplyForm(request.POST, now=kept(response, ["reply"]))
    if form.is_valid() or not access.can_reply(person, response):
        text, read = form.cleaned_data.get("reply", ""), form.cleaned_data.get("read", "")
        try:
            actions.reply(by=person, response=response, text=text, read=read)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Your answer stands with the question."))
            return redirect("learning:reflection", response.share.reflection_id)
    return render(request, "learning/reply.html", {"response": response, "form": form}, status=422)


def mention(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Choose the factors of my circles' maps that this reflection touches."""
    person, written = signed_in(request), _mine(request, id)
    factors = mine.factors_to_mention(person)
    touched = set(written.mentions.values_list("factor_id", flat=True))
    if request.method == "POST":
        # Only what was ticked or unticked here is changed: another window's ties stay as they are.
        were, ticked = set(request.POST.getlist("were")), set(request.POST.getlist("factors"))
        for factor in factors:
            if str(factor.pk) in ticked - were:
                actions.mention_factor(by=person, reflection=written, factor=factor)
            if str(factor.pk) in were - ticked:
                actions.unmention_factor(by=person, reflection=written, factor=factor)
        messages.success(request, _("Saved."))
        return redirect(written)
    return render(
        request,
        "learning/mention.html",
        {"reflection": written, "factors": factors, "touched": touched},
    )
