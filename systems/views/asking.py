"""Asking a map: its loops, and the other questions, each in words on a page and as JSON for the drawing."""

import uuid
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hls_platform.actions import Refused
from relationships.access import signed_in
from relationships.actions.offers import put_up_offer
from relationships.forms import OfferForm
from relationships.models import Offer
from systems.actions.kept_loops import NoLoop, keep_loop, let_loop_go
from systems.analysis.loops import Ended, Loop
from systems.asking import acquaintance, looking, questions
from systems.asking import loops as loop_words
from systems.asking.kept import kind_of, standing_of
from systems.asking.reading import MapRead, read_map
from systems.forms import KeepLoopForm, LoopsForm
from systems.models import KeptLoop, SystemMap
from systems.models.kept_loop import way_of

LOOPS_AT_FIRST = 5
LOOPS_A_PAGE = 30


def _map(request: HttpRequest, slug: str) -> SystemMap:
    return get_object_or_404(
        SystemMap.objects.visible_to(signed_in(request)).select_related("circle"), slug=slug
    )


def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions that the map can be asked, and the answer to the one in the address."""
    shown = _map(request, slug)
    read = read_map(shown)
    asked = request.GET.get("question", "")
    about_one = asked in questions.OF_ONE
    form = questions.AskForm(request.GET if about_one else None, read=read, initial={"links": 4})
    answer = None
    if asked in questions.OF_ALL:
        answer = questions.ask_about_all(read, asked, signed_in(request))
    elif about_one and form.is_valid():
        answer = _about_one(read, form.cleaned_data)
    return render(
        request,
        "systems/ask.html",
        {"map": shown, "form": form, "answer": answer, "asked": asked, "of_all": questions.OF_ALL.items()},
        status=422 if about_one and form.errors else 200,
    )


def _about_one(read: MapRead, said: dict[str, Any]) -> Any:
    to = uuid.UUID(said["to"]) if said["to"] else None
    return questions.ask_about_one(
        read, said["question"], uuid.UUID(said["factor"]), to=to, links=said["links"]
    )


def answer(request: HttpRequest, slug: str, question: str) -> HttpResponse:
    """The same answer as JSON: sentences, and for each the factors and links that the drawing marks."""
    shown = _map(request, slug)
    read = read_map(shown)
    if question in questions.OF_ONE:
        form = questions.AskForm({**request.GET.dict(), "question": question}, read=read)
        if not form.is_valid():
            return JsonResponse({"errors": form.errors.get_json_data()}, status=422)
        found = _about_one(read, form.cleaned_data)
    elif question in (*questions.OF_ALL, questions.LOOPS):
        wanted = LoopsForm({"length": request.GET.get("links", LOOPS_AT_FIRST)})
        length = wanted.cleaned_data["length"] if wanted.is_valid() else LOOPS_AT_FIRST
        found = questions.ask_about_all(read, question, signed_in(request), links=length)
    else:
        raise Http404
    return JsonResponse({"map": shown.slug, "number": shown.version, "question": question, **found.as_json()})


def loops(request: HttpRequest, slug: str) -> HttpResponse:
    """The map's feedback loops in words, a stretch at a time; those that were given a name; and how far a search is."""
    shown = _map(request, slug)
    read = read_map(shown)
    form, asked = _asked(request.GET, read)
    said = request.GET.get("after", "0")
    begin = int(said) if said.isdecimal() and len(said) < 7 else 0
    search = looking.search_for(asked)
    through = read.numbers[asked.through] if asked.through else None
    looked = (search and search.looked) or loop_words.look_now(read, asked.length, through)
    found = loop_words.ranked(read, looked.loops)
    kept = standing_of(read)
    named = {each.kept.way: each.kept.name for each in kept}
    return render(
        request,
        "systems/loops.html",
        {
            "map": shown,
            "form": form,
            "asked": asked,
            "says": [] if looked is loop_words.NOTHING_YET else loop_words.how_many(looked),
            "how_ranked": loop_words.how_ranked(),
            "loops": [_row(read, loop, named) for loop in islice(found, begin, begin + LOOPS_A_PAGE)],
            "after": begin + LOOPS_A_PAGE if begin + LOOPS_A_PAGE < len(found) else None,
            "kept": kept,
            "search": search if search and search.looked is None else None,
            "more": looked.ended in (Ended.TIME, Ended.ASKED, Ended.LIMIT)
            and (search is None or (search.looked is not None and search.looked.ended == Ended.ASKED)),
        },
    )


