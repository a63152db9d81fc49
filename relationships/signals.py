"""What relationships tells the apps above it."""

from django.dispatch import Signal

membership_ended = Signal()
"""Sent in the transaction that ends a membership, with `membership`, `by` and `keep_shared`: whether what
the person shared with the circle stays there (True) or goes with them (False)."""
