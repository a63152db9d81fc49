"""Having proven oneself a moment ago: asked before what cannot be taken back or opens much to whoever sits there."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def recently_proven(view: View[P]) -> View[P]:
    """Let a view answer only who showed within the last five minutes (by password, code or passkey) that it is them.

    Others are sent to show it first. What they posted is kept in their session, and done when they come back.
    """
    asked: View[P] = wraps(view)(reauthentication_required(view))
    return asked
