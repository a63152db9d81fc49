"""A report as JSON, as the published schema beside this file describes it. Its hash can be worked out from it anew."""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from funders.reports.document import FORMAT, Document, Figure, Item, Section, WithdrawnItem
from funders.reports.front import front_of
from funders.reports.imprint import Imprint

SCHEMA = Path(__file__).with_name("report.schema.json")
OF_AN_ITEM = ("kind", "title", "text", "attribution", "date", "touches", "amount", "currency", "comment")
"""What pages show: neither its salt, nor the share that it came from, which would tell of one without a name."""
OF_A_FIGURE = ("key", "title", "words", "svg", "columns", "rows")


@cache
def schema() -> dict[str, Any]:
    """The published JSON Schema."""
    read: dict[str, Any] = json.loads(SCHEMA.read_bytes())
    return read


def render(document: Document, imprint: Imprint) -> bytes:
    """The whole file in UTF-8. A withdrawn item is its digest alone."""
    with override(document.meta.language):
        front = front_of(document, imprint)
        said = {
            "$schema": settings.PUBLIC_URL + reverse("funders:report_schema"),
            "format": FORMAT,
            "number": imprint.number,
            "issued_on": imprint.issued_on,
            "sha256": imprint.sha256,
            "verify_at": imprint.verify_at,
            "signatures": [asdict(signature) for signature in imprint.signatures],
            "printed_for": imprint.dress.name,
            "withdrawn": document.withdrawn,
            "meta": document.meta.as_json(),
            "front": [asdict(line) for line in front.lines],
            "chapters": [asdict(chapter) for chapter in front.chapters],
            "timeline": _figure(front.timeline) if front.timeline else None,
            "sections": [_section(section) for section in document.sections],
        }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _section(section: Section) -> dict[str, Any]:
    here = section.pictures
    return {
        "key": section.key,
        "title": section.title,
        "intro": section.intro,
        "items": [_item(item) for item in section.items],
        "figures": [
            _figure(each) if isinstance(each, Figure) and each in here else _gone(each.digest)
            for each in section.figures
        ],
        "withdrawn": section.withdrawn,
        "withdrawn_line": section.withdrawn_line,
    }


def _item(item: Item | WithdrawnItem) -> dict[str, Any]:
    if not isinstance(item, Item):
        return _gone(item.digest)
    said = {name: getattr(item, name) for name in OF_AN_ITEM}
    return {**said, "withdrawn": False, "digest": item.digest}


def _figure(figure: Figure) -> dict[str, Any]:
    said = {name: getattr(figure, name) for name in OF_A_FIGURE}
    return {**said, "withdrawn": False, "digest": figure.digest}


def _gone(digest: str) -> dict[str, Any]:
    return {"withdrawn": True, "digest": digest}
