"""Which version of something a person has read, so that nobody's change is lost under another's.

A version is a fingerprint of what was shown: an ETag of the API, or the hidden `version` of a form. The action compares it
with what stands there now, in its turn, and changes nothing when the two are not the same.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer

from hls_platform.actions import Refused


class ChangedMeanwhile(Refused):
    """Something was changed since it was read. `now` is what stands there, by the name of its field."""

    def __init__(self, now: Mapping[str, Any]) -> None:
        super().__init__(
            _("It was changed while you had this page open. Look at both, and say what is to stay.")
        )
        self.now = now


def version_of(shown: Any) -> str:
    """The version of something as it is shown: the same for the same words, and for nothing else."""
    return hashlib.sha256(JSONRenderer().render(shown)).hexdigest()[:32]


def kept(thing: object, names: Iterable[str]) -> dict[str, Any]:
    """The fields of `thing` that a form edits, as they are kept; each None where there is no such thing yet."""
    return {name: getattr(thing, name, None) for name in names}


def must_be_as_read(read: str | None, now: Mapping[str, Any]) -> None:
    """Raise ChangedMeanwhile when `read` is the version of something else than `now`; None asks for nothing.

    To be called by an action that holds what it changes: after `in_turn`, or under the lock of the row.
    """
    if read is not None and read != version_of(now):
        raise ChangedMeanwhile(now)
