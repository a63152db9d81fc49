"""What each side heard in a conversation, and how long it had to prepare."""

import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import NotFound, Refused, action, in_turn
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from relationships import access
from relationships.actions.ending import must_go_on
from relationships.models import Conversation, Heard, Organisation, Person


@action
def write_heard(
    *,
    by: Person,
    conversation: Conversation,
    organisation: Organisation,
    text: str,
    hours: Decimal | None = None,
    what_took_time: str = "",
    read: str | None = None,
    at: datetime.datetime | None = None,
) -> Heard:
    """Write down what one's own organisation heard, how many `hours` it took to prepare and on what; shown to all sides.

    Again replaces it; the same again changes nothing. Of one that was cancelled the hours can be told, too.
    `read` is the version (of `Heard.EDITED`) that was edited. Raises ChangedMeanwhile; NotFound outside the partnership;
    Refused for another's organisation, before it begins, and where nothing is said.
    """
    if access.current_membership(by, conversation.partnership) is None:
        raise NotFound
    must_go_on(conversation.partnership)
    if not access.can_represent(by, conversation.partnership, organisation):
        raise Refused(_("Each organisation writes what it heard itself."))
    if conversation.state == "to come":
        raise Refused(_("This conversation is still to come."))
    in_turn(conversation.pk)
    wanted = {"text": text.strip(), "hours": _to_the_minute(hours), "what_took_time": what_took_time.strip()}
    heard = Heard.objects.filter(conversation=conversation, organisation=organisation).first()
    before = kept(heard, Heard.EDITED)
    if heard is not None and before == wanted:
        audit.nothing_changed()
        return heard
    must_be_as_read(read, before)
    if heard is None and not wanted["text"] and hours is None:
        raise Refused(_("Write what you heard, or how long you prepared."))
    written = {"written_by": by, "written_at": at or timezone.now()}
    heard, _made = Heard.objects.update_or_create(
        conversation=conversation, organisation=organisation, defaults=wanted | written
    )
    audit.record(by=by, verb="conversation.heard", subject=heard, circle=conversation.partnership)
    return heard


def _to_the_minute(hours: Decimal | None) -> Decimal | None:
    """As the database keeps it: with two places. Raises Refused for what is no length of time."""
    if hours is None:
        return None
    if not 0 <= hours <= Heard.MOST_HOURS:
        raise Refused(_("Say how many hours, from none to %(most)s.") % {"most": Heard.MOST_HOURS})
    return Decimal(hours).quantize(Decimal("0.01"))
