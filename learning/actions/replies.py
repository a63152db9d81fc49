"""Replies by e-mail that become drafts: having an address for them, and keeping what comes to it."""

import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import Refused, action, in_turn
from hls_platform.models import AuditEntry
from hls_platform.security import audit
from hls_platform.security.asking import as_job, as_person
from learning.actions.drafts import LONGEST
from learning.models import Draft, Reflection, ReplyAddress
from learning.nudging.replies import NotForUs, Reply, read_letter
from relationships.models import Person

MOST_DRAFTS = 200
"""With so many drafts, none is added by letter: whoever has got hold of the address can fill nothing beyond that."""


@action
def make_reply_address(*, by: Person) -> ReplyAddress:
    """An address at which replies of `by`'s become drafts; the one there is, where there is one.

    Raises Refused where this place takes no replies.
    """
    if not settings.REPLY_ADDRESS:
        raise Refused(_("This place takes no replies by e-mail."))
    there = ReplyAddress.objects.filter(person=by).first()
    if there is not None:
        audit.nothing_changed()
        return there
    made = ReplyAddress(person=by)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # made in another window in this very moment
        audit.nothing_changed()
        return ReplyAddress.objects.get(person=by)
    audit.record(by=by, verb="reply_address.made", subject=made)
    return made


@action
def take_reply_address_away(*, by: Person) -> None:
    """From now on the address leads nowhere; another that is made later is another one."""
    there = ReplyAddress.objects.filter(person=by).first()
    if there is None:
        return audit.nothing_changed()
    audit.record(by=by, verb="reply_address.taken_away", subject=there)
    there.delete()


def receive_letter(content: bytes, *, to: str = "", at: datetime.datetime | None = None) -> Draft | None:
    """Keep what of a letter is a reply as a draft of whoever's address it came to; None where it is kept already.

    Raises NotForUs for any other letter, which is left alone: nobody is answered.
    """
    reply = read_letter(content, to=to)
    with as_job("hls_post"):
        person_id = ReplyAddress.objects.filter(pk=reply.address).values_list("person_id", flat=True).first()
    if person_id is None:
        raise NotForUs("to an address that was taken away")
    with as_person(person_id):
        person = Person.objects.get(pk=person_id)
        if not person.is_active:
            raise NotForUs("to somebody who has left")
        return keep_reply(by=person, reply=reply, at=at)


@action
def keep_reply(*, by: Person, reply: Reply, at: datetime.datetime | None = None) -> Draft | None:
    """Keep a reply as a draft of `by`'s, once: also when the draft has become a reflection, or was thrown away, since."""
    at = at or timezone.now()
    id = reply.id_for(by.pk)
    in_turn(id)
    came_before = AuditEntry.objects.filter(
        subject_type="learning.draft", subject_id=str(id), person_id=by.pk
    ).exists()
    if came_before or Reflection.objects.filter(pk=id).exists() or Draft.objects.filter(pk=id).exists():
        audit.nothing_changed()
        return None
    if Draft.objects.filter(author=by).count() >= MOST_DRAFTS:
        raise NotForUs("to somebody who has very many drafts")
    text = reply.text[: LONGEST - 1000]
    left_out = [
        _("[A file that came with this letter was left out.]") if reply.left_out_files else "",
        _("[The rest of this letter was too long, and was left out.]") if text != reply.text else "",
    ]
    draft = Draft.objects.create(
        id=id,
        author=by,
        words={
            "text": "\n\n".join([text, *filter(None, left_out)]),
            "happened_on": timezone.localtime(at).date().isoformat(),
        },
        saved_at=at,
    )
    audit.record(by=by, verb="draft.received", subject=draft)
    return draft
