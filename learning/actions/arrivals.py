"""Taking in what was written without a network: each entry of a device once, however often it is sent."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import Refused, action, in_turn
from hls_platform.security import audit
from hls_platform.security.asking import as_job
from hls_platform.versions import ChangedMeanwhile
from learning.models import Arrival
from relationships.models import Person

REMEMBERED = datetime.timedelta(days=90)
"""So long an entry that comes again is known. Longer than a device may wait: see `LONGEST_WAIT`."""
LONGEST_WAIT = datetime.timedelta(days=80)
"""What waited longer on a device is not done by itself: its person says whether it still holds."""


@dataclass(frozen=True)
class Done:
    """What a stored entry left: something to tell (in words), and the version that stands there now."""

    said: str = ""
    left: str = ""


class AsksFirst(Refused):
    """Not without a tick: `asks` names those that would let it through."""

    def __init__(self, said: str, asks: list[str]) -> None:
        super().__init__(said)
        self.asks = asks


@dataclass(frozen=True)
class _Tried:
    outcome: str
    done: Done = field(default_factory=Done)
    asks: tuple[str, ...] = ()


@action
def take_in(
    *, by: Person, entry: uuid.UUID, kind: str, do: Callable[[], Done], at: datetime.datetime | None = None
) -> Arrival:
    """Do what `entry` asks for (`do`, an action of `by`'s), and remember that it came; or only tell what became of it.

    What it changes and that it came stand or fall together. A refused entry is remembered too: a copy of it that was
    late on its way cannot be stored after its person has decided otherwise. Whatever `do` refuses is undone.
    """
    in_turn(entry)
    audit.nothing_changed()  # what it changes has entries of its own
    there = Arrival.objects.filter(person=by, entry=entry).first()
    if there is not None:
        return there
    tried = _tried(do)
    return Arrival.objects.create(
        person=by,
        entry=entry,
        kind=kind,
        outcome=tried.outcome,
        said=tried.done.said,
        left=tried.done.left,
        asks=list(tried.asks),
        arrived_at=at or timezone.now(),
    )


def _tried(do: Callable[[], Done]) -> _Tried:
    try:
        with transaction.atomic():
            return _Tried(Arrival.Outcome.STORED, do())
    except ChangedMeanwhile:
        said = _("It was changed elsewhere while this waited. Look at both, and say which is to stay.")
        return _Tried(Arrival.Outcome.CHANGED, Done(said))
    except AsksFirst as refused:
        return _Tried(Arrival.Outcome.REFUSED, Done(str(refused)), tuple(refused.asks))
    except Refused as refused:
        return _Tried(Arrival.Outcome.REFUSED, Done(str(refused)))
    except (ObjectDoesNotExist, Http404, PermissionDenied):
        said = _(
            "What this is about is not there any more, or was taken back. Your words are still on this device."
        )
        return _Tried(Arrival.Outcome.REFUSED, Done(said))


def forget_arrivals(at: datetime.datetime | None = None) -> int:
    """Delete what is remembered of entries that no device sends again; how many."""
    with as_job("hls_clock"):
        over = (at or timezone.now()) - REMEMBERED
        return Arrival.objects.filter(arrived_at__lt=over).delete()[0]
