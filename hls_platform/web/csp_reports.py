"""What browsers report of pages that tried something our content security policy refuses."""

import json
import logging
import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

logger = logging.getLogger(__name__)
LONGEST = 16_384
MOST_A_MINUTE = 20
DIRECTIVES = {
    *settings.CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "script-src-elem", "script-src-attr", "style-src-elem", "style-src-attr",
}  # fmt: skip


@csrf_exempt
@login_not_required
@require_POST
def csp_reports(request: HttpRequest) -> HttpResponse:
    """Log which directive refused which host on which page of ours: known names only, no words, no links, no person."""
    if len(request.body) > LONGEST:
        return HttpResponse(status=413)
    if _too_many():
        return HttpResponse(status=429)
    for report in _reports(request.body)[:MOST_A_MINUTE]:
        logger.warning("content security policy: %s refused %s on %s", *_told(report))
    return HttpResponse(status=204)


def _too_many() -> bool:
    cache.add("csp-reports", 0, timeout=60)
    return cache.incr("csp-reports") > MOST_A_MINUTE


def _reports(body: bytes) -> list[dict[str, Any]]:
    """The reports in either form that browsers send: one ("csp-report") or several of the Reporting API."""
    try:
        said = json.loads(body)
    except ValueError:
        return []
    if isinstance(said, dict):
        said = [{"body": said.get("csp-report")}]
    if not isinstance(said, list):
        return []
    return [each["body"] for each in said if isinstance(each, dict) and isinstance(each.get("body"), dict)]


def _told(report: dict[str, Any]) -> tuple[str, str, str]:
    directive = report.get("effective-directive") or report.get("effectiveDirective")
    blocked = str(report.get("blocked-uri") or report.get("blockedURL") or "")
    page = urlsplit(str(report.get("document-uri") or report.get("documentURL") or "")).path
    try:
        view = resolve(page).view_name
    except Resolver404:
        view = "an unknown page"
    host = blocked if blocked in {"inline", "eval", "data", "blob"} else _host(blocked)
    return directive if directive in DIRECTIVES else "an unknown directive", host, view


def _host(address: str) -> str:
    host = urlsplit(address).hostname or ""
    return host if re.fullmatch(r"[a-z0-9.-]{1,100}", host) else "an unknown source"
