"""What relationships tells the apps above it."""

from django.dispatch import Signal

membership_ended = Signal()
"""Sent in the transaction that ends a membership, with `membership`, `by` and `keep_shared`: whether what
the person shared with the circle stays there (True) or goes with them (False)."""

person_leaves = Signal()
"""Sent in the transaction that erases a person, before anything of theirs goes, with `person`: the apps above take their
words out of what others keep. The rows themselves go by each app's `held.py`."""
