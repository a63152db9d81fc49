"""Everything that is held about a person, gathered and put into one file that can be read and kept."""

import datetime
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hls_platform.security.held import Held, all_held, gathered
from relationships.models import Person

ENDINGS = (("jpg", 0, b"\xff\xd8\xff"), ("webm", 0, b"\x1aE\xdf\xa3"), ("m4a", 4, b"ftyp"))
"""How the name of a file ends, by what stands where in it."""


@dataclass(frozen=True)
class Kind:
    """One kind of thing that is held: what it is called, who sees it, and each of it by the names of its columns."""

    title: str
    seen_by: str
    table: str
    items: list[dict[str, Any]]
    files: list[str] = field(default_factory=list)
    """The names in the storage of the files that belong to it."""

    @property
    def spoken(self) -> Iterator[list[tuple[str, Any]]]:
        """Each item for reading: its columns as words, without those that say nothing; those of a form one by one."""
        for item in self.items:
            yield [
                (capfirst(name.replace("_", " ")), value)
                for name, value in _flat(item)
                if value not in ("", None)
            ]


def _flat(item: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in item.items():
        if isinstance(value, dict):
            yield from value.items()
        else:
            yield name, _said(value)


def _said(value: Any) -> Any:
    """A value as people say it: moments in the time of the place, yes and no, a list with commas."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    return date_format(value, "j F Y") if isinstance(value, datetime.date) else value


def kinds() -> list[Held]:
    """What is asked for one after the other, in the order in which a reader finds it: their words first."""
    listed = [each for each in all_held() if each.title]
    return sorted(listed, key=lambda each: not each.table.startswith("learning_"))


def kind_of(held: Held) -> Kind:
    """What there is of one kind, of the person who asks."""
    items = [{name: _plain(value) for name, value in item.items()} for item in gathered(held)]
    names = [item[held.file] for item in items if held.file and item[held.file]]
    for item in items:
        if held.file in item:
            item[held.file] = in_the_download(item[held.file])
    return Kind(str(held.title), str(held.seen_by), held.table, items, names)


def in_the_download(name: str) -> str:
    """What a stored file is called in the download: its kind is seen from its first bytes."""
    if not name:
        return ""
    with default_storage.open(name) as file:
        begins = file.read(12)
    ends = next((ending for ending, at, mark in ENDINGS if begins[at : at + len(mark)] == mark), "bin")
    return f"files/{name.rpartition('/')[2]}.{ends}"


def _plain(value: Any) -> Any:
    """JSON columns come as text from plain SQL, when Django looks after the connection."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def packed(person: Person, found: list[Kind]) -> bytes:
    """The zip file: `my-data.json` for programs and `my-data.html` for reading, which needs no connection; and the files
    that belong to it under `files/`."""
    made_at = timezone.now()
    data = {
        "place": settings.PUBLIC_URL,
        "made_at": made_at.isoformat(),
        "kinds": [
            {"table": kind.table, "title": kind.title, "seen_by": kind.seen_by, "items": kind.items}
            for kind in found
            if kind.items
        ],
    }
    page = render_to_string(
        "relationships/my_data_file.html",
        {
            "person": person,
            "made_at": made_at,
            "kinds": [kind for kind in found if kind.items],
            "platform_name": settings.PLATFORM_NAME,
        },
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr("my-data.json", json.dumps(data, ensure_ascii=False, indent=2, default=str))
        files.writestr("my-data.html", page)
        for name in (name for kind in found for name in kind.files):
            with default_storage.open(name) as file, files.open(in_the_download(name), "w") as into:
                shutil.copyfileobj(file, into)
    return out.getvalue()
