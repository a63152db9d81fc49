"""Recordings and pictures: kept once, seen by exactly those who may see the reflection, and gone when that is gone."""

import datetime
import io
import re
import zipfile

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hls_platform.errands import do_waiting
from hls_platform.identifiers import uuid7
from hls_platform.media import NotAccepted
from learning import actions
from learning.actions.attachments import AllItSays, Brought, TooManyFiles
from learning.actions.reflections import NothingSaid
from learning.files import FOLDER, forget_lost_files
from learning.models import Attachment, Reflection, Share
from relationships.actions.downloads import ask_for_download, make_download
from relationships.actions.erasure import ask_to_be_erased, erase_person
from relationships.models import Download
from tests.brought import a_picture, a_recording, from_a_telephone
from tests.factories import a_circle_with, a_member, a_person, a_reflection, a_share

pytestmark = pytest.mark.django_db
ADDRESS = re.compile(r'src="(/(?:shared|attachments)/[^"]+)"')


@pytest.fixture(autouse=True)
def a_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def stored() -> list[str]:
    """The names of the files that are kept."""
    try:
        return default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return []


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def addresses_on(client: Client, page: str) -> list[str]:
    """Where the files of a page are read."""
    return [each.replace("&amp;", "&") for each in ADDRESS.findall(client.get(page).content.decode())]


def upload(content: bytes, name: str = "x.bin", kind: str = "text/html") -> SimpleUploadedFile:
    """A file as a browser sends it, with a name and a type that are not to be believed."""
    return SimpleUploadedFile(name, content, content_type=kind)


@pytest.fixture
def amina():
    return a_person("Amina")


@pytest.fixture
def written(amina):
    return a_reflection(amina, "She showed me the mould.")


def test_the_same_id_again_changes_nothing_also_after_it_was_taken_off(amina, written):
    id = uuid7()
    first = actions.attach(
        by=amina, reflection=written, id=id, kind="picture", content=a_picture(), alt="Mould"
    )
    again = actions.attach(
        by=amina, reflection=written, id=id, kind="picture", content=a_picture(colour="red")
    )
    assert (again.pk, again.sha256, again.alt) == (first.pk, first.sha256, "Mould")
    written.refresh_from_db()
    assert (written.voices, written.pictures) == (0, 1)
    actions.take_off(by=amina, attachment=first)
    actions.take_off(by=amina, attachment=first)
    actions.attach(by=amina, reflection=written, id=id, kind="picture", content=a_picture())
    written.refresh_from_db()
    assert (written.voices, written.pictures) == (0, 0)
    assert not Attachment.objects.here()


def test_the_same_content_without_an_id_is_kept_once(amina, written):
    for _twice in (1, 2):
        actions.attach(by=amina, reflection=written, content=a_recording())
    assert Attachment.objects.get().kind == "voice"
    assert len(stored()) == 1


def test_a_reflection_has_six_at_most(amina, written):
    for pitch in range(6):
        actions.attach(by=amina, reflection=written, id=uuid7(), content=a_recording(1, pitch=pitch))
    with pytest.raises(TooManyFiles):
        actions.attach(by=amina, reflection=written, id=uuid7(), content=a_recording(1, pitch=7))


def test_a_recording_can_be_all_that_is_said_and_then_it_stays(amina):
    voice = Brought(uuid7(), "voice", a_recording())
    said = actions.write_reflection(by=amina, id=uuid7(), attachments=[voice])
    assert (said.words, said.opening, said.voices) == ("", "With a recording", 1)
    with pytest.raises(AllItSays):
        actions.take_off(by=amina, attachment=said.attachments.get())
    actions.edit_reflection(by=amina, reflection=said, text="In words, after all.")
    actions.take_off(by=amina, attachment=said.attachments.get())
    with pytest.raises(NothingSaid):
        actions.edit_reflection(by=amina, reflection=said, text="")


