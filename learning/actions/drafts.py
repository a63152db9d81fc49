"""Keeping what is being typed, so that nothing typed is ever lost."""

import datetime
import uuid
from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import NotFound, Refused, action, in_turn
from hls_platform.identifiers import is_uuid7
from hls_platform.security import audit
from hls_platform.versions import must_be_as_read
from learning.models import Draft, Reflection
from learning.models.draft import edited_of
from relationships.models import Person

LONGEST = 100_000
"""Characters that a draft may hold in all its fields together."""


class DraftNotKept(Refused):
    """The draft cannot be kept as it came."""


@action
def save_draft(
    *,
    by: Person,
    id: uuid.UUID,
    words: Mapping[str, object],
    read: str | None = None,
    at: datetime.datetime | None = None,
) -> Draft | None:
    """Keep the form's fields as typed, under the id the reflection will have.

    A save that arrives after the reflection was sent changes nothing and gives None. `read` is the version that the page
    was opened with; what the page itself has kept since (its name is in the words, as `page`) takes the place of that.
    Raises `ChangedMeanwhile`; `DraftNotKept` when it is too long or the id is not a UUIDv7, `NotFound` when the id is taken.
    """
    if not is_uuid7(id):
        raise DraftNotKept(_("This draft could not be kept."))
    if sum(len(str(value)) for value in words.values()) > LONGEST:
        raise DraftNotKept(_("This is too long to keep as a draft."))
    in_turn(id)  # so that a draft never outlives its reflection
    if Reflection.objects.filter(pk=id, author=by).exists():
        audit.nothing_changed()
        return None
    draft, made = Draft.objects.get_or_create(
        pk=id, defaults={"author": by, "words": dict(words), "saved_at": at or timezone.now()}
    )
    if draft.author_id != by.pk:
        raise NotFound
    if made:
        audit.record(by=by, verb="draft.begun", subject=draft)
        return draft
    must_be_ours(draft, words, read)
    draft.words, draft.saved_at = dict(words), at or timezone.now()
    draft.save(update_fields=["words", "saved_at"])
    audit.nothing_changed()  # each keystroke's save is the same draft, begun once
    return draft


def must_be_ours(draft: Draft, words: Mapping[str, object], read: str | None) -> None:
    """Raise ChangedMeanwhile when another page than the one that sends `words` has since written what these do not hold."""
    now, sent = draft.as_edited(), edited_of(words)
    same_page = words.get("page") and words["page"] == draft.words.get("page")
    if not same_page and any(said and sent[name] != said for name, said in now.items()):
        must_be_as_read(read, now)


@action
def discard_draft(*, by: Person, id: uuid.UUID) -> None:
    """Throw one's own draft away; where there is none, nothing changes."""
    draft = Draft.objects.filter(pk=id, author=by).first()
    if draft is None:
        audit.nothing_changed()
        return
    audit.record(by=by, verb="draft.discarded", subject=draft)
    draft.delete()
