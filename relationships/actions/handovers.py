"""Handing over a relationship: told by the one who leaves, accepted by the one who comes, known to the partner."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from relationships import access
from relationships.actions.ending import must_go_on
from relationships.actions.letters import write_to_members
from relationships.models import Handover, Letter, Organisation, Partnership, Person, Promise


@action
def write_handover(
    *,
    by: Person,
    partnership: Partnership,
    organisation: Organisation,
    to_person: Person,
    story: str,
    at: datetime.datetime | None = None,
) -> Handover:
    """Tell the story so far to `to_person`, who stands for the same organisation there. All of the partnership can read it.

    Raises NotFound outside the partnership; Refused for another's organisation, somebody who does not stand for it there,
    no words, and a second one while one waits.
    """
    if access.current_membership(by, partnership) is None:
        raise NotFound
    must_go_on(partnership)
    if not access.can_represent(by, partnership, organisation):
        raise Refused(_("You can hand over for the organisation you stand for here."))
    if to_person == by or not access.can_represent(to_person, partnership, organisation):
        raise Refused(
            _("Choose somebody who stands for the same organisation here. Invite them first, if need be.")
        )
    if not story.strip():
        raise Refused(_("Write the story so far."))
    in_turn(partnership.pk)
    if Handover.objects.filter(
        partnership=partnership, written_by=by, accepted_at=None, taken_back_at=None
    ).exists():
        raise Refused(_("One of yours waits already. Take it back first, or change its words."))
    handover = Handover.objects.create(
        partnership=partnership,
        organisation=organisation,
        written_by=by,
        to_person=to_person,
        story=story.strip(),
        written_at=at or timezone.now(),
    )
    audit.record(by=by, verb="handover.written", subject=handover, circle=partnership, concerns=to_person.pk)
    return handover


@action
def change_handover(*, by: Person, handover: Handover, story: str, read: str | None = None) -> Handover:
    """Write the story anew while it waits; the same again changes nothing. Raises ChangedMeanwhile, NotAllowed, Refused."""
    handover = _waiting(by, handover)
    if handover.written_by_id != by.pk:
        raise NotAllowed(_("Whoever leaves tells the story."))
    if not story.strip():
        raise Refused(_("Write the story so far."))
    if handover.story == story.strip():
        audit.nothing_changed()
        return handover
    must_be_as_read(read, kept(handover, Handover.EDITED))
    handover.story = story.strip()
    handover.save(update_fields=["story"])
    audit.record(by=by, verb="handover.changed", subject=handover, circle=handover.partnership)
    return handover


@action
def accept_handover(*, by: Person, handover: Handover, at: datetime.datetime | None = None) -> Handover:
    """Take the relationship up, which only the one who comes may; everybody in the partnership is written to.

    The promises that the other made for their organisation are now the one's who comes to be reminded of. Again changes nothing.
    Raises NotAllowed, NotFound, Refused.
    """
    if handover.accepted_at is not None and handover.to_person_id == by.pk:
        audit.nothing_changed()
        return handover
    handover = _waiting(by, handover)
    if handover.to_person_id != by.pk:
        raise NotAllowed(_("Whoever comes accepts it."))
    handover.accepted_at = at or timezone.now()
    handover.save(update_fields=["accepted_at"])
    Promise.objects.filter(
        partnership_id=handover.partnership_id,
        by_organisation_id=handover.organisation_id,
        made_by_id=handover.written_by_id,
        state=Promise.State.OPEN,
    ).update(made_by=by)
    write_to_members(handover.partnership_id, about=Letter.About.HANDOVER, told_of=handover.accepted_at)
    audit.record(
        by=by,
        verb="handover.accepted",
        subject=handover,
        circle=handover.partnership,
        concerns=handover.written_by_id,
    )
    return handover


@action
def take_back_handover(*, by: Person, handover: Handover, at: datetime.datetime | None = None) -> Handover:
    """Take back what waits, by either of the two. Again changes nothing. Raises NotAllowed, Refused."""
    if handover.taken_back_at is not None and by.pk in {handover.written_by_id, handover.to_person_id}:
        audit.nothing_changed()
        return handover
    handover = _waiting(by, handover)
    if by.pk not in {handover.written_by_id, handover.to_person_id}:
        raise NotAllowed(_("It is for the two whom it concerns to take it back."))
    handover.taken_back_at = at or timezone.now()
    handover.save(update_fields=["taken_back_at"])
    audit.record(by=by, verb="handover.taken_back", subject=handover, circle=handover.partnership)
    return handover


def _waiting(by: Person, handover: Handover) -> Handover:
    """The handover as it stands now, held for a change. Raises NotFound outside, Refused where it does not wait any more."""
    if access.current_membership(by, handover.partnership) is None:
        raise NotFound
    in_turn(handover.pk)
    must_go_on(handover.partnership)
    handover = Handover.objects.select_related("partnership").get(pk=handover.pk)
    if not handover.waits:
        raise Refused(_("This was accepted or taken back already."))
    return handover
