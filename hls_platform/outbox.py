"""E-mail as files, for a place without an SMTP server: one file per message, named by its Message-ID.

A message that is sent again under the same Message-ID replaces its file, so it stands there once.
"""

import email.message
import hashlib
import re
from collections.abc import Collection, Sequence
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class OutboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each message under OUTBOX_DIR as an .eml file; returns how many were written."""
        folder = Path(settings.OUTBOX_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        for each in email_messages:
            message = each.message()
            name = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:32]
            unfinished = folder / f".{name}.part"
            unfinished.write_bytes(message.as_bytes())
            unfinished.rename(folder / f"{name}.eml")
        return len(email_messages)


def forget_letters(words: Collection[str], names: Collection[str]) -> int:
    """Delete the letters in the outbox that hold any of `words`, or one of `names` as a word; how many there were.

    Spaces and line ends count as one. Nothing in this folder reaches anybody: it is for places without a post office.
    """
    wanted = [" ".join(each.split()) for each in words]
    named = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in names)) if names else None
    forgotten = 0
    for file in Path(settings.OUTBOX_DIR).glob("*.eml"):
        message = message_from_bytes(
            file.read_bytes(), _class=email.message.EmailMessage, policy=policy.default
        )
        parts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
        said = " ".join(" ".join([*map(str, message.values()), *parts]).split())
        if (named and named.search(said)) or any(each in said for each in wanted):
            file.unlink(missing_ok=True)
            forgotten += 1
    return forgotten
