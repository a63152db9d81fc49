"""Coming into a circle and leaving it."""

import datetime
import hashlib
import secrets

from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.security import audit
from hls_platform.security.asking import SIGN_IN, as_job, as_person
from hls_platform.versions import kept, must_be_as_read
from relationships import access
from relationships.actions.circles import found_organisation, must_tend
from relationships.models import Circle, Invitation, Membership, Organisation, PeerGroup, Person
from relationships.signals import membership_ended

INVITATION_LASTS = datetime.timedelta(days=14)
SET_UP_LASTS = datetime.timedelta(days=1)


class NotValid(Refused):
    """The invitation's link was used, withdrawn, has run out, or never was. All four look the same."""


@action
def invite(
    *,
    by: Person,
    circle: Circle,
    email: str,
    role: str = Membership.Role.MEMBER,
    on_behalf_of: Organisation | None = None,
    at: datetime.datetime | None = None,
) -> tuple[Invitation, str]:
    """Invite an address into a circle that `by` tends; returns the invitation and its token, kept nowhere else.

    An earlier open invitation of the same address to the same circle is withdrawn: one link works at a time.
    Raises NotFound (no member of the circle), NotAllowed (a member who does not tend it), Refused.
    """
    must_tend(by, circle)
    if role not in Membership.Role.values:
        raise Refused(_("Choose a role."))
    at = at or timezone.now()
    if circle.kind == Circle.Kind.PARTNERSHIP:
        if on_behalf_of is None or not on_behalf_of.parties.filter(partnership_id=circle.pk).exists():
            raise Refused(_("Choose for which organisation this person comes in."))
    elif on_behalf_of is not None:
        raise Refused(_("Only in a partnership does a person stand for an organisation."))
    email = email.strip().lower()
    Invitation.objects.open(at).filter(circle=circle, email=email).update(withdrawn_at=at)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        circle_id=circle.pk,
        email=email,
        role=role,
        on_behalf_of=on_behalf_of,
        token_hash=hash_of(token),
        invited_by=by,
        created_at=at,
        expires_at=at + INVITATION_LASTS,
    )
    audit.record(by=by, verb="invitation.sent", subject=invitation, circle=circle, role=role)
    return invitation, token


@action
def accept_invitation(
    *,
    token: str,
    by: Person | None = None,
    name: str = "",
    password: str = "",
    at: datetime.datetime | None = None,
) -> Person:
    """Accept the invitation that `token` opens: as the signed-in person `by`, or as a new one (name, password).

    Whoever holds the link has read the invited address's post, so a new account takes that address. If the
    address has an account already, its owner must be signed in, and nobody else. Returns the person.
    Raises NotValid, Refused.
    """
    at = at or timezone.now()
    bearing = hash_of(token)
    with as_person(by.pk if by else None, token_hash=bearing):
        invitation = Invitation.objects.select_for_update().open(at).filter(token_hash=bearing).first()
        if invitation is None or invitation.circle is None or invitation.circle.ended_at:
            raise NotValid(
                _("This invitation does not work any more. Ask whoever invited you for a new one.")
            )
        if by is None:
            if has_account(invitation.email):
                raise Refused(_("You have an account here already. Sign in, then open the invitation again."))
            if not name.strip():
                raise Refused(_("Tell us your name."))
            by = Person.objects.create_user(
                invitation.email, password or None, name=name.strip(), joined_at=at
            )
        elif by.email != invitation.email:
            raise Refused(
                _(
                    "This invitation was sent to another address than yours. "
                    "Sign out to open it, or ask for one to your own address."
                )
            )
        invitation.accepted_at, invitation.accepted_by = at, by
        invitation.save(update_fields=["accepted_at", "accepted_by"])
        with as_person(by.pk, token_hash=bearing):
            # The link reached them there: the address is theirs.
            EmailAddress.objects.update_or_create(
                user=by, email=by.email, defaults={"verified": True, "primary": True}
            )
            membership, came_in = Membership.objects.get_or_create(
                person=by,
                circle=invitation.circle,
                until=None,
                defaults={
                    "role": invitation.role,
                    "on_behalf_of_id": invitation.on_behalf_of_id,
                    "since": at,
                },
            )
            audit.record(
                by=by,
                verb="invitation.accepted",
                subject=membership,
                circle=invitation.circle,
                came_in=came_in,
            )
    return by


