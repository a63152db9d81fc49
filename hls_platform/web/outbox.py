"""The outbox as a page, in a demo only: the e-mail that nobody's real postbox receives."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hls_platform.security import audit

LATEST = 50


@login_not_required
def outbox(request: HttpRequest) -> HttpResponse:
    """The latest messages of the demo place, newest first. A place of real people has none of it, DEMO or not."""
    if not (settings.DEMO and audit.happened("demo.loaded")):
        raise Http404
    files = sorted(
        Path(settings.OUTBOX_DIR).glob("*.eml"), key=lambda file: file.stat().st_mtime, reverse=True
    )
    messages = [_readable(file.read_bytes()) for file in files[:LATEST]]
    return render(
        request, "hls_platform/outbox.html", {"letters": messages, "title": _("E-mail of this demo")}
    )


def _readable(raw: bytes) -> dict[str, str]:
    message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    body = message.get_body(preferencelist=("plain",))
    return {
        "to": str(message["To"]),
        "subject": str(message["Subject"]),
        "text": body.get_content() if body else "",
    }
