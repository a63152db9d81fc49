"""What the pages of relationships need to read."""

import datetime
import uuid
from dataclasses import dataclass
from typing import TypeVar

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet
from django.utils import timezone

from hls_platform.models import AuditEntry
from hls_platform.rows import rows
from hls_platform.web.addresses import address_of
from relationships.models import (
    BreakGlass,
    Circle,
    IdentityProvider,
    Invitation,
    Membership,
    Offer,
    Organisation,
    PartnershipParty,
    PeerGroup,
    Person,
    SignInRule,
    Talk,
)
from relationships.models.trust import WRITING

OF_LATE = datetime.timedelta(days=30)
"""For how long a circle's page says that an administrator could read it."""
C = TypeVar("C", bound=Circle)
THIS_WEEK = datetime.timedelta(days=7)
WAITING = """
    WITH mine AS (
        SELECT membership.circle_id, on_behalf_of_id, name
        FROM relationships_membership membership JOIN relationships_circle circle ON circle.id = circle_id
        WHERE person_id = %(person)s AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
          AND circle.kind = 'partnership' AND circle.ended_at IS NULL
    )
    (SELECT 'conversation', talk.id, about, starts_at, NULL::date, mine.name
     FROM mine JOIN relationships_conversation talk ON talk.partnership_id = mine.circle_id
     WHERE starts_at > %(now)s AND starts_at < %(soon)s AND cancelled_at IS NULL
     ORDER BY starts_at LIMIT %(most)s)
    UNION ALL
    (SELECT 'handover', handover.id, '', NULL, NULL, mine.name
     FROM mine JOIN relationships_handover handover ON handover.partnership_id = mine.circle_id
     WHERE to_person_id = %(person)s AND accepted_at IS NULL AND taken_back_at IS NULL LIMIT %(most)s)
    UNION ALL
    (SELECT 'promise', promise.id, text, NULL, due_on, mine.name
     FROM mine JOIN relationships_promise promise
       ON promise.partnership_id = mine.circle_id AND by_organisation_id = mine.on_behalf_of_id
     WHERE state = 'open' AND remind_on <= %(today)s AND (
        made_by_id = %(person)s OR due_on < %(today)s OR NOT EXISTS (
            SELECT FROM relationships_membership theirs
            WHERE theirs.circle_id = mine.circle_id AND theirs.person_id = made_by_id
              AND theirs.on_behalf_of_id = by_organisation_id
              AND since <= %(now)s AND (until IS NULL OR until > %(now)s)))
     ORDER BY due_on, promise.id LIMIT %(most)s)"""
"""A promise that comes due waits for whoever made it first; once its day is over, or they are not there, for the others too."""


@dataclass(frozen=True)
class WaitsHere:
    """What waits for a person in a partnership of theirs: a conversation this week, a promise, a relationship to take up."""

    kind: str
    id: uuid.UUID
    text: str
    starts_at: datetime.datetime | None
    due_on: datetime.date | None
    partnership: str

    @property
    def url(self) -> str:
        views = {
            "conversation": "funders:conversation",
            "handover": "funders:handover",
            "promise": "funders:close_promise",
        }
        return address_of(views[self.kind], self.id)


def waiting_in_partnerships(person: Person) -> list[WaitsHere]:
    """What waits for `person` in their partnerships, in one query: conversations of this week, what is handed over to them,
    and promises of theirs that come due."""
    now = timezone.now()
    said = {
        "person": person.pk,
        "now": now,
        "soon": now + THIS_WEEK,
        "today": timezone.localdate(),
        "most": 10,
    }
    return rows(WaitsHere, WAITING, said)


def openings_of(circle: Circle) -> list[BreakGlass]:
    """When an administrator could read `circle`, newest first, each with `read`: the entries of what they opened."""
    openings = list(
        BreakGlass.objects.filter(circle_id=circle.pk, approved_at__isnull=False).order_by("-approved_at")[
            :50
        ]
    )
    entries = AuditEntry.objects.filter(circle_id=circle.pk, verb="glass.read").order_by("at", "id")
    for opening in openings:
        until = opening.ended_at or opening.until
        opening.read = [  # type: ignore[attr-defined]
            entry
            for entry in entries
            if entry.person_id == opening.asked_by_id and opening.approved_at <= entry.at <= until  # type: ignore[operator]
        ]
    return openings