def _asked(said: QueryDict, read: MapRead) -> tuple[LoopsForm, looking.Asked]:
    form = LoopsForm({"length": said.get("length", LOOPS_AT_FIRST), "factor": said.get("factor", "")})
    length, factor = LOOPS_AT_FIRST, None
    if form.is_valid():
        length, factor = form.cleaned_data["length"], form.cleaned_data["factor"]
    through = factor if factor in read.numbers else None
    return form, looking.Asked(read.map.pk, read.map.version, length, through)


def _row(read: MapRead, loop: Loop, named: dict[str, str]) -> dict[str, Any]:
    ids = [read.ids[number] for number in loop.factors]
    return {
        "line": loop_words.line_of(read, loop),
        "name": named.get(way_of(ids), ""),
        "way": ".".join(map(str, ids)),
    }


@require_POST
def look(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a search behind the page, or stop it."""
    shown = _map(request, slug)
    _form, asked = _asked(request.POST, read_map(shown))
    if "stop" in request.POST:
        looking.stop(asked)
    else:
        looking.begin(shown, asked)
    words = QueryDict(mutable=True)
    words["length"] = str(asked.length)
    if asked.through:
        words["factor"] = str(asked.through)
    return redirect(f"{reverse('systems:loops', args=[shown.slug])}?{words.urlencode()}")


def keep(request: HttpRequest, slug: str, way: str) -> HttpResponse:
    """Give the loop in the address a name, and keep it."""
    shown = _map(request, slug)
    read = read_map(shown)
    factors = _way(way)
    kind = kind_of(read, factors) if factors else None
    if kind is None:
        messages.error(request, str(NoLoop()))
        return redirect("systems:loops", shown.slug)
    form = KeepLoopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = keep_loop(by=signed_in(request), map=shown, factors=factors, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("“%(name)s” is kept.") % {"name": kept.name})
            return redirect(kept)
    loop = Loop(tuple(read.numbers[each] for each in factors), kind)
    said = {"map": shown, "form": form, "line": loop_words.line_of(read, loop)}
    return render(request, "systems/keep_loop.html", said, status=422 if form.errors else 200)


def _way(said: str) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(each) for each in said.split(".")]
    except ValueError:
        return []


@require_POST
def let_go(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Keep a loop no longer."""
    kept = get_object_or_404(
        KeptLoop.objects.visible_to(signed_in(request)).select_related("map__circle"), pk=id
    )
    let_loop_go(by=signed_in(request), loop=kept)
    messages.success(request, _("“%(name)s” is kept no longer. The map is as it was.") % {"name": kept.name})
    return redirect("systems:loops", kept.map.slug)


def introduce(request: HttpRequest, slug: str, id: uuid.UUID) -> HttpResponse:
    """Ask, in words that are there already, for those who act on a factor: a conversation begins once both want it."""
    person = signed_in(request)
    shown = _map(request, slug)
    read = read_map(shown)
    if id not in read.numbers:
        raise Http404
    begins_as = {
        "kind": Offer.Kind.ASK,
        "reach": Offer.Reach.PLACE,
        "about": read.labels[read.numbers[id]][:160],
        "text": acquaintance.first_words(read, id),
    }
    form = OfferForm(request.POST or None, person=person, initial=begins_as)
    if request.method == "POST" and form.is_valid():
        try:
            offer = put_up_offer(by=person, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It stands there now. You can take it down at any time."))
            return redirect(offer)
    said = {"map": shown, "form": form, "factor": read.labels[read.numbers[id]]}
    return render(request, "systems/introduce.html", said, status=422 if form.errors else 200)
