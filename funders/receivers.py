"""What funders does when a share is withdrawn, and when a person leaves for good."""

from typing import Any

from django.dispatch import receiver

from funders import tasks
from funders.actions.reports import scrub_person, scrub_share
from hls_platform.errands import queue_on_commit
from learning.models import Share
from learning.signals import share_withdrawn
from relationships.models import Person
from relationships.signals import person_leaves


@receiver(share_withdrawn)
def take_out_of_reports(sender: object, share: Share, **news: Any) -> None:
    """In the withdrawal's own transaction, so that the words are gone everywhere at once."""
    for report in scrub_share(share=share):
        queue_on_commit(tasks.compose_report, str(report.pk))


@receiver(person_leaves)
def take_their_name_out_of_reports(sender: object, person: Person, **news: Any) -> None:
    """In the transaction in which the person is erased. What they shared has been withdrawn by then or will be."""
    for report in scrub_person(person=person):
        queue_on_commit(tasks.compose_report, str(report.pk))
