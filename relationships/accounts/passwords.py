"""What a password is not made of: the words that anybody would try first at this place."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORDS = frozenset(
    {
        "admin", "administrator", "charity", "circle", "commissioner", "council", "foundation", "funder", "hls", "human",
        "learn", "learning", "letmein", "partnership", "passphrase", "password", "passwort", "platform", "qwerty", "reflect",
        "reflection", "secret", "system", "systems", "together", "trust", "welcome", "cyfrinair", "croeso", "dysgu",
    }
)  # fmt: skip
"""The same words as in docs/signing-in.md; the place's own name and address are added."""
LEFT_AT_LEAST = 8


class NotOfThisPlace:
    """Password validator: without the words of this place, and the figures and signs around them, enough has to be left.

    It asks for no kind of character. A password in which none of the words stands is not its business.
    """

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError where fewer than eight letters, figures or signs of one's own are left."""
        left = re.sub("|".join(sorted(words_of_this_place(), key=len, reverse=True)), "", password.lower())
        if left != password.lower() and len(re.sub(r"[\W\d_]+", "", left)) < LEFT_AT_LEAST:
            raise ValidationError(self.get_help_text(), code="password_of_this_place")

    def get_help_text(self) -> str:
        return _("This is made of words that are tried here first. Add words of your own.")


def words_of_this_place() -> frozenset[str]:
    """Words of four letters and more from the place's name and address, beside those that are always tried."""
    own = re.findall(r"\w{4,}", f"{settings.PLATFORM_NAME} {urlsplit(settings.PUBLIC_URL).hostname}".lower())
    return WORDS | frozenset(own)
