"""Partnerships: all of mine on one page, one on its own page, and what is written down there."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from funders.forms import PartnershipForm
from funders.open_forms import AcrossForm
from funders.queries.across import Asked, across
from funders.queries.agreements import agreements_of
from funders.queries.partnership import Affairs, preparing_in_words
from hls_platform.web.form_page import form_page
from learning.queries import circle, feed
from relationships.access import signed_in
from relationships.actions.circles import begin_partnership
from relationships.models import Circle, Partnership, PartnershipParty

Side = PartnershipParty.Side
BESIDE_THE_REST = 3
"""How many of the newest shares stand on a partnership's first page, which is to be read in two minutes."""


def partnerships(request: HttpRequest) -> HttpResponse:
    """One line per partnership, in order of the next conversation, as far as the address asks for them."""
    person = signed_in(request)
    form = AcrossForm(request.GET) if request.GET else None
    asked = form.asked() if form else Asked()
    said = {
        "page": across(person, asked, request.GET.get("after")),
        "form": form,
        "asked": asked,
        "finding": "find" in request.GET,
    }
    return render(request, "funders/partnerships.html", said)


def begin(request: HttpRequest) -> HttpResponse:
    """Begin a partnership."""
    person = signed_in(request)
    form = PartnershipForm(request.POST or None, person=person)

    def do() -> str:
        partnership = begin_partnership(
            by=person,
            on_behalf_of=form.cleaned_data["on_behalf_of"],
            name=form.cleaned_data["name"],
            purpose=form.cleaned_data["purpose"],
            parties=form.parties().items(),
        )
        return reverse("relationships:people", args=[partnership.slug])

    return form_page(
        request,
        "funders/form.html",
        form,
        do,
        done=_("The partnership has begun. Invite the people of both sides."),
        title=_("Begin a partnership"),
        submit=_("Begin"),
    )


def partnership(request: HttpRequest, slug: str) -> HttpResponse:
    """Purpose, people on both sides, promises, conversations, questions, what was shared, the agreement."""
    person = signed_in(request)
    inside = circle.inside(person, slug)
    if inside is None or inside.circle.kind != Circle.Kind.PARTNERSHIP:
        raise Http404
    after = request.GET.get("after")
    said = {
        "inside": inside,
        "partnership": inside.circle,
        "feed": feed.shared_with(
            person, [inside.circle], after, size=feed.SIZE if after else BESIDE_THE_REST
        ),
        "further": bool(after),
    }
    if not after:
        affairs = Affairs(inside.circle)
        thoughts, adaptations = affairs.thoughts()
        parties, ours = affairs.parties(), inside.stands_for
        gives = any(each.id == ours and each.side == Side.RESOURCING for each in parties)
        said |= {
            "parties": parties,
            "talks": affairs.talks(),
            "preparing": preparing_in_words(parties),
            "questions": affairs.questions(parties),
            "insights": thoughts,
            "adaptations": adaptations,
            "promises": affairs.promises(),
            "agreements": agreements_of(inside.circle, to_givers=gives),
            "beside": (beside := affairs.beside()),
            "maps": [each for each in beside if each.kind == "map"],
            "ours": ours,
            "gives": gives,
            "tends_money": gives,
        }
    return render(request, "funders/partnership.html", said)


def _partnership(request: HttpRequest, slug: str) -> Partnership:
    return get_object_or_404(Partnership.objects.having_member(signed_in(request)), slug=slug)
