"""A circle's own questions: writing them down, changing them, and not asking them any more."""

import datetime
import uuid
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.identifiers import uuid7
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from learning import access
from learning.models import PromptSet, PromptSetVersion
from learning.prompts import MOST_QUESTIONS
from relationships.actions.ending import must_go_on
from relationships.models import Circle, Person

LONGEST_QUESTION = 300


class NothingAsked(Refused):
    """There is no name, no question, or more than can be answered."""


@action
def write_prompts(
    *,
    by: Person,
    circle: Circle,
    name: str,
    questions: Sequence[str],
    id: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> PromptSet:
    """Give `circle` questions of its own to reflect by. The same `id` again changes nothing.

    Raises `NothingAsked`, `NotAllowed` for whoever does not lead or facilitate it, `NotFound` for whoever is not in it.
    """
    if not access.is_in(by, circle):
        raise NotFound
    if not access.can_write_prompts(by, circle):
        raise NotAllowed
    must_go_on(circle)
    id = id or uuid7()
    in_turn(id)
    there = PromptSet.objects.filter(pk=id, circle_id=circle.pk).first()
    if there is not None:
        audit.nothing_changed()
        return there
    at = at or timezone.now()
    asked = PromptSet.objects.create(id=id, circle_id=circle.pk, created_at=at)
    _version(by, asked, 1, name, questions, at)
    audit.record(by=by, verb="prompts.written", subject=asked, circle=circle)
    return asked


@action
def change_prompts(
    *,
    by: Person,
    prompt_set: PromptSet,
    name: str,
    questions: Sequence[str],
    read: str | None = None,
    at: datetime.datetime | None = None,
) -> PromptSet:
    """Ask otherwise from now on. What was answered before keeps the questions that it answered.

    The same again changes nothing. Raises `NothingAsked`, `ChangedMeanwhile`, and as `write_prompts`.
    """
    locked = _tended(by, prompt_set)
    latest = locked.latest
    if (latest.name, latest.questions) == (name.strip(), _asked(questions)):
        audit.nothing_changed()
        return locked
    must_be_as_read(read, kept(locked, PromptSet.EDITED))
    _version(by, locked, latest.number + 1, name, questions, at or timezone.now())
    audit.record(by=by, verb="prompts.changed", subject=locked, circle=locked.circle_id)
    return locked


@action
def retire_prompts(*, by: Person, prompt_set: PromptSet, at: datetime.datetime | None = None) -> PromptSet:
    """Do not ask these any more. What was answered stays as it is. Twice changes nothing."""
    locked = _tended(by, prompt_set)
    if locked.retired_at is not None:
        audit.nothing_changed()
        return locked
    locked.retired_at = at or timezone.now()
    locked.save(update_fields=["retired_at"])
    audit.record(by=by, verb="prompts.retired", subject=locked, circle=locked.circle_id)
    return locked


def _tended(by: Person, prompt_set: PromptSet) -> PromptSet:
    """The set, which is ours to change until the transaction ends."""
    in_turn(prompt_set.pk)
    locked = PromptSet.objects.visible_to(by).select_related("circle").get(pk=prompt_set.pk)
    if not access.can_write_prompts(by, locked.circle):
        raise NotAllowed
    return locked


def _asked(questions: Sequence[str]) -> list[str]:
    return [question.strip() for question in questions if question.strip()]


def _version(
    by: Person, prompt_set: PromptSet, number: int, name: str, questions: Sequence[str], at: datetime.datetime
) -> None:
    asked = _asked(questions)
    if not name.strip() or not asked:
        raise NothingAsked(_("Give it a name, and ask one question at least."))
    if len(asked) > MOST_QUESTIONS or any(len(each) > LONGEST_QUESTION for each in asked):
        raise NothingAsked(
            _("Ask up to eight questions, each of up to 300 characters. Fewer are answered more often.")
        )
    PromptSetVersion.objects.create(
        prompt_set=prompt_set, number=number, name=name.strip(), questions=asked, written_by=by, written_at=at
    )
