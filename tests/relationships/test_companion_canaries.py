"""Companions reach no funder: marked words, a funder's name forced onto the page, and everything that leaves the place."""

import io
import re
import zipfile
from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from hls_platform.models import AuditEntry
from hls_platform.security.asking import as_person
from learning.actions.digests import build_due_digests
from relationships.models import Companion, CompanionWorker
from relationships.my_data import kind_of, kinds, packed
from tests.addresses import addresses
from tests.learning.digest_ways import delivered

pytestmark = pytest.mark.django_db
MARK = re.compile(r"canary\w+")
LOOKED_AT = re.compile(
    r"api:.*-(list|file)$|api:(search|me|my-data)|relationships:|funders:|systems:export"
    r"|learning:(today|search|circle|my_data|timeline|circle_digests|my_digests|digest|digest_feed|reflections|home|together)$"
)
"""Lists, exports, counts, digests, reports, search: what a funder reads. Single things are in the walk of `tests/canaries.py`."""


@pytest.fixture
def w(w: SimpleNamespace) -> SimpleNamespace:
    Companion.objects.update(
        **{name: f"canary{name}" for name in (*Companion.WORDS, "consent_scope")}, key_hash=""
    )
    w.word = "canarydoor"  # is searched for, and would be shown with the words beside it
    Companion.objects.update(hopes="canaryhopes: a canarydoor of my own.")
    CompanionWorker.objects.create(companion=w.companion, person=w.funder)  # past every action and wall
    return w


def read(w: SimpleNamespace, person) -> set[str]:
    """The marks in all that comes back to a person."""
    client = Client(raise_request_exception=False)
    client.force_login(person)
    found = set()
    for name, each in addresses(w).items():
        for address in each if LOOKED_AT.match(name) else []:
            answer = client.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            found |= set(MARK.findall(body.decode(errors="replace"))) - set(MARK.findall(address))
    return found


def test_no_word_of_a_companion_reaches_a_funder_though_their_name_were_on_it(w):
    assert read(w, w.funder) == set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT content::text FROM funders_report")
        assert not any(MARK.search(text or "") for (text,) in cursor.fetchall())


def test_the_named_worker_reads_it_and_no_file_letter_or_entry_holds_it(w):
    assert {f"canary{name}" for name in Companion.WORDS} <= read(w, w.worker)
    build_due_digests(until=timezone.now() + timezone.timedelta(days=8))
    delivered()
    with as_person(w.worker.pk):
        download = zipfile.ZipFile(io.BytesIO(packed(w.worker, [kind_of(each) for each in kinds()])))
    assert not any(b"canary" in download.read(each) for each in download.namelist())
    assert not any(MARK.search(letter.message().as_string()) for letter in mail.outbox)
    assert not any(MARK.search(str(vars(entry))) for entry in AuditEntry.objects.all())
