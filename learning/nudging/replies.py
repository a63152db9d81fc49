"""Replies by e-mail: the address that is one person's, and what of a letter they wrote themself.

Who a letter says it is from can be made up, so it is not asked. What counts is the address it came to.
"""

import base64
import binascii
import email
import hashlib
import hmac
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser

from django.conf import settings

from learning.models import ReplyAddress

MOST_BYTES = 10 * 1024 * 1024
MOST_PARTS, MOST_NESTED = 100, 50
SIGNED_BYTES = 10
WRITE_ABOVE = "~ ~ ~"
"""Begins the line of our letters above which one writes."""
BY_A_MACHINE = {"bulk", "junk", "list", "auto_reply", "auto-reply"}
QUOTES_BEGIN = re.compile(
    r"\s*>|.*~ ~ ~|-{2,} ?(Original Message|Forwarded message)|_{10,}\s*$|-- ?$"
    r"|(Sent from|Get Outlook for|Von meinem|Envoyé de) "
)
"""A line from which on a letter holds what somebody else wrote, or how its writer signs."""
HEAD_OF_A_QUOTE = re.compile(r"\*?(From|Von|De|Oddi wrth)\*?: .")
SAYS_WHO_WROTE = re.compile(r"[\d@]")


@dataclass(frozen=True)
class Reply:
    """What of a letter becomes a draft: of which address, under which id (as the reflection's to be), its words, and whether files came along."""

    address: uuid.UUID
    seed: str
    milliseconds: int
    text: str
    left_out_files: bool

    def id_for(self, person: uuid.UUID) -> uuid.UUID:
        """The same for the same letter, so that a letter which comes twice is one draft; a UUIDv7 of the moment it was written."""
        chance = int.from_bytes(hashlib.sha256(f"{person.hex} {self.seed}".encode()).digest()[:10])
        made = (self.milliseconds & (1 << 48) - 1) << 80 | chance
        return uuid.UUID(int=made & ~(0xF000 << 64) & ~(0xC000 << 48) | 0x7000 << 64 | 0x8000 << 48)


class NotForUs(Exception):
    """The letter becomes no draft; why, in a few words for the log."""


def address_for(reply: ReplyAddress) -> str:
    """The e-mail address that leads to these drafts; "" where this place takes no replies."""
    name, _at, host = settings.REPLY_ADDRESS.partition("@")
    if not host:
        return ""
    token = base64.b32encode(reply.pk.bytes + _signature(reply.pk, settings.SECRET_KEY))
    return f"{name}+{token.decode().rstrip('=').lower()}@{host}"


def read_letter(content: bytes, *, to: str = "") -> Reply:
    """What of a letter (RFC 5322) is a reply. `to` is the address it came to, where the post office says.

    Raises NotForUs for any other.
    """
    if len(content) > MOST_BYTES:
        raise NotForUs("larger than 10 MB")
    if content.lower().count(b"boundary=") > MOST_NESTED:
        raise NotForUs("more parts than a reply has")
    letter = email.message_from_bytes(content)
    parts = list(_parts(letter))
    address = _address_of(letter, to)
    if address is None:
        raise NotForUs("not to an address of ours")
    if _written_by_a_machine(letter):
        raise NotForUs("written by a machine")
    text = written_in(_body(parts))
    if not text:
        raise NotForUs("no words")
    return Reply(
        address=address,
        seed=str(letter.get("Message-ID") or "").strip() or hashlib.sha256(content).hexdigest(),
        milliseconds=_milliseconds(letter),
        text=text,
        left_out_files=any(_is_a_file(part) for part in parts),
    )


