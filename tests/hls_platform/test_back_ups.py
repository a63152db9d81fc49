"""What was backed up comes back as it was, and what was changed since does not come back at all."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.core.management import get_commands, load_command_class
from django.db import connection, connections, transaction

from funders.models import Report
from hls_platform.back_ups import files
from hls_platform.back_ups.chunked import as_file
from hls_platform.back_ups.parts import parts
from hls_platform.back_ups.sealed import PIECE, NotTrusted, Reading, Writing
from hls_platform.embedded import ROOT, Services
from hls_platform.models import AuditEntry
from learning.models import Attachment, Share
from relationships.models import Subscription
from tests.factories import a_person
from tests.funders.test_reports import a_world as a_world_with_a_report
from tests.funders.test_reports import composed, signed
from tests.hls_platform.test_files import bucket
from tests.world import a_world

__all__ = ["bucket"]

KEY = "a key for tests, and for nothing else"
in_the_database = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def place(settings, tmp_path):
    """A place with one of everything (a picture among it), a report that is issued, and two more files."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.BACK_UP_KEY = KEY
    a_world()
    world = a_world_with_a_report()
    signed(world, composed(world))
    default_storage.save("notes/one.txt", ContentFile(b"What was said,\nand what was heard."))
    default_storage.save("empty.bin", ContentFile(b""))
    return world


@pytest.fixture
def door(capfd):
    """`door(name, *arguments)`: the exit code, what the command answered (None where it refused), and its complaint."""

    def run(name: str, *arguments: object) -> tuple[int, dict[str, object] | None, str]:
        code = 0
        try:
            load_command_class(get_commands()[name], name).run_from_argv(
                ["manage.py", name, *map(str, arguments)]
            )
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capfd.readouterr()
        return code, json.loads(said.out.splitlines()[-1]) if said.out else None, said.err.strip()

    return run