def circle_behind(token: str, person: Person | None) -> Circle | None:
    """The circle that the link of an open invitation leads to, for whoever bears it; None when it does not work."""
    with as_person(person.pk if person else None, token_hash=hash_of(token)):
        invitation = (
            Invitation.objects.open().filter(token_hash=hash_of(token)).select_related("circle").first()
        )
    return invitation.circle if invitation else None


def has_account(email: str) -> bool:
    """Whether somebody signs in with this address: asked for whoever holds a link that was sent to it."""
    with as_job(SIGN_IN):
        return Person.objects.filter(email=email).exists()


@action
def set_up(
    *,
    token: str,
    name: str,
    email: str,
    password: str,
    organisation: str,
    organisation_kind: str,
    place: str = "",
    purpose: str = "",
    at: datetime.datetime | None = None,
) -> Person:
    """Make the first person, an administrator, and the organisation they lead, by the set-up link's `token`.

    Raises NotValid, Refused. The link works once, and only while nobody is here.
    """
    at = at or timezone.now()
    bearing = hash_of(token)
    with as_person(None, token_hash=bearing):
        link = Invitation.objects.select_for_update().open(at).filter(token_hash=bearing, circle=None).first()
        if link is None or somebody_is_here():
            raise NotValid(_("This link does not work any more. Start the platform again for a new one."))
        if not name.strip():
            raise Refused(_("Tell us your name."))
        first = Person.objects.create_user(
            email, password, name=name.strip(), is_administrator=True, joined_at=at
        )
        link.accepted_at, link.accepted_by = at, first
        link.save(update_fields=["accepted_at", "accepted_by"])
    with as_person(first.pk):
        audit.record(by=first, verb="set_up.done", subject=link)
        found_organisation(
            by=first,
            name=organisation,
            organisation_kind=organisation_kind,
            purpose=purpose,
            place=place,
            at=at,
        )
    return first


def somebody_is_here() -> bool:
    """Whether anybody has an account."""
    with as_job("hls_door"):
        return Person.objects.exists()


@action
def withdraw_invitation(*, by: Person, invitation: Invitation, at: datetime.datetime | None = None) -> None:
    """Make an invitation's link useless. Raises NotFound, NotAllowed."""
    if invitation.circle is None:
        raise NotFound
    must_tend(by, invitation.circle)
    at = at or timezone.now()
    if not Invitation.objects.open(at).filter(pk=invitation.pk).update(withdrawn_at=at):
        return audit.nothing_changed()
    audit.record(by=by, verb="invitation.withdrawn", subject=invitation, circle=invitation.circle)


@action
def say_undeliverable(*, invitation: Invitation, at: datetime.datetime | None = None) -> None:
    """Note, for those who tend its circle, that an invitation's letter was refused for good. By the platform itself."""
    with as_job("hls_door"):
        Invitation.objects.filter(pk=invitation.pk).update(undeliverable_at=at or timezone.now())
        audit.record(
            by=None, verb="invitation.undeliverable", subject=invitation, circle=invitation.circle_id
        )


@action
def join(*, by: Person, group: PeerGroup, at: datetime.datetime | None = None) -> Membership:
    """Join an open peer group; again changes nothing. Raises NotFound for any other circle."""
    if not access.can_join(by, group):
        raise NotFound
    membership, came_in = Membership.objects.get_or_create(
        person=by, circle_id=group.pk, until=None, defaults={"since": at or timezone.now()}
    )
    if came_in:
        audit.record(by=by, verb="membership.begun", subject=membership, circle=group)
    else:
        audit.nothing_changed()
    return membership


