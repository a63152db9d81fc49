"""ETags, and the condition on which something is changed: that it still is as it was read."""

import hashlib
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from hls_platform.api.problems import Wrong


def etag_of(shown: Any) -> str:
    """The ETag of something as it is shown: the same for the same words, and for nothing else."""
    return f'"{hashlib.sha256(JSONRenderer().render(shown)).hexdigest()[:32]}"'


def _said(header: str) -> set[str]:
    return {each.strip() for each in header.split(",")}


def is_known(request: Request, etag: str) -> bool:
    """Whether the reader has this version already (If-None-Match, where weak and strong count alike)."""
    known = {each.removeprefix("W/") for each in _said(request.headers.get("If-None-Match", ""))}
    return etag in known or "*" in known


def must_match(request: Request, etag: str) -> None:
    """Raise 428 when `If-Match` is missing and 412 when it names other versions than this one. `*` is any."""
    if "If-Match" not in request.headers:
        raise Wrong(
            "say-which-version", 428, _("Send If-Match with the ETag that you read, or * for any version.")
        )
    if not _said(request.headers["If-Match"]) & {etag, "*"}:
        raise Wrong("changed-meanwhile", 412, _("Read it again: somebody changed it since."))


def one_at_a_time(what: str) -> None:
    """Wait until no other request of the API changes `what`; until the end of this transaction none begins to.

    An advisory lock, because not everybody who may ask for a change may lock the row.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])
