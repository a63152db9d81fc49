"""One place in a text that may tell who somebody is."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    NAME = "name", _("a name")
    BIRTH = "birth", _("a date of birth")
    PHONE = "phone", _("a phone number")
    EMAIL = "email", _("an e-mail address")
    ADDRESS = "address", _("an address")
    NHS = "nhs", _("an NHS number")


@dataclass(frozen=True)
class Found:
    """Some words from `start` to before `end`, what they seem to be, and what could stand there instead."""

    kind: Kind
    text: str
    start: int
    end: int

    @property
    def instead(self) -> str:
        """An initial for a name, the same for the same name each time; for anything else, what was left out."""
        if self.kind == Kind.NAME:
            return self.text[0].upper()
        return f"({self.kind.label})"
