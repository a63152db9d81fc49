"""What is done with learning cycles: begun, moved through their stages, nested; and what stands in the way of one, raised."""

import datetime
import uuid
from collections.abc import Mapping

from django.db import IntegrityError, connections, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import IdentifierTaken, NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.identifiers import uuid7
from hls_platform.replica import database_now
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from learning import access
from learning.models import STAGES, CycleStep, LearningCycle, LearningQuestion, Obstacle, Scale, Stage
from relationships.actions.ending import must_go_on
from relationships.models import Circle, Person


class NotSaid(Refused):
    """Something that a cycle has to say was left out."""


class NoSuchMove(Refused):
    """The cycle stands there already, or the day does not fit."""


class NotNestable(Refused):
    """It is no cycle of a wider scale."""


class NowhereToRaise(Refused):
    """The cycle is nested in no other, or that one's circle has ended."""


def _must_say(said: Mapping[str, str]) -> None:
    if not said["name"].strip() or not said["to_learn"].strip():
        raise NotSaid(_("Give it a name, and say what it is to learn."))


def _must_be_of(circle_id: object, question: LearningQuestion | None) -> None:
    if question is not None and question.circle_id != circle_id:
        raise NotSaid(_("Choose a question of the same circle."))


def _planned(planned: Mapping[str, datetime.date | None]) -> dict[str, datetime.date | None]:
    """The days by column. Raises NotSaid where a later stage is planned before an earlier one."""
    days = {f"{stage.value}_from": planned.get(stage.value) for stage in STAGES}
    given = [day for day in days.values() if day]
    if given != sorted(given):
        raise NotSaid(_("The plan has a later stage before an earlier one: look at the days once more."))
    return days


def _held(by: Person, cycle: LearningCycle) -> LearningCycle:
    """The cycle as it stands now, in `by`'s turn. Raises NotFound, NotAllowed, Ended."""
    in_turn(cycle.pk)
    cycle = LearningCycle.objects.select_for_update(of=("self",)).select_related("circle").get(pk=cycle.pk)
    if not access.can_tend_cycle(by, cycle):
        raise NotAllowed if access.is_in(by, cycle.circle) else NotFound
    must_go_on(cycle.circle)
    return cycle


