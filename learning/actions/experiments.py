"""What is done with experiments: begun, described anew, and ended in one of three ways, each with its reason."""

import datetime
import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import IdentifierTaken, NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.identifiers import uuid7
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from learning import access
from learning.models import Experiment, LearningCycle
from relationships.actions.ending import must_go_on
from relationships.models import Circle, Person


class NotSaid(Refused):
    """Something that an experiment has to say was left out."""


class HasEnded(Refused):
    """It ended otherwise before."""


def _must_say(*said: str) -> None:
    if not all(each.strip() for each in said):
        raise NotSaid(_("Say what you try, why it might help, and what you will notice if it does."))


def _must_be_of(circle_id: object, thing: LearningCycle | Experiment | None) -> None:
    if thing is not None and thing.circle_id != circle_id:
        raise NotSaid(_("Choose something of the same circle."))


@action
def begin_experiment(
    *,
    by: Person,
    circle: Circle,
    what: str,
    why: str,
    notice: str,
    look_on: datetime.date,
    cycle: LearningCycle | None = None,
    follows: Experiment | None = None,
    id: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> Experiment:
    """Begin to try something in `circle`; `by` tends it. `follows` is the experiment that it was adapted from. The same `id` again changes nothing.

    Raises NotSaid; NotFound when `by` is not in the circle or it has ended.
    """
    if not access.can_begin(by, circle):
        raise NotFound
    _must_say(what, why, notice)
    _must_be_of(circle.pk, cycle)
    _must_be_of(circle.pk, follows)
    id = id or uuid7()
    try:
        with transaction.atomic():
            experiment = Experiment.objects.create(
                id=id,
                circle_id=circle.pk,
                cycle=cycle,
                follows=follows,
                what=what.strip(),
                why=why.strip(),
                notice=notice.strip(),
                look_on=look_on,
                tended_by=by,
                begun_at=at or timezone.now(),
            )
    except IntegrityError:
        audit.nothing_changed()
        stored = Experiment.objects.filter(pk=id, tended_by=by, circle_id=circle.pk).first()
        if stored is None:
            raise IdentifierTaken from None
        return stored
    audit.record(by=by, verb="experiment.begun", subject=experiment, circle=circle)
    return experiment


def _held(by: Person, experiment: Experiment) -> Experiment:
    """The experiment as it stands now, in `by`'s turn. Raises NotFound, NotAllowed, Ended."""
    in_turn(experiment.pk)
    experiment = (
        Experiment.objects.select_for_update(of=("self",)).select_related("circle").get(pk=experiment.pk)
    )
    if not access.can_tend_experiment(by, experiment):
        raise NotAllowed if access.is_in(by, experiment.circle) else NotFound
    must_go_on(experiment.circle)
    return experiment


@action
def describe_experiment(
    *,
    by: Person,
    experiment: Experiment,
    what: str,
    why: str,
    notice: str,
    look_on: datetime.date,
    cycle: LearningCycle | None = None,
    read: str | None = None,
) -> Experiment:
    """Say anew what is tried and when it is looked at, while it runs. `read` is the version (of `EDITED`) that was edited.

    Raises NotSaid, HasEnded, ChangedMeanwhile; NotAllowed for those who do not tend it.
    """
    experiment = _held(by, experiment)
    _must_say(what, why, notice)
    _must_be_of(experiment.circle_id, cycle)
    if experiment.ended_at is not None:
        raise HasEnded(_("This experiment has ended; what was tried stays as it was written."))
    before = kept(experiment, Experiment.EDITED)
    said = {
        "what": what.strip(),
        "why": why.strip(),
        "notice": notice.strip(),
        "look_on": look_on,
        "cycle_id": cycle.pk if cycle else None,
    }
    if said == before:
        audit.nothing_changed()
        return experiment
    must_be_as_read(read, before)
    for column, value in said.items():
        setattr(experiment, column, value)
    experiment.save(update_fields=list(said))
    audit.record(
        by=by,
        verb="experiment.described",
        subject=experiment,
        circle=experiment.circle,
        concerns=experiment.tended_by_id,
    )
    return experiment


@action
def end_experiment(
    *, by: Person, experiment: Experiment, ending: str, reason: str, at: datetime.datetime | None = None
) -> Experiment:
    """End an experiment: adopt it, adapt it or stop it, and say why. The same ending again changes nothing.

    Raises NotSaid without an ending or a reason, HasEnded when it ended otherwise; NotAllowed for those who do not tend it.
    """
    experiment = _held(by, experiment)
    reason = reason.strip()
    if (experiment.ending, experiment.reason) == (ending, reason) and ending:
        audit.nothing_changed()
        return experiment
    if experiment.ended_at is not None:
        raise HasEnded(_("This experiment has ended before, in another way. That ending stands on its page."))
    if ending not in Experiment.Ending.values or not reason:
        raise NotSaid(_("Choose how it ends, and say why. Each of the three endings has taught something."))
    experiment.ending, experiment.reason, experiment.ended_at = ending, reason, at or timezone.now()
    experiment.save(update_fields=["ending", "reason", "ended_at"])
    audit.record(
        by=by,
        verb="experiment.ended",
        subject=experiment,
        circle=experiment.circle,
        concerns=experiment.tended_by_id,
        ending=str(ending),
    )
    return experiment
