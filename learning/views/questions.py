"""Learning questions: what a circle wants to understand, and how its understanding moved."""

import uuid

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hls_platform.actions import Refused
from hls_platform.versions import kept
from hls_platform.web.paging import page_after
from learning import access, actions
from learning.held import are_gone
from learning.insight_forms import StepForm
from learning.models import Insight, LearningQuestion, Obstacle, Understanding
from learning.queries import insights
from learning.queries.practice import practice_of_mine
from learning.question_forms import PutForm, QuestionForm
from relationships.access import signed_in
from relationships.models import Circle, Organisation


def home(request: HttpRequest) -> HttpResponse:
    """What runs in my circles; and their open questions, newest first, each with the latest step of its trail."""
    person = signed_in(request)
    newest_first = Understanding.objects.order_by("-written_at")
    page = page_after(
        LearningQuestion.objects.in_circles_of(person)
        .filter(closed_at=None)
        .select_related("circle", "put_to")
        .prefetch_related(Prefetch("understandings", newest_first, to_attr="trail")),
        order=("-created_at", "-id"),
        after=request.GET.get("after"),
    )
    circles = Circle.objects.having_member(person).filter(ended_at=None).order_by("name")
    said = {"page": page, "circles": circles}
    if not request.GET.get("after"):
        said["practice"] = practice_of_mine(person)
    return render(request, "learning/home.html", said)


def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask a new question in a circle."""
    person = signed_in(request)
    circle = get_object_or_404(Circle.objects.having_member(person), slug=slug, ended_at=None)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            question = actions.ask_question(by=person, circle=circle, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Asked. Everyone in %(circle)s can see it.") % {"circle": circle})
            return redirect(question)
    return render(
        request,
        "learning/ask.html",
        {"circle": circle, "form": form},
        status=422 if form.errors else 200,
    )


def _raised_from_mine(request: HttpRequest, id: uuid.UUID) -> Obstacle | None:
    """Where the question is one of another circle, and was raised from a cycle of mine."""
    return (
        Obstacle.objects.visible_to(signed_in(request)).filter(question_id=id).select_related("cycle").first()
    )


def _question(request: HttpRequest, id: uuid.UUID) -> LearningQuestion:
    return get_object_or_404(
        LearningQuestion.objects.in_circles_of(signed_in(request)).select_related(
            "circle", "asked_by", "put_to"
        ),
        pk=id,
    )


def question(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """The question, why it matters, the trail of understanding; and, posted, a new step of it."""
    try:
        person, asked = signed_in(request), _question(request, id)
    except Http404:
        if raised := _raised_from_mine(request, id):
            return redirect(raised.cycle)  # where what came back stands
        raise
    form = StepForm(request.POST or None, standing=insights.standing(person, asked.circle))
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_understanding(by=person, question=asked, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Added. What was understood before stays readable."))
            return redirect(asked)
    return render(
        request,
        "learning/question.html",
        {
            "question": asked,
            "words_gone": are_gone(asked.text),
            "trail": asked.understandings.select_related("written_by")
            .prefetch_related(Prefetch("insights", Insight.objects.visible_to(person), to_attr="led_here"))
            .order_by("-written_at"),
            "form": form,
            "put_form": PutForm(organisations=_parties(asked), now=kept(asked, ["put_to_id"]))
            if asked.circle.kind == Circle.Kind.PARTNERSHIP
            else None,
            "can_close": access.can_close(person, asked),
        },
        status=422 if form.errors else 200,
    )


def _parties(asked: LearningQuestion) -> "object":
    return Organisation.objects.filter(parties__partnership_id=asked.circle_id).order_by("name")


@require_POST
def put(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Put the question to one organisation of the partnership."""
    asked = _question(request, id)
    form = PutForm(request.POST, organisations=_parties(asked), now=kept(asked, ["put_to_id"]))
    if form.is_valid():
        try:
            actions.put_question(by=signed_in(request), question=asked, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            organisation = form.cleaned_data["organisation"]
            messages.success(request, _("Put to %(organisation)s.") % {"organisation": organisation})
            return redirect(asked)
    said = {
        "form": form,
        "title": _("Who should answer it"),
        "submit": _("Ask them"),
        "seen_by": _("Everyone in %(circle)s will see it.") % {"circle": asked.circle},
        "back": asked.get_absolute_url(),
    }
    return render(request, "changed.html", said, status=422)


@require_POST
def close(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    asked = _question(request, id)
    try:
        actions.close_question(by=signed_in(request), question=asked)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Closed. The question and its trail stay readable."))
    return redirect(asked)
