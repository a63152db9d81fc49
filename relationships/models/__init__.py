"""People in circles: the ground that everything else stands on."""

from relationships.models.address_link import AddressLink
from relationships.models.api_token import ApiToken, Scope
from relationships.models.break_glass import BreakGlass
from relationships.models.calendar_feed import CalendarFeed
from relationships.models.circle import Circle
from relationships.models.companion import Companion, CompanionWorker
from relationships.models.concern import Concern
from relationships.models.conversation import Conversation, Heard, Presence, Rhythm
from relationships.models.download import Download
from relationships.models.erasure import Erasure
from relationships.models.event import Event
from relationships.models.handover import Handover
from relationships.models.invitation import Invitation
from relationships.models.letter import Letter
from relationships.models.listing import AskToJoin, Listing
from relationships.models.look import Look
from relationships.models.membership import Membership
from relationships.models.offer import Offer, Talk, TalkLine
from relationships.models.organisation import Organisation, OrganisationIdentifier
from relationships.models.partnership import Partnership, PartnershipParty
from relationships.models.peer_group import PeerGroup
from relationships.models.person import Person
from relationships.models.promise import Promise
from relationships.models.sign_in import IdentityProvider, SignInRule
from relationships.models.subscription import Subscription
from relationships.models.trust import TrustReflection, TrustRound

__all__ = [
    "AddressLink",
    "ApiToken",
    "AskToJoin",
    "BreakGlass",
    "CalendarFeed",
    "Circle",
    "Companion",
    "CompanionWorker",
    "Concern",
    "Conversation",
    "Download",
    "Erasure",
    "Event",
    "Handover",
    "Heard",
    "IdentityProvider",
    "Invitation",
    "Letter",
    "Listing",
    "Look",
    "Membership",
    "Offer",
    "Organisation",
    "OrganisationIdentifier",
    "Partnership",
    "PartnershipParty",
    "PeerGroup",
    "Person",
    "Presence",
    "Promise",
    "Rhythm",
    "Scope",
    "SignInRule",
    "Subscription",
    "Talk",
    "TalkLine",
    "TrustReflection",
    "TrustRound",
]
