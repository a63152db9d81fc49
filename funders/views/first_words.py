"""Writing first words to a fund: by anybody, without an account until they are sent."""

import uuid

from allauth.core.ratelimit import consume, consume_or_429
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from funders.actions import openings as writing
from funders.actions.openings import Bearer
from funders.models import OpeningConversation, OpeningFile
from funders.opening_forms import BeginWordsForm, FileForm, FirstWordsForm, SendWordsForm
from funders.queries.openings import fund_for_anybody
from hls_platform.actions import Refused
from hls_platform.versions import kept
from relationships.access import signed_in
from relationships.actions.memberships import NotValid, has_account
from relationships.models import Person
from relationships.views.coming_in import sign_in_new


def _person(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None


@login_not_required
@never_cache
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """The empty boxes. Whoever has signed in goes on at once; anybody else gets a link to the address they give."""
    if request.method == "POST" and (too_often := consume_or_429(request, action="first_words")):
        return too_often
    person = _person(request)
    fund = fund_for_anybody(slug, person)
    if fund is None or not fund.is_open:
        raise Http404
    form = FirstWordsForm(request.POST or None) if person else BeginWordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data.get("email", "")
        try:
            if email and not consume(request, action="first_words_to_an_address", key=email.lower()):
                raise Refused(
                    _(
                        "A link went to this address several times within the hour. Look there, or try again later."
                    )
                )
            opening, _token = writing.begin_words(fund=fund, words=form.said, by=person, email=email)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("funders:own_words", opening.pk) if person else redirect("funders:link_sent")
    said = {"form": form, "fund": fund}
    return render(request, "funders/begin_words.html", said, status=422 if form.errors else 200)


@login_not_required
def link_sent(request: HttpRequest) -> HttpResponse:
    """That a link is on its way, and what to do with it."""
    return render(request, "funders/link_sent.html")


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def first_words(request: HttpRequest, token: str) -> HttpResponse:
    """One's words, for whoever came by the link that went to their address."""
    if too_often := consume_or_429(request, action="first_words_by_link"):
        return too_often
    bearer = Bearer(_person(request), token)
    with bearer.asks():
        try:
            opening = bearer.find()
        except NotValid:
            return render(request, "funders/words_over.html", status=404)
        return _words(request, opening, bearer)


def own_words(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """My words that are not sent yet."""
    person = signed_in(request)
    opening = get_object_or_404(_drafts_of(person), pk=id)
    return _words(request, opening, Bearer(person))


def _drafts_of(person: Person) -> QuerySet[OpeningConversation]:
    return OpeningConversation.objects.filter(applicant=person, sent_at=None).select_related("fund")


def _words(request: HttpRequest, opening: OpeningConversation, bearer: Bearer) -> HttpResponse:
    """The boxes with what is kept: kept again as one types (asked for as JSON), sent, or thrown away."""
    if request.method == "POST" and "discard" in request.POST:
        writing.discard_words(opening=opening, bearer=bearer)
        messages.success(request, _("Thrown away. Nothing of it is left here."))
        return redirect("funders:openings" if bearer.person else "funders:open_funds")
    is_new = bearer.person is None
    known = is_new and has_account(opening.email)
    as_json = request.accepts("application/json") and not request.accepts("text/html")
    sends = request.method == "POST" and not as_json and "keep" not in request.POST
    form = (SendWordsForm if is_new and not known else FirstWordsForm)(
        request.POST or None, initial=kept(opening, OpeningConversation.WORDS), sends=sends
    )
    if isinstance(form, SendWordsForm):
        form.email_of_account = opening.email
    if request.method == "POST" and form.is_valid():
        try:
            writing.keep_words(opening=opening, bearer=bearer, words=form.said)
            if as_json:
                return JsonResponse({"kept": True})
            if sends and known:
                raise Refused(_("You have an account here already. Sign in, then open the link again."))
            if sends:
                person = writing.send_words(
                    opening=opening, bearer=bearer, password=form.cleaned_data.get("password", "")
                )
                if is_new:
                    sign_in_new(request, person)
                messages.success(request, _("Sent. You hear from the people of the fund."))
                return redirect(opening)
            messages.success(request, _("Kept. Come back by the same way."))
            return redirect(request.path)
        except Refused as refused:
            form.add_error(None, str(refused))
    if as_json:
        return JsonResponse({"kept": False}, status=422)
    said = {
        "form": form,
        "opening": opening,
        "known": known,
        "another": bool(bearer.token and bearer.person and bearer.person.email != opening.email),
        "file": OpeningFile.objects.filter(opening=opening).defer("content").first(),
        "file_form": FileForm(),
        "file_address": _file_address(opening, bearer),
        "by_link": bool(bearer.token),
    }
    return render(request, "funders/first_words.html", said, status=422 if form.errors else 200)


def _file_address(opening: OpeningConversation, bearer: Bearer) -> str:
    if bearer.token:
        return reverse("funders:file_by_link", args=[bearer.token])
    return reverse("funders:file_of_words", args=[opening.pk])


@login_not_required
@never_cache
def file_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Add a file to words that one came to by the link, or take it off."""
    if too_often := consume_or_429(request, action="first_words_by_link"):
        return too_often
    bearer = Bearer(_person(request), token)
    with bearer.asks():
        try:
            opening = bearer.find()
        except NotValid:
            return render(request, "funders/words_over.html", status=404)
        return _file(request, opening, bearer, reverse("funders:first_words", args=[token]))


def file_of_words(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Add a file to my words that are not sent yet, or take it off."""
    person = signed_in(request)
    opening = get_object_or_404(_drafts_of(person), pk=id)
    return _file(request, opening, Bearer(person), reverse("funders:own_words", args=[opening.pk]))


def _file(request: HttpRequest, opening: OpeningConversation, bearer: Bearer, back: str) -> HttpResponse:
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and "take_off" in request.POST:
        writing.take_off_file(opening=opening, bearer=bearer)
        return redirect(back)
    if request.method == "POST" and form.is_valid():
        try:
            writing.add_file(opening=opening, bearer=bearer, content=form.cleaned_data["file"])
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(request, _("Added. It is sent along with your words."))
            return redirect(back)
    said = {"form": form, "back_to": back}
    return render(request, "funders/add_file.html", said, status=422 if form.errors else 200)
