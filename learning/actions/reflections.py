"""Writing a reflection and changing its words."""

import datetime
import uuid
from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.identifiers import is_uuid7
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from learning import access
from learning.actions.drafts import must_be_ours
from learning.actions.shares import give
from learning.models import Draft, Reflection, ReflectionVersion
from relationships.models import Circle, Person


class NothingSaid(Refused):
    """All the boxes are empty."""


class NotYetHappened(Refused):
    """The day it happened lies ahead."""


class IdentifierTaken(Refused):
    """The id cannot be used for this person's reflection."""


def _check(words: dict[str, str], happened_on: datetime.date, at: datetime.datetime) -> None:
    if not any(words.values()):
        raise NothingSaid(_("Write a few words first: any one of the boxes is enough."))
    if happened_on > timezone.localtime(at).date():
        raise NotYetHappened(_("Choose a day that has already been: today or earlier."))


def _as_kept(reflection: Reflection) -> dict[str, str]:
    fields = {name: getattr(reflection, name) for name in Reflection.WORDS}
    return fields | {"kind": str(reflection.kind), "happened_on": reflection.happened_on.isoformat()}


class AnotherReflection(Refused):
    """The id was used for other words: a page that was sent, gone back to, and written on again."""


@action
def write_reflection(
    *,
    by: Person,
    id: uuid.UUID,
    text: str = "",
    what: str = "",
    so_what: str = "",
    now_what: str = "",
    kind: str = Reflection.Kind.MOMENT,
    happened_on: datetime.date | None = None,
    share_with: Collection[Circle] = (),
    anonymous: bool = False,
    small_circle_understood: bool = False,
    read: str | None = None,
    page: str = "",
    at: datetime.datetime | None = None,
) -> Reflection:
    """Keep what `by` wrote, under the `id` (a UUIDv7) made where it was written, and share it if asked to.

    Sending the same again stores nothing twice, and shares nothing again that was shared before (and perhaps
    withdrawn since). A draft of the same id is done with, unless it is another version than the one `read`, and not
    written from this `page`: then nothing is kept, so that what was typed elsewhere is not lost.
    Raises `ChangedMeanwhile`, `NothingSaid`, `NotYetHappened`, `IdentifierTaken`, `AnotherReflection` when other words were kept under
    this id, and what sharing raises; then nothing is kept.
    """
    at = at or timezone.now()
    happened_on = happened_on or timezone.localtime(at).date()
    words = {
        "text": text.strip(),
        "what": what.strip(),
        "so_what": so_what.strip(),
        "now_what": now_what.strip(),
    }
    if not is_uuid7(id):
        raise IdentifierTaken(_("This could not be saved as it was sent. Press the button once more."))
    _check(words, happened_on, at)
    in_turn(id)
    draft = Draft.objects.filter(pk=id, author=by).first()
    if draft is not None:
        typed = words | {"kind": str(kind), "happened_on": happened_on.isoformat(), "page": page}
        must_be_ours(draft, typed, read)
    try:
        with transaction.atomic():
            reflection = Reflection.objects.create(
                id=id, author=by, kind=kind, happened_on=happened_on, created_at=at, updated_at=at, **words
            )
        audit.record(by=by, verb="reflection.written", subject=reflection, kind=str(kind))
    except IntegrityError:
        stored = Reflection.objects.select_for_update().filter(pk=id, author=by).first()
        if stored is None:
            raise IdentifierTaken(
                _("This could not be saved as it was sent. Press the button once more.")
            ) from None
        reflection = stored
        sent = words | {"kind": str(kind), "happened_on": happened_on.isoformat()}
        if _as_kept(reflection) != sent and not reflection.versions.filter(words=sent).exists():
            raise AnotherReflection(
                _(
                    "An earlier reflection was saved from this page, and it stays as it is. "
                    "Press save again to keep this one too."
                )
            ) from None
        audit.nothing_changed()
    Draft.objects.filter(pk=id, author=by).delete()
    shared_before = set(reflection.shares.values_list("circle_id", flat=True))
    for circle in share_with:
        if circle.pk not in shared_before:
            give(
                by=by,
                reflection=reflection,
                circle=circle,
                anonymous=anonymous,
                small_circle_understood=small_circle_understood,
                at=at,
            )
    return reflection


@action
def edit_reflection(
    *,
    by: Person,
    reflection: Reflection,
    text: str = "",
    what: str = "",
    so_what: str = "",
    now_what: str = "",
    kind: str | None = None,
    happened_on: datetime.date | None = None,
    read: str | None = None,
    at: datetime.datetime | None = None,
) -> Reflection:
    """Change the words, kind or day of one's own reflection; the words as they were stay in its history.

    `kind` and `happened_on` stay as they are when not given. The same words again change nothing. `read` is the version
    (of `Reflection.EDITED`) that was edited.
    Raises `NothingSaid`, `NotYetHappened`, `ChangedMeanwhile`; `NotFound` or `NotAllowed` when it is somebody else's.
    """
    at = at or timezone.now()
    if not access.can_edit(by, reflection):
        raise (
            NotAllowed()
            if Reflection.objects.visible_to(by).filter(pk=reflection.pk).exists()
            else NotFound()
        )
    in_turn(reflection.pk)
    locked = Reflection.objects.select_for_update().get(pk=reflection.pk)
    words = {
        "text": text.strip(),
        "what": what.strip(),
        "so_what": so_what.strip(),
        "now_what": now_what.strip(),
    }
    day = happened_on or locked.happened_on
    _check(words, day, at)
    sent = words | {"kind": str(kind or locked.kind), "happened_on": day.isoformat()}
    _edit(by, locked, sent, read, at)
    return locked


def _edit(
    by: Person, reflection: Reflection, sent: dict[str, str], read: str | None, at: datetime.datetime
) -> None:
    """Store the fields `sent` in the locked `reflection`, and the earlier ones as a version."""
    earlier = _as_kept(reflection)
    if earlier == sent:
        audit.nothing_changed()
        return
    must_be_as_read(read, kept(reflection, Reflection.EDITED))
    ReflectionVersion.objects.create(reflection=reflection, words=earlier, written_at=reflection.updated_at)
    for name in (*Reflection.WORDS, "kind"):
        setattr(reflection, name, sent[name])
    reflection.happened_on = datetime.date.fromisoformat(sent["happened_on"])
    reflection.updated_at = at
    reflection.save(update_fields=[*Reflection.WORDS, "kind", "happened_on", "updated_at"])
    audit.record(by=by, verb="reflection.edited", subject=reflection)
