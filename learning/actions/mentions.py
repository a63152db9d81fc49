"""Tying a reflection to a factor of a map, and untying it."""

from hls_platform.actions import NotFound, action
from hls_platform.security import audit
from learning import access
from learning.models import Mention, Reflection
from relationships.models import Person
from systems.models import Factor


@action
def mention_factor(*, by: Person, reflection: Reflection, factor: Factor) -> Mention:
    """Say that one's own reflection touches `factor`. Twice changes nothing.

    Raises `NotFound` when the reflection is not `by`'s or the factor is on no map they may see.
    """
    if not access.can_mention(by, reflection, factor):
        raise NotFound
    mention, made = Mention.objects.get_or_create(reflection=reflection, factor=factor)
    if made:
        audit.record(by=by, verb="factor.mentioned", subject=reflection, factor=factor.pk)
    else:
        audit.nothing_changed()
    return mention


@action
def unmention_factor(*, by: Person, reflection: Reflection, factor: Factor) -> None:
    """Take the tie away. Where there is none, nothing changes.

    Raises `NotFound` when the reflection is not `by`'s.
    """
    if not access.can_edit(by, reflection):
        raise NotFound
    gone, _kinds = Mention.objects.filter(reflection=reflection, factor=factor).delete()
    if gone:
        audit.record(by=by, verb="factor.unmentioned", subject=reflection, factor=factor.pk)
    else:
        audit.nothing_changed()
