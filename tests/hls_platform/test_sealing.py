"""The trail of what was done is tamper-evident: whoever changes it, be it the owner of the database, is found out."""

import datetime
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from hls_platform.identifiers import uuid7
from hls_platform.models import AuditEntry
from hls_platform.security import audit
from hls_platform.security.asking import as_job, as_person
from hls_platform.security.sealing import BATCH, FIRST, Head, check, head, seal_of, seal_waiting
from relationships.actions.people import rename
from tests.factories import a_person

pytestmark = pytest.mark.django_db


def some_entries(count: int = 8) -> None:
    person = a_person()
    for number in range(count):
        rename(by=person, name=f"Amina {number}")


@contextmanager
def as_owner_past_the_walls() -> Iterator[None]:
    """What only the owner of the tables can do: put aside the trigger that lets no entry be changed."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE hls_platform_auditentry DISABLE TRIGGER audit_entry_stays")
        yield
        cursor.execute("ALTER TABLE hls_platform_auditentry ENABLE TRIGGER audit_entry_stays")


def at(place: int) -> AuditEntry:
    return AuditEntry.objects.get(place=place)


def change_what_it_says() -> None:
    AuditEntry.objects.filter(place=3).update(verb="person.closed")


def change_who_it_was() -> None:
    AuditEntry.objects.filter(place=3).update(person_id=uuid7())


def change_when_it_was() -> None:
    AuditEntry.objects.filter(place=3).update(at=at(3).at + datetime.timedelta(microseconds=1))


def change_a_fact() -> None:
    AuditEntry.objects.filter(place=3).update(facts={"wanted": True})


def take_one_away() -> None:
    AuditEntry.objects.filter(place=3).delete()


def take_one_away_and_close_the_gap() -> None:
    AuditEntry.objects.filter(place=3).delete()
    for place in range(4, 9):
        AuditEntry.objects.filter(place=place).update(place=place - 1)


def take_the_first_away() -> None:
    AuditEntry.objects.filter(place=1).delete()


def change_the_order() -> None:
    for before, after in ((3, 100), (4, 3), (100, 4)):
        AuditEntry.objects.filter(place=before).update(place=after)


def put_one_in_between() -> None:
    for place in range(8, 3, -1):
        AuditEntry.objects.filter(place=place).update(place=place + 1)
    put_in = AuditEntry(at=at(3).at, verb="person.opened", subject_type="relationships.person", place=4)
    put_in.seal = seal_of(at(3).seal, 4, put_in)
    put_in.save()


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (change_what_it_says, "What stands at place 3"),
        (change_who_it_was, "What stands at place 3"),
        (change_when_it_was, "What stands at place 3"),
        (change_a_fact, "What stands at place 3"),
        (take_one_away, "Place 3 is missing."),
        (take_one_away_and_close_the_gap, "What stands at place 3"),
        (take_the_first_away, "Place 1 is missing."),
        (change_the_order, "What stands at place 3"),
        (put_one_in_between, "What stands at place 5"),
    ],
)
def test_whoever_owns_the_database_and_changes_the_trail_is_found_out(tamper: Callable[[], None], found: str):
    some_entries()
    seal_waiting()
    assert not check().broken
    with as_owner_past_the_walls():
        tamper()
    assert check().broken[0].startswith(found)


@pytest.mark.parametrize("sealed_since", [False, True])
def test_an_entry_put_into_the_past_is_found_before_and_after_it_is_sealed(sealed_since: bool):
    some_entries()
    seal_waiting()
    long_ago = timezone.now() - datetime.timedelta(days=3)
    AuditEntry.objects.create(at=long_ago, verb="person.opened", subject_type="relationships.person")
    if sealed_since:
        seal_waiting()
    assert "was put in later than it says" in check().broken[0]


def test_an_end_that_was_cut_off_is_found_by_whoever_noted_a_head():
    some_entries()
    seal_waiting()
    noted = head()
    assert noted.place == 8
    with as_owner_past_the_walls():
        AuditEntry.objects.filter(place__gt=5).delete()
    assert not check().broken
    assert check([noted]).broken == ["Each place from 6 to 8 is missing: a seal at place 8 was noted."]
    some_entries(4)
    seal_waiting()
    assert not check().broken
    assert check([noted]).broken == ["Place 8 has another seal than the one that was noted."]


def test_a_chain_written_anew_is_found_by_whoever_noted_a_head():
    some_entries()
    seal_waiting()
    noted = head()
    with as_owner_past_the_walls():
        change_what_it_says()
        before = FIRST
        for entry in AuditEntry.objects.order_by("place"):
            before = seal_of(before, entry.place, entry)
            AuditEntry.objects.filter(pk=entry.pk).update(seal=before)
    assert not check().broken
    assert check([noted]).broken


def test_the_database_number_of_a_transaction_is_no_part_of_it_so_that_a_restored_trail_still_holds():
    some_entries()
    seal_waiting()
    AuditEntry.objects.update(transaction=0)
    assert not check().broken
    some_entries()
    seal_waiting()
    assert not check().broken
    assert head().place == 16


@pytest.mark.parametrize("sealed", [False, True])
def test_nobody_who_keeps_to_their_role_changes_an_entry_or_takes_one_away(sealed: bool):
    some_entries()
    if sealed:
        seal_waiting()
    with pytest.raises(IntegrityError, match="stays written down"), transaction.atomic():
        AuditEntry.objects.update(verb="person.closed")
    with pytest.raises(IntegrityError, match="stays written down"), transaction.atomic():
        AuditEntry.objects.all().delete()
    person = AuditEntry.objects.order_by("pk")[0].person_id
    for write in (
        lambda: AuditEntry.objects.update(verb="person.closed"),
        lambda: AuditEntry.objects.update(place=None, seal=None),
        lambda: AuditEntry.objects.all().delete(),
        lambda: AuditEntry.objects.create(verb="a", person_id=person, place=99, seal=FIRST),
    ):
        with pytest.raises(ProgrammingError), as_person(person):
            write()
    for write in (
        lambda: AuditEntry.objects.update(verb="person.closed"),
        lambda: AuditEntry.objects.all().delete(),
        lambda: AuditEntry.objects.create(verb="a"),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), as_job("hls_sealer"):
            write()
    if sealed:
        with pytest.raises(IntegrityError, match="stays written down"), as_job("hls_sealer"):
            AuditEntry.objects.filter(place=1).update(place=None, seal=None)


def test_it_seals_and_looks_through_by_batches(monkeypatch: pytest.MonkeyPatch):
    person = a_person()
    audit.record_many(
        by=person,
        verb="digest.built",
        subject_type="learning.digest",
        concerning=[(uuid7(), uuid7()) for _nth in range(2 * BATCH + 5)],
    )
    assert seal_waiting() == 2 * BATCH + 5
    assert seal_waiting() == 0
    found = check()
    assert (found.sealed, found.waiting, found.head.place) == (2 * BATCH + 5, 0, 2 * BATCH + 5)
    assert not found.broken


@pytest.mark.django_db(transaction=True)
def test_entries_still_being_written_are_sealed_later_and_two_who_seal_at_once_make_one_chain():
    some_entries(2)
    written, goes_on = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            some_entries(2)
            written.set()
            goes_on.wait(20)
        connection.close()

    def seal() -> None:
        seal_waiting()
        connection.close()

    writer = threading.Thread(target=slowly)
    writer.start()
    written.wait(20)
    some_entries(2)
    assert seal_waiting() == 4
    goes_on.set()
    writer.join()
    sealers = [threading.Thread(target=seal) for _nth in range(4)]
    for each in sealers:
        each.start()
    some_entries(4)
    for each in sealers:
        each.join()
    seal_waiting()
    found = check()
    assert (found.sealed, found.waiting, found.broken) == (10, 0, [])


def verify(*options: str) -> dict[str, object]:
    out = StringIO()
    call_command("verify_audit", *options, stdout=out)
    said: dict[str, object] = json.loads(out.getvalue().splitlines()[-1])
    return said


def test_the_command_says_what_it_found_keeps_heads_and_ends_with_1_when_something_is_broken(tmp_path):
    heads = tmp_path / "heads"
    some_entries()
    seal_waiting()
    some_entries(1)
    assert verify("--heads", str(heads)) == {
        "entries": 9, "sealed": 8, "waiting": 1, "head": str(head()), "broken": [],
    }  # fmt: skip
    assert heads.read_text().split() == [str(head())]
    seal_waiting()
    verify("--heads", str(heads))
    assert len(heads.read_text().split()) == 2
    with as_owner_past_the_walls():
        AuditEntry.objects.filter(place=9).delete()
    out = StringIO()
    with pytest.raises(CommandError, match="Place 9 is missing: a seal at place 9 was noted") as problem:
        call_command("verify_audit", "--heads", str(heads), stdout=out)
    assert problem.value.returncode == 1
    assert json.loads(out.getvalue())["broken"] == [str(problem.value)]
    assert len(heads.read_text().split()) == 2
    with pytest.raises(CommandError, match="A head is a place and a seal"):
        verify("--known", "nothing")
    assert Head.read(str(head())) == head()
