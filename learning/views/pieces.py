"""Learning in public: what everybody reads, what I write, and where I am asked whether my words may stand there."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hls_platform.actions import Refused
from hls_platform.versions import kept
from hls_platform.web.paging import page_after
from learning.actions import pieces as writing
from learning.models import Consent, Insight, Piece, Quote, Share
from learning.piece_forms import ChangePieceForm, ConsentForm, PieceForm
from learning.queries import pieces as asked_for
from learning.views.my_digests import NOT_IN_XML
from relationships import access
from relationships.access import signed_in
from relationships.community import reader

NEWEST_FIRST = ("-published_at", "-id")
ENTRIES = 50


@login_not_required
@require_safe
def pieces(request: HttpRequest) -> HttpResponse:
    """What people here learned and say in public, the latest first."""
    page = page_after(asked_for.public_pieces(), order=NEWEST_FIRST, after=request.GET.get("after"))
    return render(request, "learning/pieces.html", {"page": page})


@login_not_required
@require_safe
def pieces_feed(request: HttpRequest) -> HttpResponse:
    """The same as a feed: only what is public at this moment."""
    feed = Atom1Feed(
        title=_("Learning in public on %(place)s") % {"place": settings.PLATFORM_NAME},
        link=settings.PUBLIC_URL + reverse("learning:pieces"),
        description="",
        feed_url=settings.PUBLIC_URL + reverse("learning:pieces_feed"),
    )
    for piece in asked_for.public_pieces().order_by(*NEWEST_FIRST)[:ENTRIES]:
        quoted: list[Quote] = piece.quoted  # type: ignore[attr-defined]
        feed.add_item(
            title=NOT_IN_XML.sub("", piece.title),
            link=settings.PUBLIC_URL + piece.get_absolute_url(),
            description=NOT_IN_XML.sub("", "\n\n".join([piece.text, *(each.words for each in quoted)])),
            author_name=NOT_IN_XML.sub("", piece.credit) or None,
            item_copyright=str(piece.get_licence_display()),
            unique_id=f"urn:uuid:{piece.pk}",
            pubdate=piece.published_at,
            updateddate=piece.changed_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@login_not_required
def piece(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One piece as it is read; for its writer where it stands; withdrawn, its address says so."""
    person = reader(request)
    seen = Piece.objects.visible_to(person) if person else Piece.objects.public() | Piece.objects.gone()
    shown = get_object_or_404(seen.prefetch_related(asked_for.QUOTED), pk=id)
    if shown.withdrawn_at is not None:
        return render(request, "learning/piece_withdrawn.html", status=410)
    mine = person is not None and shown.written_by_id == person.pk
    said = {"piece": shown, "mine": mine}
    if mine:
        said |= {
            "stage": asked_for.stage_of(shown),
            "others": shown.quotes.exclude(state=Quote.State.AGREED),
            "confirmed": access.has_confirmed_address(signed_in(request)),
        }
    return render(request, "learning/piece.html", said)


def my_pieces(request: HttpRequest) -> HttpResponse:
    """What I write to learn in public."""
    page = page_after(
        asked_for.pieces_of(signed_in(request)), order=("-created_at", "-id"), after=request.GET.get("after")
    )
    for each in page.items:
        each.stage = asked_for.stage_of(each)
    return render(request, "learning/my_pieces.html", {"page": page})


def _source(request: HttpRequest, said: dict[str, str]) -> Share | Insight | None:
    try:
        return asked_for.source_named(signed_in(request), said.get("share", ""), said.get("insight", ""))
    except ValidationError:
        return None


