"""Webhooks: ids and not words, signed, in order, again after a fault, and only what the person may see then."""

import base64
import datetime
import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from hls_platform.actions import NotFound, Refused
from hls_platform.celery import app
from hls_platform.event_names import all_events
from hls_platform.models import AuditEntry
from hls_platform.security import audit
from learning.actions import respond, share_reflection, withdraw_share
from relationships.actions.memberships import end_membership
from relationships.actions.subscriptions import end_subscription, resume_subscription, subscribe
from relationships.models import Membership, Subscription
from relationships.tasks import send_events
from relationships.webhooks import MOST_TRIES, due, send_waiting
from tests.api.asking import Program, listed
from tests.factories import a_circle_with, a_person, a_reflection

pytestmark = pytest.mark.django_db(transaction=True)


class Receiver:
    """A real server on this machine, that answers as it is told to and keeps what came."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                receiver.got.append(
                    (dict(self.headers), self.rfile.read(int(self.headers["Content-Length"])))
                )
                self.send_response(receiver.answers.pop(0) if receiver.answers else 204)
                self.send_header("Location", f"{receiver.url}/elsewhere")
                self.end_headers()

            def log_message(self, *said):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, args=[0.05], daemon=True).start()

    @property
    def types(self) -> list[str]:
        return [json.loads(body)["type"] for _headers, body in self.got]


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    receiver = Receiver()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()


@pytest.fixture
def amina():
    return a_person("Amina")


@pytest.fixture
def ben():
    return a_person("Ben")


@pytest.fixture
def circle(amina, ben):
    return a_circle_with(amina, ben)


def subscribed(person, circle, receiver):
    return subscribe(by=person, circle=circle, url=receiver.url, events=list(all_events()))


def try_again_now():
    Subscription.objects.update(next_try_at=timezone.now())


def test_an_event_goes_out_signed_with_ids_and_without_words(amina, ben, circle, receiver):
    subscription, secret = subscribed(amina, circle, receiver)
    share = share_reflection(by=ben, reflection=a_reflection(ben, "Nobody came."), circle=circle)
    assert subscription.pk in due()
    assert send_waiting(subscription.pk) == 1
    headers, body = receiver.got[0]
    assert json.loads(body)["data"] == {"circle": str(circle.pk), "noun": "share", "id": str(share.pk)}
    assert b"Nobody came" not in body
    assert str(ben.pk).encode() not in body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["Webhook-Signature"] == f"v1,{expected}"
    assert send_waiting(subscription.pk) == 0  # once


@pytest.fixture
def tasks_at_once():
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


@pytest.mark.usefixtures("tasks_at_once")
def test_the_clock_sets_what_waits_on_its_way(amina, ben, circle, receiver):
    subscribed(amina, circle, receiver)
    share_reflection(by=ben, reflection=a_reflection(ben), circle=circle)
    send_events()
    send_events()
    assert receiver.types == ["reflection.shared"]
    assert "relationships.send_events" in {each["task"] for each in app.conf.beat_schedule.values()}


def test_what_is_shared_without_a_name_is_no_event(amina, ben, circle, receiver):
    subscription, _secret = subscribed(amina, circle, receiver)
    share = share_reflection(
        by=ben, reflection=a_reflection(ben), circle=circle, anonymous=True, small_circle_understood=True
    )
    response = respond(by=amina, share=share, kind="question", text="Why?")
    Program(ben).change(f"/api/responses/{response.pk}/", "reply", {"text": "Because."})
    withdraw_share(by=ben, share=share)
    send_waiting(subscription.pk)
    assert receiver.types == ["response.written"]
    assert str(ben.pk) not in str(receiver.got)
    assert str(share.reflection_id) not in str(receiver.got)


def test_events_keep_their_order_through_faults_and_redirects_are_not_followed(amina, ben, circle, receiver):
    subscription, _secret = subscribed(amina, circle, receiver)
    shares = [share_reflection(by=ben, reflection=a_reflection(ben), circle=circle) for _ in range(3)]
    receiver.answers = [204, 500]
    assert send_waiting(subscription.pk) == 1
    subscription.refresh_from_db()
    assert (subscription.failures, subscription.fault) == (1, "The address answered 500.")
    assert subscription.next_try_at > timezone.now() + datetime.timedelta(seconds=20)
    assert subscription.pk not in due()
    assert send_waiting(subscription.pk) == 0  # not before its time
    try_again_now()
    receiver.answers = [302]
    assert send_waiting(subscription.pk) == 0
    try_again_now()
    assert send_waiting(subscription.pk) == 2
    ids = [json.loads(body)["data"]["id"] for _headers, body in receiver.got]
    assert ids == [str(shares[number].pk) for number in (0, 1, 1, 1, 2)]
    assert receiver.got[1][0]["Webhook-Id"] == receiver.got[3][0]["Webhook-Id"]


@pytest.mark.parametrize("skip", [False, True])
def test_after_eight_tries_it_stops_at_that_event_and_goes_on_when_told_to(
    amina, ben, circle, receiver, skip
):
    subscription, _secret = subscribed(amina, circle, receiver)
    shares = [share_reflection(by=ben, reflection=a_reflection(ben), circle=circle) for _ in range(2)]
    receiver.answers = [503] * MOST_TRIES
    for _ in range(MOST_TRIES):
        try_again_now()
        send_waiting(subscription.pk)
    subscription.refresh_from_db()
    assert subscription.stopped_at
    assert AuditEntry.objects.get(pk=subscription.stopped_at_entry).subject_id == str(shares[0].pk)
    try_again_now()
    assert due() == []
    program = Program(amina)
    assert program.get(listed("subscription") + "?stopped=true").json()["items"][0]["fault"]
    receiver.got.clear()
    address = f"/api/subscriptions/{subscription.pk}/"
    assert program.change(address, "resume", {"skip": skip}).json()["stopped_at"] is None
    send_waiting(subscription.pk)
    ids = [json.loads(body)["data"]["id"] for _headers, body in receiver.got]
    assert ids == [str(each.pk) for each in (shares[1:] if skip else shares)]


def test_one_who_left_is_sent_nothing_more(amina, ben, circle, receiver):
    subscription, _secret = subscribed(ben, circle, receiver)
    share_reflection(by=amina, reflection=a_reflection(amina), circle=circle)
    end_membership(by=ben, membership=Membership.objects.get(person=ben))
    assert send_waiting(subscription.pk) == 0
    assert receiver.got == []
    subscription.refresh_from_db()
    assert subscription.stopped_at
    with pytest.raises(Refused):
        resume_subscription(by=ben, subscription=subscription)


def test_an_action_that_is_undone_is_no_event_and_one_still_under_way_holds_back_those_after_it(
    amina, ben, circle, receiver
):
    subscription, _secret = subscribed(amina, circle, receiver)
    begun, finish = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            audit.record(by=None, verb="question.asked", subject=circle, circle=circle)
            begun.set()
            finish.wait(20)
        connection.close()

    writer = threading.Thread(target=slow)
    writer.start()
    begun.wait(20)
    share_reflection(by=ben, reflection=a_reflection(ben), circle=circle)
    assert send_waiting(subscription.pk) == 0  # what was begun before may still come before
    finish.set()
    writer.join(20)
    with transaction.atomic():
        audit.record(by=None, verb="question.closed", subject=circle, circle=circle)
        transaction.set_rollback(True)
    assert send_waiting(subscription.pk) == 2
    assert receiver.types == ["question.asked", "reflection.shared"]


def test_an_address_in_a_private_network_is_refused_unless_the_administrator_allows_it(
    amina, circle, settings
):
    settings.WEBHOOK_ALLOW_PRIVATE = False
    with pytest.raises(Refused):
        subscribe(by=amina, circle=circle, url="http://example.org/", events=["promise.made"])
    subscription, _secret = subscribe(
        by=amina, circle=circle, url="https://127.0.0.1/", events=["reflection.shared"]
    )
    share_reflection(by=amina, reflection=a_reflection(amina), circle=circle)
    assert send_waiting(subscription.pk) == 0
    subscription.refresh_from_db()
    assert subscription.fault == "This address leads into a private network."


def test_nobody_subscribes_to_a_circle_or_an_event_that_is_not_theirs(amina, ben, circle):
    outsider = a_person("Otto")
    with pytest.raises(NotFound):
        subscribe(by=outsider, circle=circle, url="https://example.org/", events=["promise.made"])
    for events in ([], ["invitation.sent"], ["report.scrubbed"]):
        with pytest.raises(Refused):
            subscribe(by=amina, circle=circle, url="https://example.org/", events=events)
    subscription, _secret = subscribe(
        by=amina, circle=circle, url="https://example.org/", events=["promise.made"]
    )
    with pytest.raises(NotFound):
        end_subscription(by=ben, subscription=subscription)
    assert Program(ben).get(f"/api/subscriptions/{subscription.pk}/").status_code == 404
    assert AuditEntry.objects.get(verb="subscription.begun").circle_id == circle.pk


def test_the_api_shows_the_secret_once_and_keeps_it_nowhere(amina, circle):
    program = Program(amina)
    sent = {"circle": str(circle.pk), "url": "https://example.org/hook", "events": ["promise.made"]}
    made = program.post(listed("subscription"), sent, **{"Idempotency-Key": "k"})
    assert made.json()["secret"].startswith("whsec_")
    assert "secret" not in program.get(made["Location"]).json()
    assert program.change(made["Location"], method="DELETE").status_code == 204
    assert not Subscription.objects.exists()


def test_the_page_begins_resumes_and_ends(client, amina, circle):
    client.force_login(amina)
    page = reverse("relationships:webhooks")
    sent = {"circle": circle.pk, "url": "https://example.org/hook", "events": ["promise.made"]}
    made = client.post(page, sent)
    assert made.context["secret"] in made.content.decode()
    assert client.post(page, {**sent, "url": "http://example.org/"}).status_code == 422
    subscription = Subscription.objects.get()
    Subscription.objects.update(stopped_at=timezone.now(), fault="The address answered 500.")
    assert "The address answered 500." in client.get(page).content.decode()
    client.post(reverse("relationships:resume_webhook", args=[subscription.pk]))
    assert Subscription.objects.get().stopped_at is None
    client.post(reverse("relationships:end_webhook", args=[subscription.pk]))
    assert not Subscription.objects.exists()
