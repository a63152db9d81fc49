"""What learning does when a share is withdrawn, and when relationships says that a membership ended, and that a person leaves for good."""

from typing import Any

from django.dispatch import receiver

from learning.actions.attachments import let_files_go
from learning.actions.notes import take_back_everything
from learning.actions.pieces import leave_pieces, scrub_quotes
from learning.actions.shares import withdraw_everything, withdraw_from_circle
from learning.models import Share
from learning.signals import share_withdrawn
from relationships.models import Membership, Person
from relationships.signals import membership_ended, person_leaves


@receiver(membership_ended)
def take_along_what_was_shared(
    sender: object, membership: Membership, by: Person, keep_shared: bool, **news: Any
) -> None:
    """In the transaction in which a person leaves: when they chose so, what they shared there goes with them."""
    if not keep_shared:
        withdraw_from_circle(by=by, circle=membership.circle)
        take_back_everything(by=by, circle=membership.circle)


@receiver(share_withdrawn)
def take_out_of_pieces(sender: object, share: Share, **news: Any) -> None:
    """In the withdrawal's own transaction, so that the words are gone everywhere at once."""
    scrub_quotes(share=share)


@receiver(person_leaves)
def withdraw_all_that_is_shared(sender: object, person: Person, **news: Any) -> None:
    """In the transaction in which the person is erased, so that every place that holds their words lets go of them."""
    leave_pieces(by=person)
    withdraw_everything(by=person)
    let_files_go(by=person)
