"""What is held about a person: every table says so, the page shows it, the file holds it, and nobody else sees either."""

import datetime
import io
import json
import zipfile

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from hls_platform.celery import app
from hls_platform.models import AuditEntry
from hls_platform.security.asking import as_job, as_person
from hls_platform.security.held import RIGHTS, all_held, gathered
from learning.actions.shares import withdraw_share
from learning.models import Delivery, Digest, DigestCopy, LearningQuestion, Reflection, Response
from relationships.actions.downloads import LASTS, ask_for_download, make_download, waiting_downloads
from relationships.models import Download, Person
from tests.factories import a_circle_with, a_person, a_reflection, a_share
from tests.relationships.test_ways_in import prove, sign_in

pytestmark = pytest.mark.django_db
NOT_DECLARED: dict[str, str] = {}
"""Columns that name a person and that no `held.py` declares, each with the reason."""


@pytest.fixture
def letters(django_capture_on_commit_callbacks):
    app.conf.task_always_eager = True
    yield lambda: django_capture_on_commit_callbacks(execute=True)
    app.conf.task_always_eager = False


def columns_that_name_a_person() -> set[str]:
    named = set()
    for model in apps.get_models(include_auto_created=True):
        for each in model._meta.local_concrete_fields:
            if each.related_model is Person or each.column in {"person_id", "user_id"}:
                named.add(f"{model._meta.db_table}.{each.column}")
    return named


def test_every_table_that_names_a_person_is_declared():
    declared = {f"{held.table}.{column}" for held in all_held() for column in held.by}
    assert columns_that_name_a_person() - declared == set(NOT_DECLARED)


def test_every_declaration_says_what_becomes_of_it():
    for held in all_held():
        ends = [bool(held.goes), bool(held.changed), bool(held.stays)]
        assert sum(ends) == 1, held.table
        assert not held.title or held.seen_by, held.table
        assert not held.title or held.shown or held.names, held.table
        if held.done_at:
            reverse(held.done_at)


def test_the_role_that_gathers_sees_one_persons_rows_and_nobody_elses(w):
    Reflection.objects.filter(author=w.worker).update(text="Wren wrote this.")
    with as_person(w.lead.pk):
        everything = json.dumps([gathered(held) for held in all_held() if held.title], default=str)
    assert "I did not ask." in everything
    assert "Wren wrote this." not in everything
    assert w.worker.email not in everything
    with as_person(None), as_job(RIGHTS), connection.cursor() as cursor:
        for held in all_held():
            cursor.execute(f"SELECT count(*) FROM {held.table}")  # noqa: S608 - our own names
            assert cursor.fetchone() == (0,), held.table
    with as_person(w.outsider.pk), as_job(RIGHTS), connection.cursor() as cursor:
        cursor.execute("DELETE FROM learning_reflection")
        assert cursor.rowcount == 0
        cursor.execute("UPDATE relationships_person SET name = 'Nobody'")
        assert cursor.rowcount == 1


def test_words_in_circles_that_one_has_left_are_held_and_found():
    amina, ben = a_person("Amina"), a_person("Ben")
    circle = a_circle_with(ben, amina)
    LearningQuestion.objects.create(circle=circle, text="Who never comes?", asked_by=amina)
    shared = a_share(a_reflection(ben), circle)
    Response.objects.create(share=shared, author=amina, kind="offer", text="Come by.")
    amina.memberships.update(until=timezone.now())
    with as_person(amina.pk):
        found = json.dumps([gathered(held) for held in all_held() if held.title], default=str)
    assert "Who never comes?" in found
    assert "Come by." in found


def test_the_page_lists_what_is_held_and_who_sees_it(w, client: Client, at_most_queries):
    client.force_login(w.worker)
    client.get(reverse("learning:my_data"))
    with at_most_queries(10):
        page = client.get(reverse("learning:my_data")).content.decode()
    for said in (
        "Reflections",
        "Seen by: Only you.",
        "Drafts",
        "Tuesday group",
        "the 2 people of the circle",
    ):
        assert said in page, said
    assert "Passkeys" not in page
    assert w.shares[0].reflection.text not in page


