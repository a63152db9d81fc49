"""Making sense together: the sessions of my circles, one of them as it goes on, and everything that is done in it."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hls_platform.actions import Refused
from hls_platform.live.news import come
from hls_platform.versions import kept
from hls_platform.web.paging import page_after
from learning import actions
from learning.insight_forms import AdaptationForm, InsightForm
from learning.models import Note, NoteGroup, Phase, SenseMaking
from learning.queries.map_work import maps_beside
from learning.queries.together import Board, board, matters, phase_in_words, sessions_of, title_of
from learning.queries.together import sessions as all_sessions
from learning.question_forms import QuestionForm
from learning.together.forms import GroupForm, MinuteForm, NameGroupForm, NoteForm, SessionForm, kinds_now
from relationships.access import signed_in
from relationships.models import Circle, Person

LIVE = "live"
"""What our own script says of itself in X-Requested-With: it reads the state anew, and wants no page."""


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """The sessions of all my circles, newest first; of one circle as the address says."""
    person, slug = signed_in(request), request.GET.get("circle", "")
    page = page_after(
        sessions_of(person, circle=slug), order=("-begun_at", "-id"), after=request.GET.get("after")
    )
    for each in page.items:
        each.title, each.where = title_of(each), phase_in_words(each)
    circles = Circle.objects.having_member(person).filter(ended_at=None).order_by("name")
    return render(request, "learning/together.html", {"page": page, "circles": circles, "slug": slug})


def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a session in a circle; `about` in the address chooses what it is about."""
    person = signed_in(request)
    circle = get_object_or_404(Circle.objects.having_member(person), slug=slug, ended_at=None)
    form = SessionForm(
        request.POST or None, matters=matters(circle), initial={"matter": request.GET.get("about", "")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            begun = actions.begin_session(by=person, circle=circle, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(begun)
    return render(
        request,
        "learning/begin_session.html",
        {"circle": circle, "form": form},
        status=422 if form.errors else 200,
    )


def _session(request: HttpRequest, id: uuid.UUID) -> SenseMaking:
    return get_object_or_404(all_sessions().visible_to(signed_in(request)), pk=id)


@require_safe
def session(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One session, as it is now."""
    person, shown = signed_in(request), _session(request, id)
    come("together", shown.pk, person.pk)
    return _page(request, board(person, shown))


@require_safe
def state(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """The parts of that page as they are now, for the page to put in their place; 204 when it has them (`since`)."""
    person, shown = signed_in(request), _session(request, id)
    come("together", shown.pk, person.pk)
    if request.GET.get("since") == str(shown.version):
        return HttpResponse(status=204)
    parts = {**_context(board(person, shown)), "csrf_token": get_token(request)}
    answer = HttpResponse(
        render_to_string("learning/session_state.html", parts)
    )  # a part of a page has no doors
    answer.headers["X-Now"] = str(shown.version)
    return answer


def _context(on: Board, bound: Form | None = None) -> dict[str, Any]:
    """What the page shows; `bound` is the form that was sent and could not be taken."""
    forms = _forms(on, bound)
    return {
        "session": on.sense_making,
        "circle": on.sense_making.circle,
        "board": on,
        "title": title_of(on.sense_making),
        "bound": bound,
        "holds": "+".join([*forms["notes"], *(name for name in FURTHER if forms[name])]),
        **forms,
    }


FURTHER = ("group", "insight", "adaptation", "question", "minute")
"""The forms beside those for notes."""


def _forms(on: Board, bound: Form | None) -> dict[str, Any]:
    """The forms of this phase by name; those for notes by their kind."""
    shown, phase = on.sense_making, on.sense_making.phase
    open_now = shown.circle.ended_at is None and shown.kept_at is None

    def form(wanted: type[Form], *, when: bool, **more: Any) -> Form | None:
        if type(bound) is wanted:  # an adaptation's form is one of an insight's kind
            return bound
        more = {"auto_id": f"{wanted.__name__.lower()}_%s", **more}
        return wanted(**more) if when and open_now else None

    ends = phase in {Phase.OUTCOME, Phase.MINUTE}
    resting = {"circle": shown.circle, "sources": on.sources}
    notes = {kind: NoteForm(kind=kind, format=on.format, board=on) for kind in kinds_now(shown, on.format)}
    if isinstance(bound, NoteForm):
        notes[bound.note_kind] = bound
    return {
        "notes": notes if open_now or isinstance(bound, NoteForm) else {},
        "group": form(GroupForm, when=phase == Phase.GROUPED),
        "insight": form(InsightForm, when=ends, **resting),
        "adaptation": form(AdaptationForm, when=ends, **resting),
        "question": form(QuestionForm, when=ends),
        "minute": form(
            MinuteForm,
            when=ends and on.facilitates,
            now=kept(shown, SenseMaking.EDITED),
        ),
    }


def _page(request: HttpRequest, on: Board, bound: Form | None = None) -> HttpResponse:
    said = _context(on, bound) | {"maps": maps_beside(on.sense_making)}
    return render(request, "learning/session.html", said, status=422 if bound else 200)


def _done(request: HttpRequest, shown: SenseMaking, said: str = "") -> HttpResponse:
    """After something was done: our script reads the state anew, a browser without it the whole page."""
    if request.headers.get("X-Requested-With") == LIVE:
        return HttpResponse(status=204)
    if said:
        messages.success(request, said)
    return redirect(shown)


def _do(request: HttpRequest, shown: SenseMaking, deed: Callable[[], object]) -> HttpResponse:
    """Do something that has no words to lose; why it was refused stands on top of the page."""
    try:
        deed()
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(shown)
    return _done(request, shown)


def _send(
    request: HttpRequest, on: Board, form: Form, deed: Callable[..., object], said: str = ""
) -> HttpResponse:
    """Do something with what a form says; where it is refused, the page shows it with every word."""
    if form.is_valid():
        try:
            deed(**form.cleaned_data)
        except Refused as refused:
            refuse = getattr(form, "refuse", None)
            refuse(refused) if refuse else form.add_error(None, str(refused))
        else:
            return _done(request, on.sense_making, said)
    return _page(request, on, form)


@require_POST
def lead(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Go on, go back, hand over, take over, set a time, say who presents: one button each."""
    person, shown = signed_in(request), _session(request, id)
    sent = request.POST
    deeds: dict[str, Callable[[], object]] = {
        "to": lambda: actions.move_on(by=person, sense_making=shown, to=sent["to"]),
        "hand_over": lambda: actions.hand_over(
            by=person, sense_making=shown, to=_of_circle(shown, sent["hand_over"])
        ),
        "take_over": lambda: actions.take_over(by=person, sense_making=shown),
        "minutes": lambda: actions.keep_time(by=person, sense_making=shown, minutes=_number(sent["minutes"])),
        "presenter": lambda: actions.say_who_presents(
            by=person, sense_making=shown, presenter=_of_circle(shown, sent["presenter"])
        ),
    }
    wanted = next((name for name in deeds if name in sent), None)
    return _do(request, shown, deeds[wanted]) if wanted else redirect(shown)


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 5 else -1


def _of_circle(shown: SenseMaking, said: str) -> Person:
    """Somebody who is or was in the circle, by id. Raises `Refused` for anything else."""
    try:
        found = Person.objects.filter(pk=uuid.UUID(said), memberships__circle_id=shown.circle_id).first()
    except ValueError:
        found = None
    if found is None:
        raise Refused(_("Choose somebody who is in this circle."))
    return found


@require_POST
def write(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Write a note of some kind."""
    person, shown = signed_in(request), _session(request, id)
    on = board(person, shown)
    kind = request.POST.get("kind", "")
    kind = kind if kind in Note.Kind.values else Note.Kind.NOTE
    form = NoteForm(request.POST, kind=kind, format=on.format, board=on)

    def deed(**words: Any) -> None:
        actions.write_note(by=person, sense_making=shown, **words)

    return _send(request, on, form, deed, _("Written down."))


@require_POST
def move(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Put a note into a group, or into none."""
    person, shown = signed_in(request), _session(request, id)
    note = get_object_or_404(
        Note.objects.visible_to(person).filter(sense_making=shown), pk=_id(request, "note")
    )
    to = _id(request, "group")
    into = get_object_or_404(NoteGroup.objects.filter(sense_making=shown), pk=to) if to else None
    note.sense_making = shown
    return _do(request, shown, lambda: actions.move_note(by=person, note=note, group=into))


def _id(request: HttpRequest, name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get(name, ""))
    except ValueError:
        return None


@require_POST
def group(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Make a group."""
    person, shown = signed_in(request), _session(request, id)

    def deed(**words: Any) -> None:
        actions.make_group(by=person, sense_making=shown, **words)

    return _send(request, board(person, shown), GroupForm(request.POST, auto_id="groupform_%s"), deed)


@require_POST
def name_group(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Give a group another name."""
    person = signed_in(request)
    named = get_object_or_404(
        NoteGroup.objects.all().visible_to(person).select_related("sense_making__circle"), pk=id
    )
    shown = named.sense_making
    form = NameGroupForm(request.POST, group=named, now=kept(named, ["name"]))
    if form.is_valid():
        try:
            actions.name_group(by=person, group=named, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            return _done(request, shown)
    said = {
        "form": form,
        "title": _("The name of a group"),
        "submit": _("Save the name"),
        "seen_by": _("Everyone in %(circle)s will see it.") % {"circle": shown.circle},
        "back": shown.get_absolute_url(),
    }
    return render(request, "changed.html", said, status=422)


@require_POST
def take_back(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Take back a note of one's own."""
    person = signed_in(request)
    note = get_object_or_404(Note.objects.visible_to(person), pk=id)
    shown = SenseMaking.objects.visible_to(person).filter(pk=note.sense_making_id).first()
    actions.take_back_note(by=person, note=note)
    return _done(request, shown) if shown else redirect("learning:together")


@require_POST
def ask_next(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Ask what the circle wants to understand next."""
    person, shown = signed_in(request), _session(request, id)

    def deed(**words: Any) -> None:
        actions.ask_next_question(by=person, sense_making=shown, **words)

    return _send(request, board(person, shown), QuestionForm(request.POST, auto_id="questionform_%s"), deed)


@require_POST
def conclude(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Write down what the circle now thinks."""
    return _rests(request, id, InsightForm, actions.conclude)


@require_POST
def adapt(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Write down what the circle does differently now."""
    return _rests(request, id, AdaptationForm, actions.adapt)


def _rests(
    request: HttpRequest, id: uuid.UUID, wanted: type[InsightForm], action: Callable[..., object]
) -> HttpResponse:
    person, shown = signed_in(request), _session(request, id)
    on = board(person, shown)
    form = wanted(
        request.POST, circle=shown.circle, sources=on.sources, auto_id=f"{wanted.__name__.lower()}_%s"
    )

    def deed(**words: Any) -> None:
        action(by=person, sense_making=shown, **words)

    return _send(request, on, form, deed)


@require_POST
def minute(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Write what else the minute says."""
    person, shown = signed_in(request), _session(request, id)
    form = MinuteForm(request.POST, auto_id="minuteform_%s", now=kept(shown, SenseMaking.EDITED))

    def deed(**words: Any) -> None:
        actions.write_minute(by=person, sense_making=shown, **words)

    return _send(request, board(person, shown), form, deed)
