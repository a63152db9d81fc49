"""Celery's doors of relationships."""

import uuid

from celery import shared_task

from relationships.letters import send_invitation_letter


@shared_task(name="relationships.send_invitation", autoretry_for=(OSError,), retry_backoff=30, max_retries=8)
def send_invitation(invitation_id: str, token: str) -> None:
    """Send the e-mail that carries an invitation's link; tried again while the post office does not take it."""
    send_invitation_letter(uuid.UUID(invitation_id), token)
