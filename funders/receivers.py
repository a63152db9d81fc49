"""What funders does when learning says that a share was withdrawn."""

from typing import Any

from django.dispatch import receiver

from funders import tasks
from funders.actions.reports import scrub_share
from learning.models import Share
from learning.signals import share_withdrawn


@receiver(share_withdrawn)
def take_out_of_reports(sender: object, share: Share, **news: Any) -> None:
    """In the withdrawal's own transaction, so that the words are gone everywhere at once."""
    for report in scrub_share(share=share):
        tasks.compose_report.delay_on_commit(  # type: ignore[attr-defined]
            str(report.pk)
        )
