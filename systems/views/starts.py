"""Ways to begin a map, and the exercise that goes from factor to factor: what leads to it, and then?"""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hls_platform.actions import Refused
from relationships.access import signed_in
from systems import twin
from systems.actions.beginning import begin_map, copy_edition, copy_map
from systems.models import SystemMap
from systems.start_forms import (
    ActorsForm,
    BeginForm,
    CopyForm,
    CopyPublishedForm,
    ExerciseForm,
    ListForm,
    LoopForm,
    OutlineForm,
)
from systems.starting import steps_of
from systems.table_forms import Drawn
from systems.views.twin import beside, drawn, map_at, to

STARTS: dict[str, tuple[type[BeginForm], Any, Any]] = {
    "blank": (
        BeginForm,
        gettext_lazy("A blank page"),
        gettext_lazy("Draw, or write in the table, as you go."),
    ),
    "list": (
        ListForm,
        gettext_lazy("A list"),
        gettext_lazy("Type or paste what plays a part, one on each line."),
    ),
    "loop": (
        LoopForm,
        gettext_lazy("One thing, and what leads to it"),
        gettext_lazy("An exercise: you name one thing, and are asked what leads to it, and then?"),
    ),
    "actors": (
        ActorsForm,
        gettext_lazy("Who acts on what"),
        gettext_lazy("Organisations and roles, and the factors that they act on."),
    ),
    "outline": (
        OutlineForm,
        gettext_lazy("What is to be different, and what leads there"),
        gettext_lazy("An outline, as a theory of change has it, to be doubted later."),
    ),
    "copy": (
        CopyForm,
        gettext_lazy("A copy of a map"),
        gettext_lazy(
            "Of one that you may see. Its history, its versions and what was shared about it stay where they are."
        ),
    ),
    "published": (
        CopyPublishedForm,
        gettext_lazy("A copy of a published map"),
        gettext_lazy(
            "Of one that others let everybody use. Where it is from and whose work it is stands with it."
        ),
    ),
}
"""By its address: the form of a way to begin, what it is called, and what it is."""


def starts(request: HttpRequest) -> HttpResponse:
    """The ways to begin."""
    ways = [
        (reverse("systems:begin_as", args=[key]), name, what) for key, (_form, name, what) in STARTS.items()
    ]
    return render(request, "systems/starts.html", {"ways": ways})


def begin(request: HttpRequest, start: str) -> HttpResponse:
    """Begin a map in one of the ways."""
    if start not in STARTS:
        raise Http404
    person = signed_in(request)
    form_of, name, what = STARTS[start]
    form = form_of(request.POST or None, person=person, initial={"circle": _circle_asked(request)})
    if request.method == "POST" and form.is_valid():
        try:
            begun = _begun(form)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("“%(map)s” is begun.") % {"map": begun.name})
            return redirect(
                reverse("systems:exercise" if start == "loop" else "systems:table", args=[begun.slug])
            )
    return render(
        request,
        "systems/begin.html",
        {"form": form, "name": name, "what": what, "start": start},
        status=422 if form.errors else 200,
    )


def _circle_asked(request: HttpRequest) -> str:
    said = request.GET.get("circle", "")
    try:
        return str(uuid.UUID(said))
    except ValueError:
        return ""


def _begun(form: BeginForm) -> SystemMap:
    words = {name: form.cleaned_data[name] for name in ("circle", "id", "name", "description")}
    if isinstance(form, CopyForm):
        return copy_map(by=form.person, map=form.cleaned_data["map"], **words)
    if isinstance(form, CopyPublishedForm):
        return copy_edition(by=form.person, edition=form.cleaned_data["edition"], **words)
    return begin_map(by=form.person, started=form.started, **words)


def exercise(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask about one factor of the map: what leads to it, and then? What is answered is one change, and the next is asked about."""
    shown = map_at(request, slug)
    asked = twin.to_ask_about(shown, request.GET.get("on"))
    context: dict[str, Any] = {"map": shown, "asked": asked, **beside(request, shown)}
    if asked.factor is None or shown.circle.ended_at is not None:
        return render(request, "systems/exercise.html", context)
    sent = Drawn(request.POST or None, map=shown)
    form = ExerciseForm(request.POST or None, on=asked.factor.label)
    if request.method == "POST" and sent.is_valid() and form.is_valid():
        there = {label.casefold(): uuid.UUID(id) for id, label in reversed(twin.names_of_factors(shown))}
        there[asked.factor.label.casefold()] = asked.factor.pk
        steps, ids = steps_of(form.started, there)
        closed = [name for name, id in ids.items() if name.casefold() in there and id != asked.factor.pk]
        said = _("Drawn.")
        if closed:
            said = _(
                "Drawn. These were on the map already, so look whether a loop has closed: %(names)s."
            ) % {"names": ", ".join(closed)}
        if drawn(request, shown, sent, steps, said):
            following = next((id for name, id in ids.items() if name.casefold() not in there), None)
            on = f"?on={following}" if following else ""
            return to(f"{reverse('systems:exercise', args=[slug])}{on}", "top")
        for error in sent.non_field_errors():
            form.add_error(None, error)
    context |= {"form": form, "sent": sent}
    return render(request, "systems/exercise.html", context, status=422 if form.errors else 200)
