"""Adding a recording or a picture to one's own reflection, and taking it off again."""

import datetime
import hashlib
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform import media
from hls_platform.actions import IdentifierTaken, NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.identifiers import is_uuid7, uuid7
from hls_platform.security import audit
from learning import access
from learning.files import FOLDER, forget_file
from learning.models import Attachment, Reflection
from relationships.models import Person

MOST_FILES = 6
"""So many recordings and pictures a reflection can have."""
LONGEST_ALT = 2000


class TooManyFiles(Refused):
    """The reflection has as many as it can have."""


class AllItSays(Refused):
    """Without this file nothing would be left of the reflection."""


@dataclass(frozen=True)
class Brought:
    """A file as somebody brought it, whatever it is in truth. Without an `id` a new one is made for it; without a `kind`
    its first bytes say which it claims to be."""

    id: uuid.UUID | None
    kind: str
    content: bytes
    alt: str = ""

    @property
    def meant(self) -> str:
        """The kind it is taken for."""
        sounds = Attachment.Kind.VOICE if media.begins_as_sound(self.content) else Attachment.Kind.PICTURE
        return self.kind or sounds


def cleaned(brought: Brought) -> media.Clean:
    """The file, written anew. Raises `NotAccepted`."""
    if brought.meant not in Attachment.Kind.values:
        raise media.NotAccepted(_("Only recordings and pictures can be added."))
    if len(brought.alt) > LONGEST_ALT:
        raise media.NotAccepted(_("Say it in fewer words: up to 2000 characters can stand beside a file."))
    return (media.sound if brought.meant == Attachment.Kind.VOICE else media.picture)(brought.content)


def how_many(brought: Iterable[Brought]) -> dict[str, int]:
    """The columns of a reflection that say how many files of each kind it has."""
    return _by_kind(each.meant for each in brought)


def _by_kind(kinds: Iterable[str]) -> dict[str, int]:
    counted = Counter(kinds)
    return {"voices": counted[Attachment.Kind.VOICE], "pictures": counted[Attachment.Kind.PICTURE]}


@action
def attach(
    *,
    by: Person,
    reflection: Reflection,
    content: bytes,
    kind: str = "",
    id: uuid.UUID | None = None,
    alt: str = "",
    at: datetime.datetime | None = None,
) -> Attachment:
    """Add a recording ("voice") or a picture to one's own reflection, under an `id` (a UUIDv7) made where it was taken.

    The same id again changes nothing, also after it was taken off; nor does the same content.
    Raises `NotAccepted`, `TooManyFiles`, `IdentifierTaken`; `NotFound` or `NotAllowed` when it is somebody else's.
    """
    _must_be_ones_own(by, reflection)
    brought = Brought(id, kind, content, alt)
    in_turn(reflection.pk)
    there = Attachment.objects.filter(pk=id, reflection=reflection).first() if id else None
    if there is not None:
        audit.nothing_changed()
        return there
    kept = keep(
        by=by, reflection=reflection, brought=brought, clean=cleaned(brought), at=at or timezone.now()
    )
    count_files(reflection)
    return kept


def keep(
    *, by: Person, reflection: Reflection, brought: Brought, clean: media.Clean, at: datetime.datetime
) -> Attachment:
    """What `attach` does, for an action that is under way, holds the reflection and counts its files."""
    hashed = hashlib.sha256(clean.content).hexdigest()
    all_of_it = list(Attachment.objects.filter(reflection=reflection))
    for there in all_of_it:
        if there.pk == brought.id or (there.removed_at is None and there.sha256 == hashed):
            audit.nothing_changed()
            return there
    if sum(there.removed_at is None for there in all_of_it) >= MOST_FILES:
        raise TooManyFiles(_("A reflection can have six recordings and pictures. Take one off first."))
    if brought.id is not None and not is_uuid7(brought.id):
        raise IdentifierTaken
    name = default_storage.save(f"{FOLDER}/{uuid.uuid4().hex}", ContentFile(clean.content))
    try:
        with transaction.atomic():
            kept = Attachment.objects.create(
                id=brought.id or uuid7(), reflection=reflection, kind=brought.meant, file=name, created_at=at,
                content_type=clean.content_type, size=len(clean.content), sha256=hashed, alt=brought.alt.strip(),
                width=clean.width, height=clean.height, seconds=clean.seconds,
            )  # fmt: skip
    except IntegrityError:
        raise IdentifierTaken from None
    audit.record(by=by, verb="attachment.added", subject=kept, kind=str(kept.kind))
    return kept


@action
def take_off(*, by: Person, attachment: Attachment, at: datetime.datetime | None = None) -> Attachment:
    """Take a recording or a picture off one's own reflection: nobody sees it any more, and its file is deleted.

    Twice changes nothing. Raises `AllItSays` where the reflection has no word and no other file; `NotFound` or
    `NotAllowed` when it is somebody else's.
    """
    reflection = Reflection.objects.get(pk=attachment.reflection_id)
    _must_be_ones_own(by, reflection)
    in_turn(reflection.pk)
    locked = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if locked.removed_at is not None:
        audit.nothing_changed()
        return locked
    if not reflection.words and not Attachment.objects.here().filter(reflection=reflection).exclude(
        pk=locked.pk
    ):
        raise AllItSays(_("This is all that the reflection says. Write a few words first, then take it off."))
    forget_file.ask(locked.file)
    locked.file = locked.alt = locked.sha256 = ""
    locked.removed_at = at or timezone.now()
    locked.save(update_fields=["file", "alt", "sha256", "removed_at"])
    count_files(reflection)
    audit.record(by=by, verb="attachment.removed", subject=locked)
    return locked


def let_files_go(*, by: Person) -> None:
    """Have every file of `by` deleted once this transaction is committed: for one whose rows go with it."""
    for name in Attachment.objects.here().filter(reflection__author=by).values_list("file", flat=True):
        forget_file.ask(name)


def count_files(reflection: Reflection) -> None:
    """Let the reflection, which the caller holds, say how many files it has: lists ask no other table."""
    kinds = Attachment.objects.here().filter(reflection=reflection).values_list("kind", flat=True)
    Reflection.objects.filter(pk=reflection.pk).update(**_by_kind(kinds))


def _must_be_ones_own(by: Person, reflection: Reflection) -> None:
    if not access.can_attach(by, reflection):
        seen = Reflection.objects.visible_to(by).filter(pk=reflection.pk).exists()
        raise NotAllowed() if seen else NotFound()
