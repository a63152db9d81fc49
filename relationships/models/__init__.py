"""People in circles: the ground that everything else stands on."""

from relationships.models.break_glass import BreakGlass
from relationships.models.circle import Circle
from relationships.models.conversation import Conversation
from relationships.models.invitation import Invitation
from relationships.models.membership import Membership
from relationships.models.organisation import Organisation, OrganisationIdentifier
from relationships.models.partnership import Partnership, PartnershipParty
from relationships.models.peer_group import PeerGroup
from relationships.models.person import Person
from relationships.models.promise import Promise
from relationships.models.sign_in import IdentityProvider, SignInRule

__all__ = [
    "BreakGlass",
    "Circle",
    "Conversation",
    "IdentityProvider",
    "Invitation",
    "Membership",
    "Organisation",
    "OrganisationIdentifier",
    "Partnership",
    "PartnershipParty",
    "PeerGroup",
    "Person",
    "Promise",
    "SignInRule",
]