def test_one_sending_keeps_words_and_files_or_nothing_and_twice_is_once(amina):
    client, id = signed_in(amina), uuid7()
    sent = {
        "id": str(id), "text": "The stairs are steep.", "file-1-id": str(uuid7()), "file-1-kind": "voice",
        "file-2-id": str(uuid7()), "file-2-kind": "picture", "file-2-alt": "A steep stair",
    }  # fmt: skip
    refused = client.post(
        reverse("learning:reflect"), sent | {"file-1": upload(a_recording()), "file-2": upload(b"<html>")}
    )
    assert refused.status_code == 422
    assert b"no picture that can be read" in refused.content
    assert b"The stairs are steep." in refused.content
    assert not Reflection.objects.exists()
    for _twice in (1, 2):
        answer = client.post(
            reverse("learning:reflect"),
            sent | {"file-1": upload(a_recording()), "file-2": upload(a_picture())},
        )
        assert answer.status_code == 302
    kept = Reflection.objects.get()
    assert (kept.voices, kept.pictures) == (1, 1)
    assert kept.attachments.get(kind="picture").alt == "A steep stair"


def test_what_was_typed_beside_a_file_is_looked_over_like_any_words(amina):
    circle = a_circle_with(amina, a_person("Ben"))
    sent = {
        "id": str(uuid7()), "text": "See the picture.", "share_with": str(circle.pk),
        "file-1": upload(a_picture()), "file-1-alt": "Mrs Kowalczyk at 07700 900123",
    }  # fmt: skip
    answer = signed_in(amina).post(reverse("learning:reflect"), sent)
    assert answer.status_code == 422
    assert b"07700 900123" in answer.content
    assert not Reflection.objects.exists()


def test_a_device_sends_a_file_by_itself_and_is_answered_in_json(amina, written):
    client, address = signed_in(amina), reverse("learning:attach", args=[written.pk])
    sent = {"id": str(uuid7()), "kind": "voice", "alt": "In short"}
    for _twice in (1, 2):
        answer = client.post(
            address, sent | {"file": upload(from_a_telephone())}, headers={"Accept": "application/json"}
        )
        assert (answer.status_code, answer.json()) == (201, {"id": sent["id"], "kind": "voice"})
    wrong = client.post(
        address, {"kind": "voice", "file": upload(b"MZ")}, headers={"Accept": "application/json"}
    )
    assert wrong.status_code == 422
    assert "no recording" in wrong.json()["said"]
    others = signed_in(a_person("Otto")).post(address, sent | {"file": upload(a_recording())})
    assert others.status_code == 404


def test_a_file_says_what_it_is_and_nothing_of_what_it_was_called(amina, written):
    actions.attach(by=amina, reflection=written, content=a_picture())
    client = signed_in(amina)
    (address,) = addresses_on(client, written.get_absolute_url())
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"] == 'inline; filename="picture.jpg"'
    assert b"canary" not in answer.content


@pytest.mark.parametrize(
    ("asked", "status", "begins", "length"),
    [
        ("bytes=0-1", 206, 0, 2),
        ("bytes=10-", 206, 10, None),
        ("bytes=-5", 206, -5, 5),
        ("bytes=5-1", 416, 0, 0),
        ("bytes=99999999-", 416, 0, 0),
        ("bytes=0-1,4-5", 200, 0, None),
        ("lines=1-2", 200, 0, None),
    ],
)
def test_a_player_jumps_in_a_recording(amina, written, asked, status, begins, length):
    kept = actions.attach(by=amina, reflection=written, content=a_recording())
    whole = default_storage.open(kept.file).read()
    client = signed_in(amina)
    (address,) = addresses_on(client, written.get_absolute_url())
    answer = client.get(address, headers={"Range": asked, "Accept-Encoding": "gzip"})
    assert answer.status_code == status
    if status != 416:
        stretch = whole[begins:] if length is None else whole[begins:][:length]
        assert answer.content == stretch
    if status == 206:
        first = len(whole) + begins if begins < 0 else begins
        assert answer.headers["Content-Range"] == f"bytes {first}-{first + len(stretch) - 1}/{len(whole)}"


def test_an_address_is_good_for_one_session_and_for_half_an_hour(amina, written):
    ben = a_person("Ben")
    circle = a_circle_with(amina, ben)
    share = a_share(written, circle)
    actions.attach(by=amina, reflection=written, content=a_picture())
    client, page = signed_in(ben), share.get_absolute_url()
    (address,) = addresses_on(client, page)
    assert str(written.attachments.get().pk) not in address
    assert client.get(address).status_code == 200
    assert client.get(address.partition("?")[0]).headers["Location"] == page
    elsewhere = signed_in(ben).get(address)
    assert elsewhere.headers["Location"] == page
    assert signed_in(a_person("Otto")).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=31), tick=False):
        assert client.get(address).headers["Location"] == page


