"""A circle's learning questions, and how understanding moves."""

import datetime
import uuid
from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import IdentifierTaken, NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.identifiers import uuid7
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from learning import access
from learning.models import Insight, LearningQuestion, Understanding
from relationships.actions.ending import must_go_on
from relationships.models import Circle, Conversation, Organisation, Person, Promise


class NoQuestion(Refused):
    """There are no words to ask."""


class Closed(Refused):
    """The question was closed."""


class NotInThisPartnership(Refused):
    """A question can only be put to an organisation that can read it."""


def _not_theirs(by: Person, question: LearningQuestion) -> NotAllowed | NotFound:
    seen = LearningQuestion.objects.visible_to(by).filter(pk=question.pk).exists()
    return NotAllowed() if seen else NotFound()


@action
def ask_question(
    *,
    by: Person,
    circle: Circle,
    text: str,
    why: str = "",
    put_to: Organisation | None = None,
    conversation: Conversation | None = None,
    promise: Promise | None = None,
    id: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> LearningQuestion:
    """Ask what `circle` wants to understand, and why it matters. The same `id` again changes nothing.

    In a partnership it can be `put_to` one of its organisations, the funder too, in a `conversation` of it or about a
    `promise` (then to whoever made that). Raises `NoQuestion`, `NotInThisPartnership`; `NotFound` when `by` is not in
    the circle, or the conversation or promise is not of it.
    """
    if not access.can_ask(by, circle):
        raise NotFound
    if any(each is not None and each.partnership_id != circle.pk for each in (conversation, promise)):
        raise NotFound
    if promise is not None:
        put_to = promise.by_organisation
    if put_to is not None and not access.stands_in(circle, put_to):
        raise NotInThisPartnership(_("Choose an organisation that stands in this partnership."))
    if not text.strip():
        raise NoQuestion(_("Write the question first."))
    id = id or uuid7()
    try:
        with transaction.atomic():
            question = LearningQuestion.objects.create(
                id=id,
                circle_id=circle.pk,
                text=text.strip(),
                why=why.strip(),
                put_to=put_to,
                conversation=conversation,
                promise=promise,
                asked_by=by,
                created_at=at or timezone.now(),
            )
    except IntegrityError:
        audit.nothing_changed()
        stored = LearningQuestion.objects.filter(pk=id, asked_by=by, circle_id=circle.pk).first()
        if stored is None:
            raise IdentifierTaken from None
        return stored
    audit.record(by=by, verb="question.asked", subject=question, circle=circle)
    return question


@action
def put_question(
    *, by: Person, question: LearningQuestion, organisation: Organisation, read: str | None = None
) -> LearningQuestion:
    """Ask one organisation of the partnership, the funder as well as any other, to answer.

    `read` is the version (of its `put_to_id`) that was edited.
    Raises `NotInThisPartnership`, `Closed`, `ChangedMeanwhile`; `NotFound` when `by` is not in the question's circle.
    """
    in_turn(question.pk)
    question = (
        LearningQuestion.objects.select_for_update(of=("self",)).select_related("circle").get(pk=question.pk)
    )
    if not access.is_in(by, question.circle):
        raise NotFound
    must_go_on(question.circle)
    if not access.can_put(by, question, organisation):
        raise NotInThisPartnership(_("Choose an organisation that stands in this partnership."))
    if question.closed_at is not None:
        raise Closed(_("This question is closed."))
    if question.put_to_id == organisation.pk:
        audit.nothing_changed()
        return question
    must_be_as_read(read, kept(question, ["put_to_id"]))
    question.put_to = organisation
    question.save(update_fields=["put_to"])
    audit.record(
        by=by,
        verb="question.put",
        subject=question,
        circle=question.circle,
        concerns=question.asked_by_id,
        organisation=organisation.pk,
    )
    return question


@action
def record_understanding(
    *,
    by: Person,
    question: LearningQuestion,
    text: str,
    insights: Collection[Insight] = (),
    id: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> Understanding:
    """Add a dated step to the trail, and which `insights` of the circle led to it; earlier steps stay. The same `id`
    again changes nothing.

    Raises `NoQuestion` without words, `Closed`; `NotFound` when `by` is not in the question's circle, or an insight is not of it.
    """
    if not access.can_record_understanding(by, question):
        raise NotFound
    must_go_on(question.circle)
    id = id or uuid7()
    there = Understanding.objects.filter(pk=id, question=question, written_by=by).first()
    if there is not None:
        audit.nothing_changed()
        return there
    if question.closed_at is not None:
        raise Closed(_("This question is closed."))
    if not text.strip():
        raise NoQuestion(_("Write what you understand now."))
    led_here = list(Insight.objects.filter(circle=question.circle_id, pk__in=[each.pk for each in insights]))
    if len(led_here) != len({each.pk for each in insights}):
        raise NotFound
    try:
        with transaction.atomic():
            step = Understanding.objects.create(
                id=id, question=question, text=text.strip(), written_by=by, written_at=at or timezone.now()
            )
            step.insights.set(led_here)
    except IntegrityError:
        audit.nothing_changed()
        stored = Understanding.objects.filter(pk=id, question=question, written_by=by).first()
        if stored is None:
            raise IdentifierTaken from None
        return stored
    audit.record(by=by, verb="understanding.recorded", subject=step, circle=question.circle)
    return step


@action
def close_question(
    *, by: Person, question: LearningQuestion, at: datetime.datetime | None = None
) -> LearningQuestion:
    """Say that the circle is done with this question for now; its trail stays readable.

    Raises `NotAllowed` when `by` neither asked it nor facilitates or leads the circle, `NotFound` outside it.
    """
    question = (
        LearningQuestion.objects.select_for_update(of=("self",))
        .select_related("circle", "asked_by")
        .get(pk=question.pk)
    )
    if not access.can_close(by, question):
        raise _not_theirs(by, question)
    must_go_on(question.circle)
    if question.closed_at is not None:
        audit.nothing_changed()
        return question
    question.closed_at = at or timezone.now()
    question.save(update_fields=["closed_at"])
    audit.record(
        by=by, verb="question.closed", subject=question, circle=question.circle, concerns=question.asked_by_id
    )
    return question
