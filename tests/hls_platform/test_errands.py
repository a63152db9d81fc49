"""What has to be done is done once, whatever happens to the queue; and pages work while Valkey is away."""

import datetime
import logging

import pytest
from celery import Celery
from django.core import mail
from django.db import transaction
from django.utils import timezone

from hls_platform import errands
from hls_platform.cache import ForgetfulCache
from hls_platform.errands import KINDS, Queue, do, do_waiting, errand, queue_on_commit
from hls_platform.models import Errand
from hls_platform.security.asking import as_person
from relationships.tasks import send_letter
from tests.factories import a_person

NOWHERE = "redis://127.0.0.1:1"
LATER = datetime.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def queue_awake():
    Queue.rests_until = 0.0
    yield
    Queue.rests_until = 0.0
    ForgetfulCache.rests_until = 0.0


@pytest.fixture
def a_lost_letter(db) -> Errand:
    """Asked for by somebody; its task never came to a worker."""
    with as_person(a_person("Amina").pk):
        send_letter.ask("ben@example.org", "A word", "The secret word is lantern.")
    return Errand.objects.get()


def test_a_letter_that_the_queue_lost_is_found_by_beat_and_sent_once(a_lost_letter):
    assert do_waiting() == 0  # for half a minute it is the queue's
    soon = timezone.now() + LATER
    assert (do_waiting(at=soon), do_waiting(at=soon), do(a_lost_letter.pk)) == (1, 0, False)
    (letter,) = mail.outbox
    assert letter.body == "The secret word is lantern."
    assert letter.extra_headers["Message-ID"].startswith(f"<{a_lost_letter.pk}@")
    assert not Errand.objects.exists()


def test_what_an_errand_needs_to_know_cannot_be_read_in_the_database(a_lost_letter):
    assert "lantern" not in a_lost_letter.sealed
    with as_person(a_person("Ben").pk):
        assert not Errand.objects.exists()


def test_an_errand_that_fails_waits_and_holds_up_no_other(a_lost_letter, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert do_waiting(at=timezone.now() + LATER) == 0
    assert Errand.objects.get() == a_lost_letter
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert do_waiting(at=timezone.now() + LATER) == 1


def test_what_was_undone_asks_for_no_errand(db):
    with transaction.atomic():
        send_letter.ask("ben@example.org", "A word", "Never.")
        transaction.set_rollback(True)
    assert not Errand.objects.exists()


def test_an_errand_from_before_another_secret_key_is_let_go(a_lost_letter, settings, caplog):
    settings.SECRET_KEY = "another"
    assert not do(a_lost_letter.pk)
    assert "cannot be read" in caplog.text
    assert not Errand.objects.exists()


def test_names_of_errands_are_those_of_their_functions():
    assert {name.rpartition(".")[2] for name in KINDS} == {each.__name__ for each in KINDS.values()}
    assert errand("x.y")(print).name == "x.y"
    del KINDS["x.y"]


def test_a_queue_that_does_not_answer_fails_nothing_and_is_not_asked_again_at_once(
    db, django_capture_on_commit_callbacks, caplog
):
    app = Celery(broker=NOWHERE, set_as_current=False)
    app.conf.task_publish_retry_policy = {"max_retries": 0}

    @app.task(name="never.done")
    def asked() -> None: ...

    with caplog.at_level(logging.WARNING), django_capture_on_commit_callbacks(execute=True):
        queue_on_commit(asked)
        queue_on_commit(asked)
    assert caplog.text.count("waits for beat") == 1
    assert errands.Queue.rests_until


def test_a_cache_that_does_not_answer_is_an_empty_one():
    cache = ForgetfulCache(NOWHERE, {})
    cache.set("a", 1)
    assert cache.get("a", "nothing") == "nothing"
    assert (cache.add("a", 1), cache.has_key("a"), cache.incr("a", 3), cache.delete("a")) == (
        True,
        False,
        3,
        False,
    )
    assert cache.get_many(["a"]) == {}
    assert cache.get_or_set("a", lambda: 7, 10) in (7, None)
