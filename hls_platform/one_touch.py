"""Stopping what comes by e-mail with one touch: a link signed for one person, and the header that mail readers know (RFC 8058).

Whoever holds the link can stop this one thing and nothing else; so it asks for no sign-in.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

SALT = "one touch"
Stop = Callable[[uuid.UUID, str], None]
"""What is done: for a person (by id), with the thing that is stopped (its id, or nothing)."""


@dataclass(frozen=True)
class Kind:
    """A kind of thing that can be stopped: how it is asked for, and what is said once it is done."""

    name: str
    stop: Stop
    question: Any
    done: Any

    def link(self, person: uuid.UUID, thing: str = "") -> str:
        """The address of the page that stops it, whole, for a letter."""
        token = Signer(salt=SALT).sign(f"{self.name}:{person.hex}:{thing}")
        return settings.PUBLIC_URL + reverse("stop", args=[token])

    def headers(self, person: uuid.UUID, thing: str = "") -> dict[str, str]:
        """What a letter's head says, so that a mail reader can offer the button itself."""
        return {
            "List-Unsubscribe": f"<{self.link(person, thing)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }


KINDS: dict[str, Kind] = {}


def one_touch(name: str, *, question: Any, done: Any) -> Callable[[Stop], Kind]:
    """Make a function what stops things of the kind `name`, a word without a colon; stopped already, it does nothing."""

    def made(stop: Stop) -> Kind:
        KINDS[name] = Kind(name, stop, question, done)
        return KINDS[name]

    return made


@dataclass(frozen=True)
class Touch:
    """What a link says: which kind of thing, of whom, and which."""

    kind: Kind
    person: uuid.UUID
    thing: str

    def stop(self) -> None:
        self.kind.stop(self.person, self.thing)


def read(token: str) -> Touch | None:
    """What the token of a link says; None where we did not sign it, or what it stops is no more."""
    try:
        name, person, thing = Signer(salt=SALT).unsign(token).split(":", 2)
        return Touch(KINDS[name], uuid.UUID(person), thing)
    except (BadSignature, KeyError, ValueError):
        return None