def test_whom_something_reached_is_told_in_words_that_name_nobody(client: Client):
    amina, others = a_person("Amina"), [a_person(f"Reader {n}") for n in range(6)]
    circle = a_circle_with(others[0], amina, *others[1:])
    a_share(a_reflection(amina), circle)
    now = timezone.now()
    digest = Digest.objects.create(circle=circle, period_start=now - LASTS, period_end=now + LASTS)
    client.force_login(amina)
    for readers, said in ((1, None), (2, "to a few people"), (4, "to a few people"), (5, "to 5 people")):
        Delivery.objects.all().delete()
        for reader in [amina, *others[:readers]]:
            delivery = Delivery.objects.create(
                person=reader, covers_from=now - LASTS, covers_until=now, sent_at=now
            )
            DigestCopy.objects.create(digest=digest, person=reader, delivery=delivery)
        page = client.get(reverse("learning:my_data")).content.decode()
        assert ("The digests of those weeks" in page) == (said is not None)
        assert said is None or said in page
        assert "Reader" not in page


def test_everything_is_downloaded_by_its_person_after_showing_that_it_is_them(w, client: Client, letters):
    sign_in(client, w.worker)
    address, file = reverse("relationships:download"), reverse("relationships:take")
    assert client.post(address).url.startswith(reverse("account_reauthenticate"))
    assert not Download.objects.exists()
    prove(client)
    with letters():
        assert client.post(address).status_code == 302
    taken = client.get(file)
    assert taken["Content-Type"] == "application/zip"
    assert "no-store" in taken["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(taken.content)) as files:
        data, page = json.loads(files.read("my-data.json")), files.read("my-data.html").decode()
    kinds = {kind["table"] for kind in data["kinds"]}
    assert {"learning_reflection", "learning_draft", "learning_understanding", "learning_delivery"} <= kinds
    assert {"relationships_apitoken", "hls_platform_auditentry", "usersessions_usersession"} <= kinds
    for words in (
        w.reflection.text,
        "Half a thought",
        "Those who work nights.",
        "Our website",
        w.worker.email,
    ):
        assert words in json.dumps(data), words
        assert words in page, words
    assert "<dt>Happened on</dt>" in page
    assert date_format(w.reflection.happened_on, "j F Y") in page
    assert "+00:00" not in page
    assert w.api_secret not in json.dumps(data)
    assert w.lead.email not in json.dumps(data) + page
    theirs = Client()
    sign_in(theirs, w.lead)
    prove(theirs)
    assert theirs.get(file).status_code == 404
    entries = set(AuditEntry.objects.filter(person_id=w.worker.pk).values_list("verb", flat=True))
    assert {"download.asked_for", "download.made"} <= entries


def test_a_download_is_made_once_shows_how_far_it_is_and_goes_after_some_days(client: Client):
    amina = a_person("Amina")
    a_reflection(amina)
    download = ask_for_download(by=amina)
    assert ask_for_download(by=amina) == download
    assert waiting_downloads() == [download.pk]
    sign_in(client, amina)
    prove(client)
    assert "Being gathered" in client.get(reverse("relationships:download")).content.decode()
    make_download(download_id=download.pk)
    first = Download.objects.get()
    make_download(download_id=download.pk)
    assert Download.objects.get().made_at == first.made_at
    assert first.progress == 100
    Download.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    assert client.get(reverse("relationships:take")).status_code == 404
    assert waiting_downloads() == []
    assert not Download.objects.exists()
    assert ask_for_download(by=amina).expires_at - timezone.now() <= LASTS


def test_a_reply_is_the_responders_to_keep_only_while_it_is_shared():
    amina, ben = a_person("Amina"), a_person("Ben")
    share = a_share(a_reflection(amina), a_circle_with(amina, ben))
    now = timezone.now()
    Response.objects.create(
        share=share, author=ben, kind="question", text="Who rang?", reply="I did.", replied_at=now
    )

    def of_ben() -> str:
        with as_person(ben.pk):
            return json.dumps([gathered(held) for held in all_held() if held.title], default=str)

    assert "I did." in of_ben()
    withdraw_share(by=amina, share=share)
    assert "I did." not in of_ben()
    assert "Who rang?" in of_ben()
