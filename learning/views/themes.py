"""Themes: what a circle sees in what it shared, from the machine's proposals and of its own."""

import uuid

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hls_platform.actions import Refused
from hls_platform.versions import kept
from learning import actions
from learning.models import DigestThread, Share, Theme
from learning.queries import feed, themes
from learning.theme_forms import GatherForm, JoinForm, SplitForm, ThemeForm, ThreadForm
from relationships.access import signed_in
from relationships.models import Circle


def how_found(request: HttpRequest) -> HttpResponse:
    """How the machine finds threads, what it cannot do, and how good it was when we measured it."""
    return render(request, "learning/how_threads_are_found.html")


def circle_themes(request: HttpRequest, slug: str) -> HttpResponse:
    """The themes of one of my circles, by name."""
    circle = get_object_or_404(Circle.objects.having_member(signed_in(request)), slug=slug)
    page = themes.themes_of(circle, request.GET.get("after"))
    return render(request, "learning/circle_themes.html", {"circle": circle, "page": page})


def _thread(request: HttpRequest, id: uuid.UUID) -> DigestThread:
    seen = DigestThread.objects.visible_to(signed_in(request))
    return get_object_or_404(seen.select_related("digest__circle", "theme"), pk=id)


@require_POST
def name(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Name a thread: it becomes a theme, or joins one."""
    thread = _thread(request, id)
    form = ThreadForm(request.POST, now=kept(thread, ["name"]))
    if form.is_valid():
        try:
            actions.name_thread(by=signed_in(request), thread=thread, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved. Everyone in the circle sees the name."))
            return redirect(thread.digest)
    said = {
        "form": form,
        "title": _("The name of a thread"),
        "submit": _("Save the name"),
        "seen_by": _("Everyone in %(circle)s will see it.") % {"circle": thread.digest.circle},
        "back": thread.digest.get_absolute_url(),
    }
    return render(request, "changed.html", said, status=422)


@require_POST
def refuse(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Say that what a thread put together does not belong together."""
    thread = _thread(request, id)
    try:
        actions.refuse_thread(by=signed_in(request), thread=thread)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Taken away. The same words alone will not bring it back."))
    return redirect(thread.digest)


def _theme(request: HttpRequest, id: uuid.UUID) -> Theme:
    counted = Prefetch("circle", feed.with_people_counted(Circle.objects.all()))
    seen = Theme.objects.visible_to(signed_in(request)).prefetch_related(counted)
    return get_object_or_404(seen.select_related("named_by"), pk=id)


def theme(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """A theme, and what it gathers; the one it was joined into, where it was."""
    shown = _theme(request, id)
    if shown.became_id:
        return redirect("learning:theme", shown.became_id)
    return _page(request, shown)


def _page(request: HttpRequest, shown: Theme, join_form: JoinForm | None = None) -> HttpResponse:
    others = _others(shown)
    return render(
        request,
        "learning/theme.html",
        {
            "theme": shown,
            "feed": themes.told_in(shown, request.GET.get("after")),
            "form": ThemeForm(now=kept(shown, Theme.EDITED)),
            "others": others,
            "join_form": join_form or JoinForm(others=others),
        },
        status=422 if join_form else 200,
    )


def _others(shown: Theme) -> QuerySet[Theme]:
    return Theme.objects.standing().filter(circle=shown.circle_id).exclude(pk=shown.pk).order_by("name")


@require_POST
def rename(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Call a theme otherwise."""
    shown = _theme(request, id)
    form = ThemeForm(request.POST, now=kept(shown, Theme.EDITED))
    if form.is_valid():
        try:
            actions.rename_theme(by=signed_in(request), theme=shown, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved. Everyone in the circle sees the name."))
            return redirect(shown)
    said = {
        "form": form,
        "title": _("The name of a theme"),
        "submit": _("Save the name"),
        "seen_by": shown.circle.seen_by,
        "back": shown.get_absolute_url(),
    }
    return render(request, "changed.html", said, status=422)


@require_POST
def join(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Let a theme go on in another."""
    shown = _theme(request, id)
    form = JoinForm(request.POST, others=_others(shown))
    if form.is_valid():
        try:
            into = actions.join_themes(by=signed_in(request), theme=shown, **form.cleaned_data)
        except Refused as refused:
            form.add_error("into", str(refused))
        else:
            messages.success(request, _("Joined. What both gathered stands here now."))
            return redirect(into)
    return _page(request, shown, form)


def split(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Choose what to take out of a theme, and say what that is about."""
    shown = _theme(request, id)
    form = SplitForm(request.POST or None, gathered=themes.gathered(shown))
    if request.method == "POST" and form.is_valid():
        try:
            other = actions.split_theme(by=signed_in(request), theme=shown, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Taken out. It stands here now, still shared as before."))
            return redirect(other)
    return render(
        request,
        "learning/split_theme.html",
        {"theme": shown, "form": form},
        status=422 if form.errors else 200,
    )


def gather(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Put something shared under a theme of its circle."""
    person = signed_in(request)
    share = get_object_or_404(
        Share.objects.live()
        .in_circles_of(person)
        .prefetch_related(Prefetch("circle", feed.with_people_counted(Circle.objects.all()))),
        pk=id,
    )
    form = GatherForm(request.POST or None, themes=themes.names_in(share.circle))
    if request.method == "POST" and form.is_valid():
        try:
            into = actions.put_under_theme(by=person, share=share, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved. It stands among what else is about this."))
            return redirect(into)
    return render(
        request,
        "learning/put_under_theme.html",
        {"share": share, "form": form},
        status=422 if form.errors else 200,
    )
