"""The news that learning sends upwards, for apps that may not be imported here."""

from django.dispatch import Signal

share_withdrawn = Signal()
"""Sent inside the transaction in which a share is withdrawn. Arguments: `share`."""
