"""What is heard of signing in, for the log: who came in and how, what failed, and which ways in were changed."""

from typing import Any

from allauth.account import signals as account
from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals as second_step
from allauth.socialaccount import signals as at_work
from django.contrib.auth.signals import user_login_failed
from django.dispatch import Signal, receiver
from django.http import HttpRequest

from hls_platform.security.noticing import note

CHANGES: dict[str, Signal] = {
    "password set": account.password_set,
    "password changed": account.password_changed,
    "password set anew by a link": account.password_reset,
    "address changed": account.email_changed,
    "second step added": second_step.authenticator_added,
    "second step taken away": second_step.authenticator_removed,
    "recovery codes made anew": second_step.authenticator_reset,
}
"""Each is told to the person by letter, too."""


@receiver(account.user_logged_in)
def came_in(sender: object, request: HttpRequest, user: Any, **_more: Any) -> None:
    ways = [each.get("type") or each["method"] for each in get_authentication_records(request, user)]
    note("signed in", request, user.pk, by="+".join(ways) or None)


@receiver(account.user_logged_out)
def went_out(sender: object, request: HttpRequest, user: Any, **_more: Any) -> None:
    note("signed out", request, user and user.pk)


@receiver(user_login_failed)
def stayed_out(sender: object, request: HttpRequest | None = None, **_more: Any) -> None:
    """Whom somebody wanted to be is not logged: a password is typed into the wrong box sooner or later."""
    note("sign-in failed", request)


@receiver(second_step.authentication_failed)
def failed_the_second_step(sender: object, request: HttpRequest, user: Any = None, **_more: Any) -> None:
    note("second step failed", request, user and user.pk)


@receiver(at_work.social_account_removed)
def left_a_provider(sender: object, request: HttpRequest, **_more: Any) -> None:
    note("account at a provider taken away", request, request.user.pk)


def _hear(what: str, signal: Signal) -> None:
    def heard(sender: object, request: HttpRequest | None = None, user: Any = None, **_more: Any) -> None:
        note(what, request, user and user.pk)

    signal.connect(heard, weak=False, dispatch_uid=what)


for what, signal in CHANGES.items():
    _hear(what, signal)
