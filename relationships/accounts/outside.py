"""Addresses that this place fetches because somebody typed them: never those of its own network."""

import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.utils.translation import gettext as _

SECONDS = 5


class NotOutside(requests.RequestException):
    """The address is no public one over https. The message is one plain sentence."""


def must_be_outside(address: str) -> None:
    """Raise NotOutside unless `address` is https and every address its host has is a public one.

    Where PROVIDERS_INSIDE is set, whoever runs the place vouches for its network, and any address may be asked.
    """
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise NotOutside(_("Write the whole address, beginning with https://."))
    if settings.PROVIDERS_INSIDE:
        return
    if parts.scheme != "https":
        raise NotOutside(_("The address has to begin with https://."))
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotOutside(_("Nobody answers at this address.")) from error
    if not all(ipaddress.ip_address(each[4][0]).is_global for each in found):
        raise NotOutside(_("This address is inside a private network."))


class Outside(requests.Session):
    """Asks public addresses only, follows nobody elsewhere, and does not wait for ever."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False

    def request(self, method: str | bytes, url: str | bytes, *more: Any, **kwargs: Any) -> requests.Response:
        must_be_outside(str(url))
        return super().request(
            str(method), url, *more, **{"timeout": SECONDS, **kwargs, "allow_redirects": False}
        )