def written_in(body: str) -> str:
    """What its writer wrote above what they answer, without the way they sign."""
    lines: list[str] = []
    said = body.replace("\r\n", "\n").replace("\0", "").split("\n")
    for number, line in enumerate(said):
        if QUOTES_BEGIN.match(line) or (
            HEAD_OF_A_QUOTE.match(line) and _is_a_head(said[number : number + 6])
        ):
            break
        lines.append(line.rstrip())
    paragraphs = re.split(r"\n\s*\n", "\n".join(lines).strip())
    last = paragraphs[-1]
    quoted = len(lines) < len(said)
    if quoted and last.endswith(":") and SAYS_WHO_WROTE.search(last) and last.count("\n") < 4:
        paragraphs.pop()  # “On Tuesday at 9:30 somebody wrote:”, in any language
    return "\n\n".join(paragraphs).strip()


def _is_a_head(lines: list[str]) -> bool:
    """Whether lines look like the head of a letter that is quoted: several of the form “Word: something”."""
    return sum(bool(re.match(r"\*?[\w ]{2,12}\*?: ", line)) for line in lines) >= 3


def _signature(id: uuid.UUID, key: str) -> bytes:
    return hmac.digest(f"replies {key}".encode(), id.bytes, "sha256")[:SIGNED_BYTES]


def _address_of(letter: Message, to: str) -> uuid.UUID | None:
    """The reply address (its id) that the letter came to, where it bears our signature."""
    name, _at, host = settings.REPLY_ADDRESS.lower().partition("@")
    if not host:
        return None
    ours = re.compile(rf"(?<![\w.+-]){re.escape(name)}\+([a-z2-7]{{42}})@{re.escape(host)}(?![\w.-])")
    said = [to]
    for header in ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc"):
        said += [str(each) for each in letter.get_all(header, [])]
    for token in ours.findall(" ".join(said).lower()):
        try:
            found = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
        except binascii.Error:
            continue
        id = uuid.UUID(bytes=found[:16])
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            if hmac.compare_digest(found[16:], _signature(id, key)):
                return id
    return None


def _written_by_a_machine(letter: Message) -> bool:
    """Answers sent while somebody is away, notices of letters that did not arrive, and what goes to lists."""
    return (
        str(letter.get("Auto-Submitted", "no")).split(";")[0].strip().lower() != "no"
        or str(letter.get("Precedence", "")).strip().lower() in BY_A_MACHINE
        or str(letter.get("Return-Path", "")).strip() == "<>"
        or letter.get_content_type() == "multipart/report"
        or any(name in letter for name in ("X-Autoreply", "X-Autorespond", "List-Id", "X-Failed-Recipients"))
    )


def _parts(letter: Message) -> Iterator[Message]:
    for number, part in enumerate(letter.walk()):
        if number >= MOST_PARTS:
            return
        if not part.is_multipart():
            yield part


def _is_a_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or not part.get_content_type().startswith("text/")


def _body(parts: list[Message]) -> str:
    """The first part that is plain text; where there is none, the first that is HTML, as text."""
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind and not _is_a_file(part):
                said = _decoded(part)
                return said if kind == "text/plain" else _Plain.of(said)
    return ""


def _decoded(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset() or "utf-8", errors="replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", errors="replace")


def _milliseconds(letter: Message) -> int:
    """When the letter says that it was written, since 1970; 0 where it does not say."""
    try:
        return max(0, int(parsedate_to_datetime(str(letter.get("Date", ""))).timestamp() * 1000))
    except (ValueError, TypeError, OverflowError, IndexError):
        return 0


class _Plain(HTMLParser):
    """HTML as text, up to what is quoted."""

    NOT_READ = frozenset({"head", "style", "script", "title"})
    BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.not_read = 0
        self.over = False

    @classmethod
    def of(cls, html: str) -> str:
        plain = cls()
        plain.feed(html)
        return re.sub(r"[ \t]+", " ", "".join(plain.said))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.over = self.over or tag == "blockquote" or "gmail_quote" in (dict(attrs).get("class") or "")
        self.not_read += tag in self.NOT_READ
        if tag in self.BREAKS and not self.over:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.not_read -= tag in self.NOT_READ and self.not_read > 0

    def handle_data(self, data: str) -> None:
        if not (self.over or self.not_read):
            self.said.append(data.replace("\n", " "))