def rows_of(address: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, and where every sequence stands, as somebody whom no wall holds sees them."""
    with psycopg.connect(address) as asked:
        tables = asked.execute(
            "SELECT relname, CASE relkind WHEN 'r' THEN 't::text' ELSE 'last_value, is_called' END FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')"
            " AND relname NOT LIKE 'django_migrations%' ORDER BY 1"
        ).fetchall()
        return {
            table: asked.execute(f'SELECT {what} FROM "{table}" t ORDER BY 1').fetchall()  # noqa: S608 - our own names
            for table, what in tables
        }


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def emptied(services: Services) -> str:
    """Take everything out of this test's database, its index and its storage; the address of it."""
    address = services.database_address("postgres", settings.DATABASES["default"]["NAME"])
    with psycopg.connect(address) as asked:
        tables = [table for table in rows_of(address) if not table.endswith("_seq")]
        asked.execute("SET session_replication_role = replica")
        asked.execute("TRUNCATE wall.findable")
        for table in tables:
            if table not in ("django_content_type", "auth_permission"):
                asked.execute(f'DELETE FROM "{table}"')  # noqa: S608 - our own names
    for file in [file for file in Path(settings.MEDIA_ROOT).rglob("*") if file.is_file()]:
        file.unlink()
    return address


@in_the_database
def test_a_back_up_makes_an_empty_server_equal_row_by_row_and_file_by_file(
    place, services: Services, process_environment, door, tmp_path
):
    """The other is a database without any table, written to in a process of its own by the role that owns it."""
    here = services.database_address("postgres", settings.DATABASES["default"]["NAME"])
    other = settings.DATABASES["default"]["NAME"] + "_put_back"
    services.make_database(other)
    there = services.database_address("postgres", other)
    file = tmp_path / "of today.hls"
    _code, taken, _complaint = door("back_up", file)
    environment = process_environment | {
        "DATABASE_URL": services.database_address("hls_app", other),
        "DATABASE_OWNER_URL": services.database_address("hls_owner", other),
        "LOCAL_DIR": str(tmp_path / "there"),
        "BACK_UP_KEY": KEY,
        "SECRET_KEY": settings.SECRET_KEY,
    }
    try:
        done = subprocess.run(
            [sys.executable, "manage.py", "restore", str(file)],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        restored = json.loads(done.stdout.splitlines()[-1])

        of_here, of_there = rows_of(here), rows_of(there)
        assert len(of_here["funders_signoff"]) > 1
        for table, rows in of_here.items():
            assert of_there[table] == rows, table
        assert files_of(tmp_path / "there" / "files") == files_of(tmp_path / "files")
        picture = Attachment.objects.get().file
        assert set(files_of(tmp_path / "files")) == {picture, "notes/one.txt", "empty.bin"}
        rows = sum(len(rows) for table, rows in of_here.items() if not table.endswith("_seq"))
        assert taken["rows"] == restored["rows"] == rows
        assert (taken["files"], taken["encrypted"], taken["bytes"]) == (3, True, file.stat().st_size)
        assert file.stat().st_mode & 0o077 == 0

        with psycopg.connect(services.database_address("hls_owner", other)) as owner:
            assert owner.execute("SELECT count(*) FROM learning_reflection").fetchone() == (
                0,
            )  # the walls stand
            owner.execute("SET ROLE hls_back_up")
            assert owner.execute("SELECT count(*) > 0 FROM learning_reflection").fetchone() == (True,)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                owner.execute("DELETE FROM learning_reflection")
        with (
            psycopg.connect(there) as asked,
            pytest.raises(psycopg.errors.CheckViolation),  # and so do the triggers
        ):
            asked.execute("UPDATE funders_report SET number = 7 WHERE state = 'issued'")
        with psycopg.connect(
            there
        ) as asked:  # and everything is found again, though no back-up holds the index
            found = asked.execute(
                "SELECT thing FROM wall.findable WHERE noun = 'shared' ORDER BY 1"
            ).fetchall()
            live = asked.execute(
                "SELECT id FROM learning_share WHERE withdrawn_at IS NULL ORDER BY 1"
            ).fetchall()
            assert found == live != []
    finally:
        with psycopg.connect(services.database_address("postgres", "postgres"), autocommit=True) as server:
            server.execute(f'DROP DATABASE "{other}" WITH (FORCE)')


@in_the_database
def test_what_was_changed_or_is_opened_with_another_key_does_not_come_back(
    place, services: Services, door, settings, tmp_path
):
    file, spoilt = tmp_path / "whole.hls", tmp_path / "spoilt.hls"
    assert door("back_up", file)[0] == 0
    assert "Somebody is here already" in assert_refused(door("restore", file))
    address = emptied(services)
    empty = rows_of(address)
    whole = file.read_bytes()
    assert b"We rang too late" not in whole

    for place_of_change in (3, 20, 40, len(whole) // 2, len(whole) - 1):
        changed = bytearray(whole)
        changed[place_of_change] ^= 1
        spoilt.write_bytes(changed)
        assert_refused(door("restore", spoilt))
    for cut in (10, 100, len(whole) - 1):
        spoilt.write_bytes(whole[:cut])
        assert_refused(door("restore", spoilt))
    settings.BACK_UP_KEY = KEY + "!"
    assert "not its key" in assert_refused(door("restore", file))
    settings.BACK_UP_KEY = ""
    assert "give its key" in assert_refused(door("restore", file))
    assert_refused(door("restore", tmp_path / "nowhere"))
    assert rows_of(address) == empty
    assert files_of(tmp_path / "files") == {}


def assert_refused(answer: tuple[int, object, str]) -> str:
    code, said, complaint = answer
    assert (code, said) == (2, None)
    assert len(complaint.splitlines()) == 1, complaint
    return complaint


@in_the_database
def test_who_was_erased_since_does_not_come_back(place, services: Services, door, settings, tmp_path):
    settings.OUTBOX_DIR, settings.ERASURES_DIR = tmp_path / "outbox", tmp_path / "erasures"
    assert door("back_up", tmp_path / "before.hls")[0] == 0
    assert door("erase_person", place.owen.email)[0] == 0
    address = emptied(services)
    assert door("restore", tmp_path / "before.hls")[0] == 0
    rows = [str(row) for rows in rows_of(address).values() for row in rows]
    assert any(str(place.owen.pk) in row for row in rows)
    assert not [row for row in rows if place.owen.email in row or "We rang too late." in row]
    with psycopg.connect(address) as asked:
        found = {thing for (thing,) in asked.execute("SELECT thing FROM wall.findable")}
    assert found >= set(Share.objects.live().values_list("pk", flat=True)) != set()
    assert not found & {place.share.pk, place.share.reflection_id}


@in_the_database
def test_numbers_of_transactions_never_stand_before_what_comes_next(
    place, services: Services, door, tmp_path
):
    """A server that has been running for years, and a new one that begins to count."""
    connection.cursor().execute(
        "UPDATE hls_platform_auditentry SET transaction = transaction + 1000000000000"
    )
    Subscription.objects.update(after_transaction=1000000000000)
    order = list(AuditEntry.objects.order_by("transaction", "id").values_list("id", flat=True))
    gap = AuditEntry.objects.order_by("-transaction").values_list("transaction", flat=True)[0] - 10**12
    assert door("back_up", tmp_path / "old.hls")[0] == 0
    emptied(services)
    assert door("restore", tmp_path / "old.hls")[0] == 0

    assert list(AuditEntry.objects.order_by("transaction", "id").values_list("id", flat=True)) == order
    latest = AuditEntry.objects.order_by("-transaction").values_list("transaction", flat=True)[0]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        assert latest < cursor.fetchone()[0]
    assert latest - Subscription.objects.values_list("after_transaction", flat=True)[0] == gap
    assert Report.objects.filter(state="issued").exists()


@in_the_database
def test_it_is_one_moment_while_people_go_on_writing(door, settings, tmp_path):
    """Two rows are written together, again and again; the back-up has both or neither of each pair."""
    settings.MEDIA_ROOT = tmp_path / "files"
    enough = threading.Event()

    def write() -> None:
        for nth in range(2000):
            if enough.is_set():
                break
            with transaction.atomic():
                person = a_person(f"Person {nth}")
                AuditEntry.objects.create(
                    verb="person.came", subject_type="person", subject_id=str(person.pk), person_id=person.pk
                )
        connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for nth in range(4):
            assert door("back_up", tmp_path / f"{nth}.hls")[0] == 0
    finally:
        enough.set()
        writer.join()
    counts = []
    for nth in range(4):
        with (tmp_path / f"{nth}.hls").open("rb") as opened:
            sums = next(part.whole() for part in parts(Reading(opened, "")) if part.kind == "sums")
        counts.append(
            [sums[f"table {name}"]["rows"] for name in ("relationships_person", "hls_platform_auditentry")]
        )
    assert all(people == entries for people, entries in counts)
    assert counts[-1][0] > 0


@in_the_database
def test_a_plain_back_up_says_so_and_is_not_taken_for_an_encrypted_one(door, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    code, said, complaint = door("back_up", tmp_path / "plain.hls")
    assert (code, said["encrypted"]) == (0, False)
    assert "BACK_UP_KEY is not set" in complaint
    assert "is there already" in assert_refused_after_warning(door("back_up", tmp_path / "plain.hls"))
    settings.BACK_UP_KEY = KEY
    assert "is not encrypted" in assert_refused(door("restore", tmp_path / "plain.hls"))


def assert_refused_after_warning(answer: tuple[int, object, str]) -> str:
    code, said, complaint = answer
    assert (code, said) == (2, None)
    return complaint.splitlines()[-1]


def test_a_file_too_long_for_memory_comes_back_into_a_bucket_whole(bucket):
    piece = os.urandom(1 << 16)
    default_storage.save("long/film.bin", File(as_file(iter([piece] * 150)), "long/film.bin"))
    assert list(files.names()) == ["long/film.bin"]
    assert b"".join(files.chunks("long/film.bin")) == piece * 150


@pytest.mark.parametrize("key", ["", KEY])
def test_pieces_cannot_be_left_out_swapped_or_added(key, tmp_path):
    file = tmp_path / "pieces"
    data = os.urandom(3 * PIECE)
    with file.open("wb") as out:
        writing = Writing(out, key)
        writing.write(data)
        writing.close()

    def read(content: bytes) -> bytes:
        file.write_bytes(content)
        with file.open("rb") as opened:
            reading = Reading(opened, key)
            found = reading.read(len(data))
            reading.finish()
            return found

    whole = file.read_bytes()
    assert read(whole) == data
    head = len(b"HLS back-up 1\n") + 17
    piece = 5 + int.from_bytes(whole[head + 1 : head + 5], "big")
    first, second = whole[head : head + piece], whole[head + piece : head + 2 * piece]
    for changed in (
        whole[:head] + second + first + whole[head + 2 * piece :],
        whole[:head] + second + whole[head + 2 * piece :],
        whole[: head + 3 * piece],
        whole + b"\0",
        whole[:head] + b"\1" + whole[head + 1 :],
    ):
        with pytest.raises(NotTrusted):
            read(changed)
