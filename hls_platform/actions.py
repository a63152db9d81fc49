"""The frame that every change of state stands in: one transaction, one audit entry at least.

An app's verbs live in its `actions/`, are keyword-only, take `by=person` and wear `@action`.
"""

import uuid
from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import ParamSpec, TypeVar

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import connection, transaction
from django.db.models import Model
from django.http import Http404
from django.utils.translation import gettext as _

from hls_platform.security import audit
from hls_platform.security.asking import as_person, asking_person

P = ParamSpec("P")
R = TypeVar("R")

ACTIONS: dict[str, Callable[..., object]] = {}
"""Every action of the project by dotted name, for tests that walk them all."""


class Refused(Exception):
    """The action cannot be done as asked. The message is one plain sentence for the person who asked."""


class IdentifierTaken(Refused):
    """The id made where it was written cannot be used for what this person sends; another one can."""

    def __init__(self) -> None:
        super().__init__(_("This could not be saved as it was sent. Press the button once more."))


class NotFound(Http404):
    """The thing is not there, or is not this person's to know about: the two look the same."""


class NotAllowed(PermissionDenied):
    """The person can see the thing, but this is not theirs to do."""


def in_turn(id: uuid.UUID) -> None:
    """Wait until nobody else changes what belongs to the thing with this id, and let others wait for us.

    For the rest of the transaction. It asks for no right on the thing's row, which the one who asks may not change.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(id)])


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Make `function` an action: atomic, asked for by its `by`, and refusing to finish without an audit entry.

    A repeat that finds everything already done says so with `audit.nothing_changed()`.
    Raises `audit.Unrecorded` (a programming error) when neither was called; the change is rolled back.
    Raises `NotFound` where the database does not show `by` what the action is about.
    """

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        by = kwargs.get("by")
        asks = as_person(by.pk) if isinstance(by, Model) and by.pk != asking_person() else nullcontext()
        with asks, transaction.atomic(), audit.must_be_recorded(function.__qualname__):
            try:
                return function(*args, **kwargs)
            except ObjectDoesNotExist as error:
                raise NotFound from error

    ACTIONS[f"{function.__module__}.{function.__qualname__}"] = wrapper
    return wrapper
