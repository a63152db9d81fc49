"""ETags, and the condition on which something is changed: that it still is as it was read."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request

from hls_platform.api.problems import Wrong
from hls_platform.versions import version_of


def etag_of(shown: Any) -> str:
    """The ETag of something as it is shown: the same for the same words, and for nothing else."""
    return f'"{version_of(shown)}"'


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
