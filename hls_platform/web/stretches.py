"""Answering with a stored file, or with the stretch of it that a player asks for (RFC 9110, 14)."""

import re

from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse

from hls_platform.security.headers import REPORTS

ONE_STRETCH = re.compile(r"bytes=(\d{1,12})?-(\d{1,12})?")
SHOWS_NOTHING_ELSE = f"default-src 'none'; sandbox; frame-ancestors 'none'; report-uri {REPORTS}"


def stored_file(
    request: HttpRequest, name: str, *, content_type: str, size: int, called: str
) -> HttpResponse:
    """The file `name` of the default storage, `size` bytes long, as `content_type` whatever it may hold.

    A player that jumps asks for one stretch and gets that; 416 where there is none of the kind.
    """
    begins, ends = 0, size - 1
    asked = ONE_STRETCH.fullmatch(request.headers.get("Range", ""))
    if asked and any(asked.groups()):
        first, last = asked.groups()
        begins = int(first) if first else max(size - int(last), 0)
        ends = min(int(last), size - 1) if first and last else size - 1
        if begins > ends:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        asked = None
    with default_storage.open(name) as file:
        file.seek(begins)
        found = file.read(ends - begins + 1)
    said = {
        "Accept-Ranges": "bytes",
        "Content-Disposition": f'inline; filename="{called}"',
        "Content-Encoding": "identity",  # it is small already, and its stretches are counted
        "Content-Security-Policy": SHOWS_NOTHING_ELSE,
        "X-Content-Type-Options": "nosniff",
    }
    if asked:
        said["Content-Range"] = f"bytes {begins}-{ends}/{size}"
    return HttpResponse(found, status=206 if asked else 200, content_type=content_type, headers=said)