def memberships_of(person: Person) -> QuerySet[Membership]:
    """The circles that `person` is in now, by kind and name."""
    return (
        Membership.objects.current()
        .filter(person=person)
        .select_related("circle", "on_behalf_of")
        .order_by("circle__kind", "circle__name")
    )


def groups_to_join(person: Person) -> QuerySet[PeerGroup]:
    """Open peer groups that `person` is not in, by name."""
    return (
        PeerGroup.objects.filter(joining=PeerGroup.Joining.OPEN, ended_at=None)
        .exclude(pk__in=Circle.objects.having_member(person))
        .order_by("name")
    )


def people_in(circle: Circle) -> QuerySet[Membership]:
    """Who is in `circle` now, by name."""
    return (
        Membership.objects.current()
        .filter(circle_id=circle.pk)
        .select_related("person", "on_behalf_of")
        .order_by("person__name", "id")
    )


def open_invitations(circle: Circle) -> QuerySet[Invitation]:
    """Invitations into `circle` that nobody has accepted yet, newest first."""
    return Invitation.objects.open().filter(circle_id=circle.pk).order_by("-created_at")


def sessions_of(person: Person) -> list[UserSession]:
    """Where `person` is signed in now, newest first. Those that have run out are cleared away on the way."""
    return sorted(
        UserSession.objects.purge_and_list(person), key=lambda session: session.created_at, reverse=True
    )


def sign_in_of(organisation: Organisation) -> tuple[IdentityProvider | None, SignInRule | None]:
    """The organisation's own sign-in, and what it asks of how its people sign in; None where there is none."""
    return (
        IdentityProvider.objects.filter(organisation=organisation).first(),
        SignInRule.objects.filter(organisation=organisation).first(),
    )


def second_steps_of(person: Person) -> dict[str, bool]:
    """Whether `person` has a passkey, and whether they have codes."""
    kinds = set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    return {"has_passkey": "webauthn" in kinds, "has_code": bool(kinds & {"totp", "recovery_codes"})}


def is_connected(person: Person, provider_id: str) -> bool:
    """Whether `person` has connected an account at that organisation's own sign-in."""
    return SocialAccount.objects.filter(user=person, provider=provider_id).exists()


def offers_for(
    person: Person, *, kind: str = "", about: str = "", place: str = "", work: str = ""
) -> QuerySet[Offer]:
    """What stands there for `person` to find, of others: of that kind, with each word in its field."""
    found = Offer.objects.visible_to(person).standing().exclude(person=person)
    if kind:
        found = found.filter(kind=kind)
    for field, wanted in (("place", place), ("work", work)):
        for word in wanted.split():
            found = found.filter(**{f"{field}__icontains": word})
    for word in about.split():
        found = found.filter(Q(about__icontains=word) | Q(text__icontains=word))
    return found


def sides_of(partnership: Circle, mine: PartnershipParty) -> dict[str, str]:
    """The names of the organisations on one's own side of trust, `mine`, and on the other, each in one line."""
    parties = PartnershipParty.objects.filter(partnership_id=partnership.pk).order_by("organisation__name")
    names: dict[str, list[str]] = {}
    for side, name in parties.values_list("side", "organisation__name"):
        names.setdefault(side, []).append(name)
    other = next(side for side in WRITING if side != mine.side)
    return {"ours": ", ".join(names.get(mine.side, [])), "theirs": ", ".join(names.get(other, []))}


def talks_of(person: Person, most: int = 20) -> QuerySet[Talk]:
    """The conversations of `person` that go on or wait for a yes, the newest first."""
    going = Talk.objects.visible_to(person).filter(ended_at=None)
    return going.select_related("offer").order_by("-asked_at")[:most]
