"""Who is in the place that is broken; circles that are due a digest, again and again; and what is found at the end.

Needs Django set up as the role that arranges and counts.
"""

import datetime
import threading
import time
from collections import Counter
from typing import Any, NamedTuple

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as QueueAway
from redis import RedisError

from hls_platform.celery import app
from hls_platform.models import AuditEntry, Errand
from hls_platform.security.sessions import SessionStore
from learning.digests.periods import ended_periods
from learning.models import Delivery, Digest, LearningQuestion, Reflection, ReflectionVersion, Response, Share
from relationships.actions.subscriptions import subscribe
from relationships.models import Circle, Membership, Person
from tests.factories import a_member, a_peer_group, a_person, a_reflection, a_share
from tests.faults.people import Ledger

EVENTS = ("reflection.shared", "share.withdrawn", "response.written", "question.asked")
READERS = 4
TASKS = (
    "learning.build_due_digests", "learning.deliver_waiting_digests", "relationships.send_events",
    "hls_platform.do_waiting_errands",
)  # fmt: skip


class People(NamedTuple):
    sessions: list[str]
    circle: Circle
    readers: list[Person]


def make(number: int, hook: str) -> People:
    """`number` people in one circle whose events go to the address `hook`, with a session each; and who reads digests."""
    people = [a_person(f"Person {n}") for n in range(number)]
    circle = a_peer_group("Those who go on", *people).circle
    Membership.objects.filter(circle=circle).update(role="lead")
    Circle.objects.filter(pk=circle.pk).update(digest_rhythm="off")
    subscribe(by=people[0], circle=circle, url=hook, events=EVENTS)
    return People(
        [_session(each) for each in people], circle, [a_person(f"Reader {n}") for n in range(READERS)]
    )


def _session(person: Person) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key)


class Digests(threading.Thread):
    """Makes circles with something shared last week, and asks for what beat asks for, more often."""

    def __init__(self, people: People, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.people, self.over, self.circles = people, over, 0

    def run(self) -> None:
        while not self.over.wait(1.5):
            try:
                self.another_circle()
            except DatabaseError:
                connection.close()
            ask_for_everything()

    def another_circle(self) -> None:
        last_week = ended_periods("weekly", by=timezone.now())[0].start + datetime.timedelta(hours=1)
        with transaction.atomic():
            circle = a_peer_group(f"Last week {self.circles}", *self.people.readers).circle
            for text in ("The heating failed again.", "Again the heating failed, and nobody rang."):
                a_share(a_reflection(self.people.readers[0], text), circle, shared_at=last_week)
        self.circles += 1


def ask_for_everything() -> None:
    """Ask the worker for all that beat asks it for; not at all while the queue is away."""
    for task in TASKS:
        try:
            app.send_task(task, expires=30)
        except (QueueAway, RedisError, OSError):
            return


def wait_until_nothing_waits(hook_has: Any, seconds: float = 240) -> bool:
    """Ask until every letter, errand and event has gone; whether that came about in time."""
    connection.close()  # it was broken, too
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        ask_for_everything()
        time.sleep(2)
        due = Circle.objects.filter(name__startswith="Last week").count()
        if (
            Digest.objects.count() >= due
            and not Delivery.objects.filter(sent_at=None).exists()
            and not Errand.objects.exists()
            and hook_has() >= events().count()
        ):
            return True
    return False


def events() -> Any:
    """The entries of the trail that the subscription tells of."""
    return AuditEntry.objects.filter(verb__in=EVENTS, circle_id__isnull=False).exclude(
        circle_id__in=Circle.objects.filter(name__startswith="Last week").values("pk")
    )


class Finding(NamedTuple):
    """What was to be there, how much of it is there once, and what is wrong."""

    what: str
    wanted: int
    found: int
    wrong: list[str]


def findings(ledger: Ledger, letters: list[tuple[str, str]], hooked: list[str]) -> list[Finding]:
    """Everything that was acknowledged, counted in the database, at the post office and at the webhook."""
    kept = {str(each.pk): each.text for each in Reflection.objects.filter(pk__in=ledger.reflections)}
    versions = Counter(str(pk) for pk in ReflectionVersion.objects.values_list("reflection_id", flat=True))
    shares = Counter((str(r), str(c)) for r, c in Share.objects.values_list("reflection_id", "circle_id"))
    live = {str(pk) for pk in Share.objects.live().values_list("reflection_id", flat=True)}
    responses = {str(each.pk): each.text for each in Response.objects.filter(pk__in=ledger.responses)}
    questions = {str(each.pk): each.text for each in LearningQuestion.objects.filter(pk__in=ledger.questions)}
    written = Counter(
        AuditEntry.objects.filter(verb="reflection.written").values_list("subject_id", flat=True)
    )
    due = list(Circle.objects.filter(name__startswith="Last week").values_list("pk", flat=True))
    digests = Counter(Digest.objects.values_list("circle_id", flat=True))
    by_id = Counter(letters)
    to_readers = {
        f"<{pk}@localhost>": email for pk, email in Delivery.objects.values_list("pk", "person__email")
    }
    arrived = {message for _to, message in by_id}
    invited = Counter(to for to, _message in by_id if to in ledger.invited)
    wanted_events = [str(pk) for pk in events().order_by("transaction", "id").values_list("pk", flat=True)]
    in_order = list(dict.fromkeys(hooked))
    return [
        _finding("reflections", ledger.reflections, lambda id: kept.get(id) == ledger.reflections[id] and written[id] == 1),
        _finding("edits", ledger.edits, lambda id: versions[id] == ledger.edits[id]),
        _finding("shares", ledger.shared, lambda pair: shares[pair] == 1),
        _finding("withdrawals", ledger.withdrawn, lambda id: id not in live),
        _finding("responses", ledger.responses, lambda id: responses.get(id) == ledger.responses[id]),
        _finding("questions", ledger.questions, lambda id: questions.get(id) == ledger.questions[id]),
        _finding("invitations’ letters", ledger.invitations, lambda email: invited[email] == 1),
        _finding("digests", due, lambda circle: digests[circle] == 1),
        _finding("letters with a digest", to_readers, lambda id: id in arrived),
        _finding("letters that nobody was due", arrived - to_readers.keys(), lambda id: _of_an_invitation(id, by_id, ledger)),
        Finding(
            "events at the webhook, in their order", len(wanted_events),
            len(wanted_events) if in_order == wanted_events else len(set(in_order) & set(wanted_events)),
            [] if in_order == wanted_events else ["another order, or not the same events"],
        ),
    ]  # fmt: skip


def _of_an_invitation(id: str, by_id: Counter[tuple[str, str]], ledger: Ledger) -> bool:
    return any(message == id and to in ledger.invited for to, message in by_id)


def _finding(what: str, wanted: Any, holds: Any) -> Finding:
    wrong = [str(each) for each in wanted if not holds(each)]
    return Finding(what, len(wanted), len(wanted) - len(wrong), wrong)


__all__ = ["Digests", "Finding", "People", "a_member", "findings", "make", "wait_until_nothing_waits"]
