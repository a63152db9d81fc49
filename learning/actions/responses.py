"""Answering what others shared, and the author's reply."""

import datetime
import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import IdentifierTaken, NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.identifiers import uuid7
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from learning import access
from learning.models import Response, Share
from relationships.actions.ending import must_go_on
from relationships.models import Person


class NoWords(Refused):
    """A question, an offer or a reply without words."""


class NothingToReplyTo(Refused):
    """What only resonates waits for no answer."""


@action
def respond(
    *,
    by: Person,
    share: Share,
    kind: str,
    text: str = "",
    id: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> Response:
    """Answer something shared: an open question, "this resonates" (words optional), an offer.

    The same `id` again, or a second "this resonates", changes nothing and gives the one there is.
    Raises `NoWords`; `NotAllowed` for one's own; `NotFound` when `by` may not read it.
    """
    in_turn(share.pk)
    share = Share.objects.select_related("reflection", "circle").get(pk=share.pk)
    if not access.can_respond(by, share):
        raise NotAllowed() if access.can_read(by, share) else NotFound()
    must_go_on(share.circle)
    text = text.strip()
    if not text and kind != Response.Kind.RESONATES:
        raise NoWords(_("Write your question or your offer first."))
    id = id or uuid7()
    try:
        with transaction.atomic():
            response = Response.objects.create(
                id=id, share=share, author=by, kind=kind, text=text, created_at=at or timezone.now()
            )
    except IntegrityError:
        audit.nothing_changed()
        mine = Response.objects.filter(share=share, author=by)
        there = mine.filter(pk=id).first() or (
            mine.filter(kind=kind).first() if kind == Response.Kind.RESONATES else None
        )
        if there is None:
            raise IdentifierTaken from None
        return there
    audit.record(
        by=by,
        verb="response.written",
        subject=response,
        circle=share.circle,
        concerns=None if share.anonymous else share.reflection.author_id,
        kind=str(kind),
    )
    return response


@action
def reply(
    *,
    by: Person,
    response: Response,
    text: str,
    read: str | None = None,
    at: datetime.datetime | None = None,
) -> Response:
    """The author answers a question or an offer; where the name was left out, it stays left out.

    The same words again change nothing; other words take the place of the earlier reply, when that is the one that was
    `read` (the version of its `reply`).
    Raises `NoWords`, `NothingToReplyTo`, `ChangedMeanwhile`; `NotAllowed` when `by` only reads it, `NotFound` when not even that.
    """
    in_turn(response.pk)
    in_turn(response.share_id)  # so that nobody takes back meanwhile what is answered here
    response = (
        Response.objects.select_for_update(of=("self",))
        .select_related("share__reflection", "share__circle")
        .get(pk=response.pk)
    )
    if not access.can_reply(by, response):
        raise NotAllowed() if Response.objects.visible_to(by).filter(pk=response.pk).exists() else NotFound()
    must_go_on(response.share.circle)
    if response.kind == Response.Kind.RESONATES:
        raise NothingToReplyTo(_("“This resonates” needs no answer."))
    text = text.strip()
    if not text:
        raise NoWords(_("Write your answer first."))
    if response.reply == text:
        audit.nothing_changed()
        return response
    must_be_as_read(read, kept(response, ["reply"]))
    response.reply = text
    response.replied_at = Share.moment(at or timezone.now(), anonymous=response.share.anonymous)
    response.save(update_fields=["reply", "replied_at"])
    hidden = response.share.anonymous
    audit.record(
        by=by,
        verb="response.replied",
        subject=response.share.reflection if hidden else response,
        circle=None if hidden else response.share.circle,
    )
    return response