@action
def begin_cycle(
    *,
    by: Person,
    circle: Circle,
    name: str,
    to_learn: str,
    scale: str,
    question: LearningQuestion | None = None,
    planned: Mapping[str, datetime.date | None] | None = None,
    stage: str = Stage.UNDERSTAND,
    why: str = "",
    id: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> LearningCycle:
    """Begin a learning cycle in `circle`, which `by` then tends; `planned` says by stage from which day. The same `id` again changes nothing.

    Raises NotSaid; NotFound when `by` is not in the circle or it has ended.
    """
    if not access.can_begin(by, circle):
        raise NotFound
    _must_say({"name": name, "to_learn": to_learn})
    _must_be_of(circle.pk, question)
    if scale not in Scale.values or stage not in STAGES:
        raise NotSaid(_("Say at which scale it is, and with which stage it begins."))
    days = _planned(planned or {})
    at = at or timezone.now()
    id = id or uuid7()
    try:
        with transaction.atomic():
            cycle = LearningCycle.objects.create(
                id=id,
                circle_id=circle.pk,
                name=name.strip(),
                to_learn=to_learn.strip(),
                scale=scale,
                question=question,
                tended_by=by,
                stage=stage,
                created_at=at,
                **days,
            )
    except IntegrityError:
        audit.nothing_changed()
        return _stored(LearningCycle.objects.filter(pk=id, tended_by=by, circle_id=circle.pk).first())
    CycleStep.objects.create(
        cycle=cycle,
        stage=stage,
        why=why.strip(),
        entered_on=timezone.localdate(at),
        written_by=by,
        written_at=at,
    )
    audit.record(by=by, verb="cycle.begun", subject=cycle, circle=circle, scale=str(scale))
    return cycle


def _stored(cycle: LearningCycle | None) -> LearningCycle:
    if cycle is None:
        raise IdentifierTaken
    return cycle


@action
def describe_cycle(
    *,
    by: Person,
    cycle: LearningCycle,
    name: str,
    to_learn: str,
    question: LearningQuestion | None = None,
    planned: Mapping[str, datetime.date | None] | None = None,
    read: str | None = None,
) -> LearningCycle:
    """Say anew what a cycle is to learn and how it is planned. `read` is the version (of `EDITED`) that was edited.

    Raises NotSaid, ChangedMeanwhile; NotAllowed for those who do not tend it, NotFound outside its circle.
    """
    cycle = _held(by, cycle)
    _must_say({"name": name, "to_learn": to_learn})
    _must_be_of(cycle.circle_id, question)
    before = kept(cycle, LearningCycle.EDITED)
    said = {
        "name": name.strip(),
        "to_learn": to_learn.strip(),
        "question_id": question.pk if question else None,
        **_planned(cycle.planned if planned is None else planned),
    }
    if said == before:
        audit.nothing_changed()
        return cycle
    must_be_as_read(read, before)
    for column, value in said.items():
        setattr(cycle, column, value)
    cycle.save(update_fields=list(said))
    audit.record(
        by=by, verb="cycle.described", subject=cycle, circle=cycle.circle, concerns=cycle.tended_by_id
    )
    return cycle


@action
def move_cycle(
    *,
    by: Person,
    cycle: LearningCycle,
    stage: str,
    why: str,
    entered_on: datetime.date | None = None,
    read: str | None = None,
    at: datetime.datetime | None = None,
) -> CycleStep:
    """Say that the cycle entered another stage, and why: on, back, past one, or to its end. `read` is the version of its `stage`.

    Raises NotSaid without a reason, NoSuchMove, ChangedMeanwhile; NotAllowed for those who do not tend it.
    """
    cycle = _held(by, cycle)
    at = at or timezone.now()
    last = cycle.steps.order_by("-written_at", "-id").first()
    must_be_as_read(read, kept(cycle, ["stage"]))
    if stage not in Stage.values:
        raise NoSuchMove(_("Choose one of the stages."))
    if cycle.stage == stage:
        raise NoSuchMove(_("The cycle stands there already."))
    if not why.strip():
        raise NotSaid(_("Say why, in a sentence: what was learned, or what changed?"))
    entered_on = entered_on or timezone.localdate(at)
    if entered_on > timezone.localdate(at):
        raise NoSuchMove(_("That day is still to come. What is planned stands in the plan."))
    if last is not None and entered_on < last.entered_on:
        raise NoSuchMove(
            _("The step before it was on a later day. Choose that day or one after it, until today.")
        )
    step = CycleStep.objects.create(
        cycle=cycle, stage=stage, why=why.strip(), entered_on=entered_on, written_by=by, written_at=at
    )
    cycle.stage = stage
    cycle.save(update_fields=["stage"])
    audit.record(
        by=by,
        verb="cycle.moved",
        subject=cycle,
        circle=cycle.circle,
        concerns=cycle.tended_by_id,
        stage=str(stage),
    )
    return step


@action
def nest_cycle(
    *, by: Person, cycle: LearningCycle, wider: LearningCycle | None, read: str | None = None
) -> LearningCycle:
    """Nest a cycle in one of a wider scale whose circle `by` is in, too; None takes it out again. `read` is the version of `wider_id`.

    Raises NotNestable, ChangedMeanwhile; NotFound for a wider cycle that `by` cannot see.
    """
    cycle = _held(by, cycle)
    before = kept(cycle, ["wider_id"])
    if cycle.wider_id == (wider.pk if wider else None):
        audit.nothing_changed()
        return cycle
    must_be_as_read(read, before)
    if wider is not None:
        if not access.can_nest(by, cycle, wider):
            raise NotFound
        if Scale.values.index(wider.scale) <= Scale.values.index(cycle.scale):
            raise NotNestable(
                _("Choose a cycle of a wider scale: a team’s in a place’s, and not the other way.")
            )
        must_go_on(wider.circle)
    cycle.wider_id, cycle.wider_scale = (wider.pk, wider.scale) if wider else (None, None)
    cycle.save(update_fields=["wider_id", "wider_scale"])
    audit.record(by=by, verb="cycle.nested", subject=cycle, circle=cycle.circle, concerns=cycle.tended_by_id)
    return cycle


@action
def raise_obstacle(
    *,
    by: Person,
    cycle: LearningCycle,
    text: str,
    why: str = "",
    show_circle: bool = False,
    id: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> Obstacle:
    """Make what stands in a cycle's way a learning question of the circle of the cycle it nests in. The same `id` (the question's) again changes nothing.

    `by` need not be in that circle. Its people read these words and that they came from a cycle of such a scale, and, with
    `show_circle`, of which circle; never from whom. `by`'s own circle then sees this question and its answer.
    Raises NotSaid, NowhereToRaise; NotAllowed for those who do not tend the cycle.
    """
    cycle = _held(by, cycle)
    at = at or timezone.now()
    id = id or uuid7()
    there = Obstacle.objects.filter(question_id=id, cycle=cycle).first()
    if there is not None:
        audit.nothing_changed()
        return there
    if not text.strip():
        raise NotSaid(_("Write the question first, as the people of the wider circle will read it."))
    if cycle.ended:
        raise NowhereToRaise(_("This cycle is at an end."))
    circle_id = wider_circle_of(cycle)
    if circle_id is None:
        raise NowhereToRaise(
            _("This cycle is nested in no wider one that goes on, so there is nobody to raise it with.")
        )
    obstacle = Obstacle.objects.create(cycle=cycle, question_id=id, raised_by=by, raised_at=at)
    LearningQuestion.objects.create(
        id=id,
        circle_id=circle_id,
        text=text.strip(),
        why=why.strip(),
        raised_at_scale=cycle.scale,
        raised_in=cycle.circle.name if show_circle else "",
        created_at=at,
    )
    audit.record(
        by=by, verb="obstacle.raised", subject=obstacle, circle=cycle.circle, concerns=cycle.tended_by_id
    )
    return obstacle


def wider_circle_of(cycle: LearningCycle) -> uuid.UUID | None:
    """The circle that an obstacle of `cycle` goes to, as the database tells whoever may raise one; None where it tells nothing."""
    with connections[database_now()].cursor() as cursor:
        cursor.execute("SELECT wall.obstacle_goes_to(%s)", [cycle.pk])
        found: uuid.UUID | None = cursor.fetchone()[0]
    return found
