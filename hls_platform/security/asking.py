"""Who is asking: told to PostgreSQL at the start of each transaction, so that its policies know whom they serve.

It is told with the reach of `SET LOCAL`, which ends with the transaction and is safe behind a pooler in
transaction mode. Nobody told: nothing is seen.
"""

import uuid
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from django.contrib.auth import SESSION_KEY
from django.db import connections, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from hls_platform.replica import Unanswered, database_now, from_the_replica, has_written, may_read, wrote
from hls_platform.security.bearing import bearer_of

APPLICATION = "hls_app"
SIGN_IN = "hls_sign_in"
GLASS = "hls_glass"
THE_SESSION_S_OWN = "none"
LOOKS_FURTHER = ("/accounts/confirm-email/", "/accounts/oidc/", "/accounts/password/reset/")
"""Pages that have to find people other than the one who asks, signed in or not: whose address, whose account there."""


@dataclass(frozen=True)
class Asking:
    """On whose behalf the database is asked: a person, some circles (a digest is built as its circle), the bearer
    of an invitation's link (`token_hash`), an administrator under a broken `glass`, or one of the platform's jobs,
    each with a `role` of its own."""

    person: uuid.UUID | None = None
    circles: tuple[uuid.UUID, ...] = ()
    token_hash: str = ""
    glass: uuid.UUID | None = None
    role: str = THE_SESSION_S_OWN


NOBODY = Asking()
_asking: ContextVar[Asking] = ContextVar("asking", default=NOBODY)


def _tell(asking: Asking) -> None:
    """Tell the database who asks, and by how many whole seconds our clock is ahead of its own."""
    with connections[database_now()].cursor() as cursor:
        cursor.execute(
            "SELECT set_config('hls.person', %s, true), set_config('hls.circles', %s, true),"
            " set_config('hls.token', %s, true), set_config('hls.glass', %s, true), set_config('role', %s, true),"
            " set_config('hls.ahead', ceil(extract(epoch FROM %s - clock_timestamp()))::int::text, true)",
            [
                str(asking.person or ""),
                "{" + ",".join(map(str, asking.circles)) + "}",
                asking.token_hash,
                str(asking.glass or ""),
                asking.role,
                timezone.now(),
            ],
        )


@contextmanager
def _as(asking: Asking) -> Iterator[None]:
    before = _asking.get()
    nested = connections[database_now()].in_atomic_block
    if asking == before and nested:
        yield
        return
    with transaction.atomic(using=database_now()):
        _tell(asking)
        token = _asking.set(asking)
        try:
            yield
        finally:
            _asking.reset(token)
    if nested:  # an error needs no telling: the savepoint it goes back to knows who asked before
        _tell(before)


def as_person(person: uuid.UUID | None, *, token_hash: str = "") -> AbstractContextManager[None]:
    """A transaction in which `person` (by id; None is somebody who has not signed in) asks, perhaps bearing a link."""
    return _as(Asking(person=person, token_hash=token_hash, role=APPLICATION))


def as_circles(circles: Collection[uuid.UUID]) -> AbstractContextManager[None]:
    """A transaction that sees what the people of these circles see, and nothing else: for what a circle is sent."""
    return _as(Asking(circles=tuple(sorted(circles)), role=APPLICATION))


def as_glass(person: uuid.UUID, glass: uuid.UUID) -> AbstractContextManager[None]:
    """A transaction in which an administrator reads, and only reads, the circle of that broken glass while it is open."""
    return _as(Asking(person=person, glass=glass, role=GLASS))


def as_job(role: str) -> AbstractContextManager[None]:
    """A transaction of one of the platform's own jobs, with that role's few rights; it goes on knowing the person."""
    return _as(replace(_asking.get(), role=role))


def asking_person() -> uuid.UUID | None:
    """The id of the person on whose behalf the database is asked now."""
    return _asking.get().person


ASK_NOTHING = ("/health/", "/metrics", "/offline/", "/sw.js", "/manifest.webmanifest", "/csp-reports/")
"""Addresses that are answered without the database, also while it is away."""


class WhoIsAsking:
    """Middleware: each request is one transaction, in which its person asks. A view's error undoes it all.

    The person is whoever bears the token that was sent along, and otherwise whoever has signed in.

    The pages of sign-in have to find people who are not signed in yet: they ask with a role of their own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(ASK_NOTHING):
            return self.get_response(request)
        bearer = bearer_of(request)
        said = bearer.person if bearer else request.session.get(SESSION_KEY)
        finds = request.path.startswith(LOOKS_FURTHER if said else "/accounts/")
        request.asked_by = said or None  # type: ignore[attr-defined]  # for the log, which asks nobody
        asking = Asking(person=uuid.UUID(str(said)) if said else None, role=SIGN_IN if finds else APPLICATION)
        only_reads = request.method in {"GET", "HEAD"} and not finds
        if only_reads and asking.person and may_read(asking.person, request.path_info):
            try:
                with from_the_replica(request.path_info), _as(asking):
                    return self.get_response(request)
            except Unanswered:
                pass  # nothing was written: it is asked anew
        with _as(asking):
            answer = self.get_response(request)
            written = has_written()
        if written:
            _note_who_wrote(request, asking.person)
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Undo what the view did, before its error page is made (which knows the person, and asks nothing more)."""
        request.user.is_authenticated  # noqa: B018 - read now, while the database can be asked
        transaction.set_rollback(True, using=database_now())


def _note_who_wrote(request: HttpRequest, asked: uuid.UUID | None) -> None:
    """Let the person who asked, and the one who signed in by it, read from the replica once it has heard of this."""
    here = None if bearer_of(request) else request.session.get(SESSION_KEY)
    for person in {str(each) for each in (asked, here) if each}:
        wrote(uuid.UUID(person))
