"""Celery's doors of relationships."""

import uuid

from celery import shared_task
from django.db import transaction

from relationships.letters import send_invitation_letter, send_plain_letter, send_reset_letter


@shared_task(name="relationships.send_invitation", autoretry_for=(OSError,), retry_backoff=30, max_retries=8)
def send_invitation(invitation_id: str, token: str) -> None:
    """Send the e-mail that carries an invitation's link; tried again while the post office does not answer."""
    send_invitation_letter(uuid.UUID(invitation_id), token)


@shared_task(name="relationships.send_letter", autoretry_for=(OSError,), retry_backoff=30, max_retries=8)
def send_letter(to: str, subject: str, text: str) -> None:
    """Send a letter about somebody's own account; tried again while the post office does not answer."""
    send_plain_letter(to, subject, text)


@shared_task(name="relationships.send_reset_link", autoretry_for=(OSError,), retry_backoff=30, max_retries=8)
def send_reset_link(email: str) -> None:
    """Send the link to a new password, if somebody signs in with this address; if nobody does, nothing."""
    send_reset_letter(email)


@shared_task(name="relationships.mind_glasses")
def mind_glasses() -> None:
    """End readings whose time is over, and tell the circles; can run twice, at once, or be killed, without harm."""
    from relationships.actions.break_glass import tell_circles

    with transaction.atomic():
        tell_circles()
