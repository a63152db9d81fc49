"""A pass: an address that leads one session to one thing for some minutes, and nobody else, nor that one later.

It opens nothing by itself: whoever comes with it is asked who they are, and what they may see, like anybody.
"""

import time
import uuid

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

LASTS_SECONDS = 30 * 60


def with_pass(request: HttpRequest, address: str, thing: uuid.UUID) -> str:
    """`address` with a pass to `thing` for the session of `request`."""
    until = int(time.time()) + LASTS_SECONDS
    return f"{address}?until={until}&pass={_sign(request, address, thing, until)}"


def has_pass(request: HttpRequest, thing: uuid.UUID) -> bool:
    """Whether `request` came by an address that this session was given for `thing`, and in time."""
    until = request.GET.get("until", "")
    if not until.isdecimal() or len(until) > 12 or int(until) < time.time():
        return False
    return constant_time_compare(request.GET.get("pass", ""), _sign(request, request.path, thing, int(until)))


def _sign(request: HttpRequest, address: str, thing: uuid.UUID, until: int) -> str:
    said = f"{request.session.session_key}:{address}:{thing}:{until}"
    return salted_hmac("hls_platform.web.passes", said, algorithm="sha256").hexdigest()