def write_piece(request: HttpRequest) -> HttpResponse:
    """Write a piece, perhaps from something shared or thought in a circle of mine, which the address names."""
    person = signed_in(request)
    source = _source(request, request.GET.dict())
    form = PieceForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            begun = writing.begin_piece(by=person, sources=[source] if source else [], **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Kept. Nobody else reads it until you ask for it to be public."))
            return redirect(begun)
    said = {
        "form": form,
        "source": source,
        "is_share": isinstance(source, Share),
        "drafts": asked_for.pieces_of(person)[:20] if source else [],
    }
    return render(request, "learning/write_piece.html", said, status=422 if form.errors else 200)


def _mine(request: HttpRequest, id: uuid.UUID) -> Piece:
    return get_object_or_404(asked_for.pieces_of(signed_in(request)), pk=id)


def change_piece(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Change what I wrote: it is a draft again."""
    person, mine = signed_in(request), _mine(request, id)
    form = ChangePieceForm(request.POST or None, now=kept(mine, Piece.EDITED), person=person)
    if request.method == "POST" and form.is_valid():
        try:
            writing.change_piece(by=person, piece=mine, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved. It is a draft: ask for it to be public when it is ready."))
            return redirect(mine)
    return render(
        request,
        "learning/change_piece.html",
        {"form": form, "piece": mine},
        status=422 if form.errors else 200,
    )


@require_POST
def add_quote(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Put something shared or thought in a circle of mine into a piece of mine."""
    mine, source = _mine(request, id), _source(request, request.POST.dict())
    if source is None:
        messages.error(request, _("What you chose is not there any more."))
        return redirect(mine)
    try:
        writing.add_quote(by=signed_in(request), piece=mine, source=source)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, _("It stands there now. Whoever said it is asked once you ask for it to be public.")
        )
    return redirect(mine)


@require_POST
def take_out_quote(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Take somebody's words out of a piece of mine."""
    quote = get_object_or_404(
        Quote.objects.filter(piece__in=asked_for.pieces_of(signed_in(request)).order_by()).select_related(
            "piece"
        ),
        pk=id,
    )
    writing.take_out_quote(by=signed_in(request), quote=quote)
    messages.success(request, _("Taken out."))
    return redirect(quote.piece)


@require_POST
def ask_for_piece(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Ask for a piece of mine to be public."""
    mine = _mine(request, id)
    try:
        writing.ask_for_piece(by=signed_in(request), piece=mine)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Asked. Everybody in it answers first, then a steward reads it."))
    return redirect(mine)


@require_POST
def withdraw_piece(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Withdraw a piece of mine."""
    mine = _mine(request, id)
    writing.withdraw_piece(by=signed_in(request), piece=mine)
    messages.success(request, _("Withdrawn. Its address says so, and your words are among your drafts."))
    return redirect("learning:my_pieces")


def asked(request: HttpRequest) -> HttpResponse:
    """Where I am asked whether my words may stand in public, and where they do."""
    person = signed_in(request)
    said = {"waiting": asked_for.asked_of(person)[:50], "agreed": asked_for.agreed_by(person)[:50]}
    return render(request, "learning/asked.html", said)


def consent(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """What somebody would like to say in public with my words; posted, my answer."""
    person = signed_in(request)
    asks = Consent.objects.visible_to(person).filter(
        quote__piece__asked_at__isnull=False, quote__piece__withdrawn_at=None
    )
    mine = get_object_or_404(
        asks.exclude(quote__state=Quote.State.LEFT).select_related("quote__piece"), pk=id
    )
    of = mine.quote.piece
    if request.method == "POST" and "no" in request.POST:
        writing.refuse_quote(by=person, consent=mine)
        messages.success(request, _("Your words are not in it. Nobody is told why."))
        return redirect("learning:asked")
    form = ConsentForm(request.POST or None, consent=mine, edition=of.edition)
    if request.method == "POST" and form.is_valid():
        said_so = form.cleaned_data
        try:
            writing.agree_to_quote(by=person, consent=mine, words=said_so.pop("own_words", None), **said_so)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Thank you. You can take your words out at any time."))
            return redirect("learning:asked")
    waits = mine.edition != of.edition
    said = {"consent": mine, "piece": of, "form": form if waits else None}
    return render(request, "learning/consent.html", said, status=422 if form.errors else 200)
