"""Writing a reflection and changing its words."""

import datetime
import uuid
from collections.abc import Collection, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import IdentifierTaken, NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.identifiers import is_uuid7
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from learning import access
from learning.actions.attachments import Brought, cleaned, count_files, how_many, keep
from learning.actions.drafts import must_be_ours
from learning.actions.shares import NoConsent, give
from learning.models import Draft, PromptSetVersion, Reflection, ReflectionVersion
from learning.prompts import BUILT_IN, as_version, needs_consent
from relationships.models import Circle, Person


class NothingSaid(Refused):
    """All the boxes are empty."""


class NotYetHappened(Refused):
    """The day it happened lies ahead."""


Said = dict[str, Any]
"""What is kept of a reflection, by the name of its field; of the words each text, and the list of answers."""


def _said(text: str, what: str, so_what: str, now_what: str, answers: Sequence[str]) -> Said:
    """The words as they are kept: without space around them, and no list of answers that are all empty."""
    given = [answer.strip() for answer in answers]
    boxes = {"text": text, "what": what, "so_what": so_what, "now_what": now_what}
    return {name: said.strip() for name, said in boxes.items()} | {"answers": given if any(given) else []}


def _questions(by: Person, prompts: str) -> tuple[str, list[str]]:
    """Which set is answered, and the questions to keep beside the answers: a circle's own are kept as they were asked.

    Answers to questions that are not there (any more) for `by` stand without: no words are lost by that.
    """
    if prompts in BUILT_IN:
        return prompts, []
    id = as_version(prompts)
    version = PromptSetVersion.objects.visible_to(by).filter(pk=id).first() if id else None
    return (str(version.pk), version.questions) if version else ("", [])


def _check(words: Said, happened_on: datetime.date, at: datetime.datetime, *, files: int) -> None:
    if not any(words.values()) and not files:
        raise NothingSaid(_("Write a few words first: any one of the boxes is enough."))
    if happened_on > timezone.localtime(at).date():
        raise NotYetHappened(_("Choose a day that has already been: today or earlier."))


def _as_kept(reflection: Reflection) -> Said:
    fields = {name: getattr(reflection, name) for name in (*Reflection.WORDS, "answers")}
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
    answers: Sequence[str] = (),
    prompts: str = "",
    consented: bool = False,
    kind: str = Reflection.Kind.MOMENT,
    happened_on: datetime.date | None = None,
    share_with: Collection[Circle] = (),
    anonymous: bool = False,
    small_circle_understood: bool = False,
    attachments: Collection[Brought] = (),
    read: str | None = None,
    page: str = "",
    at: datetime.datetime | None = None,
) -> Reflection:
    """Keep what `by` wrote, with the recordings and pictures of `attachments`, under the `id` (a UUIDv7) made where it was
    written, and share it if asked to. `answers` are to the questions of the set in the version that `prompts` names
    (`learning.prompts`), in their order; `consented` says that the person whose own words are in them agreed.

    Sending the same again stores nothing twice, and shares nothing again that was shared before (and perhaps
    withdrawn since). A draft of the same id is done with, unless it is another version than the one `read`, and not
    written from this `page`: then nothing is kept, so that what was typed elsewhere is not lost.
    Raises `ChangedMeanwhile`, `NothingSaid`, `NotYetHappened`, `IdentifierTaken`, `AnotherReflection` when other words were kept under
    this id, and what attaching and sharing raise; then nothing is kept.
    """
    at = at or timezone.now()
    happened_on = happened_on or timezone.localtime(at).date()
    words = _said(text, what, so_what, now_what, answers)
    if not is_uuid7(id):
        raise IdentifierTaken
    _check(words, happened_on, at, files=len(attachments))
    in_turn(id)
    files = [(each, cleaned(each)) for each in attachments]
    key, questions = _questions(by, prompts) if words["answers"] else ("", [])
    draft = Draft.objects.filter(pk=id, author=by).first()
    if draft is not None:
        typed = words | {
            "kind": str(kind),
            "happened_on": happened_on.isoformat(),
            "page": page,
            "consented": consented,
        }
        must_be_ours(draft, typed, read)
    try:
        with transaction.atomic():
            reflection = Reflection.objects.create(
                id=id, author=by, kind=kind, happened_on=happened_on, created_at=at, updated_at=at,
                **words, prompts=key, questions=questions,
                consented_at=at if consented and needs_consent(key) else None, **how_many(each for each, _clean in files),
            )  # fmt: skip
        audit.record(by=by, verb="reflection.written", subject=reflection, kind=str(kind))
    except IntegrityError:
        stored = Reflection.objects.select_for_update().filter(pk=id, author=by).first()
        if stored is None:
            raise IdentifierTaken from None
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
    for brought, clean in files:
        keep(by=by, reflection=reflection, brought=brought, clean=clean, at=at)
    if files:
        count_files(reflection)
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
    answers: Sequence[str] | None = None,
    consented: bool | None = None,
    kind: str | None = None,
    happened_on: datetime.date | None = None,
    read: str | None = None,
    at: datetime.datetime | None = None,
) -> Reflection:
    """Change the words, kind or day of one's own reflection; the words as they were stay in its history.

    `answers`, `consented`, `kind` and `happened_on` stay as they are when not given. The same words again change nothing. `read` is the version
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
    words = _said(text, what, so_what, now_what, locked.answers if answers is None else answers)
    day = happened_on or locked.happened_on
    _check(words, day, at, files=locked.voices + locked.pictures)
    sent = words | {"kind": str(kind or locked.kind), "happened_on": day.isoformat()}
    _edit(by, locked, sent, locked.consented if consented is None else consented, read, at)
    return locked


def _edit(
    by: Person, reflection: Reflection, sent: Said, consented: bool, read: str | None, at: datetime.datetime
) -> None:
    """Store the fields `sent` in the locked `reflection`, and the earlier ones as a version."""
    earlier = _as_kept(reflection)
    consented = consented and needs_consent(reflection.prompts)
    if earlier == sent and consented == reflection.consented:
        audit.nothing_changed()
        return
    must_be_as_read(read, kept(reflection, Reflection.EDITED))
    if reflection.consented and not consented and reflection.shares.filter(withdrawn_at=None).exists():
        raise NoConsent(_("Others can read these words. Withdraw them from your circles first."))
    if earlier != sent:
        ReflectionVersion.objects.create(
            reflection=reflection, words=earlier, written_at=reflection.updated_at
        )
    if consented != reflection.consented:
        reflection.consented_at = at if consented else None
    for name in (*Reflection.WORDS, "answers", "kind"):
        setattr(reflection, name, sent[name])
    reflection.happened_on = datetime.date.fromisoformat(sent["happened_on"])
    reflection.updated_at = at
    reflection.save(
        update_fields=[*Reflection.WORDS, "answers", "kind", "happened_on", "updated_at", "consented_at"]
    )
    audit.record(by=by, verb="reflection.edited", subject=reflection)
