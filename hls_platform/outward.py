"""Calling an address that somebody gave us, so that it cannot be made to call our own network.

The host is resolved once, every address it has is looked at, and the connection goes to the address that was looked at.
No redirect is followed, no proxy asked, and of the answer only its status is read.
"""

import http.client
import ipaddress
import re
import socket
import ssl
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

SECONDS = 5
LONGEST = 500
WELL_FORMED = re.compile(r"https?://[!-~]+")
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""Where a network turns IPv6 into IPv4 addresses, private ones among them."""


class Unreachable(Exception):
    """Why the address was not called or did not answer: one plain sentence that repeats nothing it said."""


def checked(url: str) -> SplitResult:
    """The parts of a URL that may be called. Raises Unreachable for another form, and for http unless it is allowed."""
    if len(url) > LONGEST or not WELL_FORMED.fullmatch(url):
        raise Unreachable(_("Write a whole address that begins with https://."))
    try:
        parts = urlsplit(url)
        usable = parts.hostname and parts.port != 0 and parts.username is None and not parts.fragment
    except ValueError:
        usable = False
    if not usable:
        raise Unreachable(
            _("This address cannot be used: it needs a host, and no name, password or fragment.")
        )
    if parts.scheme != "https" and not settings.WEBHOOK_ALLOW_PRIVATE:
        raise Unreachable(_("Write an address that begins with https://."))
    return parts


def is_public(address: str) -> bool:
    """Whether an IP address lies in the open internet, whichever way it is written."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        if ip.sixtofour or ip.teredo or ip in TRANSLATED:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _address_of(host: str, port: int) -> str:
    """One address of the host, when all of them are public. Raises Unreachable."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(_("The host of this address is not known.")) from error
    addresses = [str(each[4][0]) for each in found]
    if not settings.WEBHOOK_ALLOW_PRIVATE and not all(map(is_public, addresses)):
        raise Unreachable(_("This address leads into a private network."))
    return addresses[0]


class _ToCheckedAddress(http.client.HTTPConnection):
    """A connection to one IP address, in the name of the host that was asked for."""

    def __init__(self, parts: SplitResult) -> None:
        secure = parts.scheme == "https"
        super().__init__(str(parts.hostname), parts.port or (443 if secure else 80), timeout=SECONDS)
        self.address = _address_of(self.host, self.port)
        self.context = ssl.create_default_context() if secure else None

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), SECONDS)
        if self.context:
            self.sock = self.context.wrap_socket(self.sock, server_hostname=self.host)


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Send `body` to `url`; the status of the answer, whatever it is. Raises Unreachable."""
    parts = checked(url)
    connection = _ToCheckedAddress(parts)
    target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    try:
        connection.request("POST", target, body, dict(headers))
        return connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(_("The address did not answer.")) from error
    finally:
        connection.close()