def test_what_is_withdrawn_or_taken_off_is_not_read_any_more_by_the_address_that_was_given(amina, written):
    ben = a_person("Ben")
    share = a_share(written, a_circle_with(amina, ben))
    kept = actions.attach(by=amina, reflection=written, content=a_picture())
    other = actions.attach(by=amina, reflection=written, content=a_recording())
    client = signed_in(ben)
    picture, recording = addresses_on(client, share.get_absolute_url())
    actions.take_off(by=amina, attachment=kept)
    do_waiting(at=timezone.now() + datetime.timedelta(minutes=1))
    assert client.get(picture).status_code == 302  # another stands in its place now
    assert client.get(recording).status_code == 404
    assert len(stored()) == 1
    (recording,) = addresses_on(client, share.get_absolute_url())
    assert client.get(recording).status_code == 200
    actions.withdraw_share(by=amina, share=share)
    assert client.get(recording).status_code == 404
    assert other.pk in set(Attachment.objects.visible_to(amina).values_list("pk", flat=True))
    assert not Attachment.objects.visible_to(ben)


def test_a_list_says_that_there_is_one_and_asks_no_more_for_it(amina, written, at_most_queries):
    ben = a_person("Ben")
    a_share(written, a_circle_with(amina, ben))
    client = signed_in(ben)
    client.get("/")
    actions.attach(by=amina, reflection=written, content=a_picture())
    actions.attach(by=amina, reflection=written, content=a_recording())
    with at_most_queries(10):
        said = client.get("/").content.decode()
    assert "With a recording and a picture" in said
    assert not ADDRESS.findall(said)


def test_two_shares_without_a_name_tell_by_no_address_that_they_are_the_same(amina, written):
    ben = a_person("Ben")
    for name in ("One", "Other"):
        a_share(written, a_circle_with(amina, ben, name=name), anonymous=True)
    actions.attach(by=amina, reflection=written, content=a_picture())
    client = signed_in(ben)
    pages = [client.get(share.get_absolute_url()).content.decode() for share in Share.objects.all()]
    assert all(len(ADDRESS.findall(page)) == 1 for page in pages)
    ids = (str(written.pk), str(written.attachments.get().pk))
    assert not any(id in page for id in ids for page in pages)


def test_an_erasure_takes_the_files_along(amina, written):
    actions.attach(by=amina, reflection=written, content=a_recording())
    assert stored()
    ask_to_be_erased(by=amina)
    erase_person(by=amina)
    do_waiting(at=timezone.now() + datetime.timedelta(minutes=1))
    assert not Attachment.objects.exists()
    assert not stored()


def test_a_file_that_a_refused_request_left_is_forgotten_and_no_other(amina, written):
    kept = actions.attach(by=amina, reflection=written, content=a_recording())
    default_storage.save(f"{FOLDER}/lost", ContentFile(b"lost"))
    assert forget_lost_files() == 0  # it may belong to a request that is under way
    assert forget_lost_files(at=timezone.now() + datetime.timedelta(days=2)) == 1
    assert [f"{FOLDER}/{name}" for name in stored()] == [kept.file]


def test_my_download_holds_my_files(amina, written):
    kept = actions.attach(by=amina, reflection=written, content=a_picture(), alt="Mould")
    download = ask_for_download(by=amina)
    make_download(download_id=download.pk)
    packed = zipfile.ZipFile(io.BytesIO(Download.objects.get().content))
    names = [name for name in packed.namelist() if name.startswith("files/")]
    assert [packed.read(name) for name in names] == [default_storage.open(kept.file).read()]
    assert names[0].encode() in packed.read("my-data.html")


@pytest.mark.parametrize("content", [b"", b"x" * 20, b"\xff\xd8\xff" + bytes(17 * 1024 * 1024)])
def test_what_is_refused_leaves_nothing(amina, written, content):
    with pytest.raises(NotAccepted):
        actions.attach(by=amina, reflection=written, content=content)
    assert not Attachment.objects.exists()
    assert not stored()


def test_whoever_left_the_circle_reads_no_file_of_it(amina, written):
    ben = a_person("Ben")
    circle = a_circle_with(amina)
    membership = a_member(ben, circle)
    share = a_share(written, circle)
    actions.attach(by=amina, reflection=written, content=a_picture())
    client = signed_in(ben)
    (address,) = addresses_on(client, share.get_absolute_url())
    membership.until = timezone.now()
    membership.save()
    assert client.get(address).status_code == 404