@action
def end_membership(
    *, by: Person, membership: Membership, keep_shared: bool = True, at: datetime.datetime | None = None
) -> None:
    """End a membership: one's own, or another's in a circle that `by` tends. Ended already: nothing changes.

    Only the person themself can choose that what they shared goes too (`keep_shared` False). The last who
    tends a circle of several cannot leave it untended. Raises NotFound, NotAllowed, Refused.
    """
    circle = membership.circle
    own = membership.person_id == by.pk
    if not own:
        must_tend(by, circle)
        if not keep_shared:
            raise NotAllowed(_("Only a person themself can take back what they shared."))
    in_turn(circle.pk)  # so that two who leave at once do not both go
    at = at or timezone.now()
    everyone = {each.pk: each for each in Membership.objects.current(at).filter(circle_id=circle.pk)}
    if membership.pk not in everyone:
        return audit.nothing_changed()
    others = [each for each in everyone.values() if each.pk != membership.pk]
    if circle.ended_at is None and others and all(each.role == Membership.Role.MEMBER for each in others):
        raise Refused(_("Nobody else leads or facilitates this circle. Ask somebody to, then leave."))
    Membership.objects.filter(pk=membership.pk).update(until=at)
    membership.until = at
    audit.record(
        by=by,
        verb="membership.ended",
        subject=membership,
        circle=circle,
        concerns=membership.person_id,
        kept=keep_shared,
    )
    membership_ended.send(Membership, membership=membership, by=by, keep_shared=keep_shared)


@action
def change_role(*, by: Person, membership: Membership, role: str, read: str | None = None) -> None:
    """Give a current member of a circle that `by` tends another role. Raises NotFound, NotAllowed, Refused.

    `read` is the version (of its `role`) that was edited: raises ChangedMeanwhile.
    """
    must_tend(by, membership.circle)
    if role not in Membership.Role.values:
        raise Refused(_("Choose a role."))
    in_turn(membership.circle_id)
    current = Membership.objects.current().filter(circle_id=membership.circle_id)
    everyone = {each.pk: each for each in current}
    if membership.pk not in everyone:
        raise NotFound
    if everyone[membership.pk].role == role:
        return audit.nothing_changed()
    must_be_as_read(read, kept(everyone[membership.pk], ["role"]))
    others = [each for each in everyone.values() if each.pk != membership.pk]
    if role == Membership.Role.MEMBER and all(each.role == Membership.Role.MEMBER for each in others):
        raise Refused(_("Somebody has to lead or facilitate this circle. Ask somebody else to first."))
    Membership.objects.filter(pk=membership.pk).update(role=role)
    audit.record(
        by=by,
        verb="membership.role_changed",
        subject=membership,
        circle=membership.circle,
        concerns=membership.person_id,
        role=role,
    )


@action
def make_set_up_link(*, at: datetime.datetime | None = None) -> str:
    """The one-time address with which the first person sets up an empty place; an earlier one stops working.

    Raises Refused when somebody is here already.
    """
    if somebody_is_here():
        raise Refused(_("Somebody has set this place up already."))
    at = at or timezone.now()
    token = secrets.token_urlsafe(32)
    with as_job("hls_door"):
        Invitation.objects.open(at).filter(circle=None).update(withdrawn_at=at)
        invitation = Invitation.objects.create(
            token_hash=hash_of(token), created_at=at, expires_at=at + SET_UP_LASTS
        )
        audit.record(by=None, verb="set_up.offered", subject=invitation)
    return f"{settings.PUBLIC_URL}/join/{token}/"


def hash_of(token: str) -> str:
    """What is kept of a token: enough to know it again, too little to use it."""
    return hashlib.sha256(token.encode()).hexdigest()
