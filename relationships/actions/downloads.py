"""Asking for everything that is held about oneself, as a file; making it; forgetting it."""

import datetime
import uuid

from django.utils import timezone

from hls_platform.actions import action, in_turn
from hls_platform.security import audit
from hls_platform.security.asking import as_job, as_person
from relationships.models import Download, Person
from relationships.my_data import Kind, kind_of, kinds, packed

LASTS = datetime.timedelta(days=3)


@action
def ask_for_download(*, by: Person, at: datetime.datetime | None = None) -> Download:
    """A file to be made of everything that is held about `by`. It takes the place of an earlier one.

    While one is being made, that one.
    """
    at = at or timezone.now()
    in_turn(by.pk)
    being_made = Download.objects.filter(person=by, made_at=None, expires_at__gt=at).first()
    if being_made:
        audit.nothing_changed()
        return being_made
    Download.objects.filter(person=by).delete()
    download = Download.objects.create(person=by, asked_at=at, expires_at=at + LASTS)
    audit.record(by=by, verb="download.asked_for", subject=download)
    return download


def make_download(*, download_id: uuid.UUID) -> None:
    """Gather what the person of that download has, kind by kind, showing how far it is; keep it as their file.

    One that is made or gone is left alone, so this can run twice, or be killed and begun again.
    """
    with as_job("hls_clock"):
        waiting = Download.objects.filter(pk=download_id, made_at=None)
        person_id = waiting.values_list("person_id", flat=True).first()
    if person_id is None:
        return
    with as_person(person_id):
        person = Person.objects.get(pk=person_id)
    found: list[Kind] = []
    wanted = kinds()
    for done, held in enumerate(wanted, start=1):
        with as_person(person_id):
            found.append(kind_of(held))
            waiting.update(progress=min(done * 100 // len(wanted), 99))
    keep_download(by=person, download_id=download_id, content=packed(person, found))


@action
def keep_download(
    *, by: Person, download_id: uuid.UUID, content: bytes, at: datetime.datetime | None = None
) -> None:
    """Keep the file that was made, for its person alone. One that is made or gone already stays so."""
    at = at or timezone.now()
    download = Download.objects.select_for_update().filter(pk=download_id, made_at=None).first()
    if download is None:
        return audit.nothing_changed()
    download.content, download.made_at, download.progress = content, at, 100
    download.expires_at = at + LASTS
    download.save(update_fields=["content", "made_at", "progress", "expires_at"])
    audit.record(by=by, verb="download.made", subject=download)


def waiting_downloads() -> list[uuid.UUID]:
    """Those that are still to be made: the net under a lost task. Those whose days are over are forgotten first."""
    with as_job("hls_clock"):
        over = Download.objects.filter(expires_at__lte=timezone.now())
        over._raw_delete(over.db)  # the clock may read no column that Django would look at first
        return list(Download.objects.filter(made_at=None).values_list("pk", flat=True))
