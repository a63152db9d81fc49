"""A map as a picture that is drawn on: its state and its stories come as data in the page; all of it is in words on the page beside."""

import re
import uuid
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from hls_platform.spoken import once_in_each_language
from systems.formats import FORMATS, WRITERS
from systems.models import Contest, SystemMap, View
from systems.picture_words import words
from systems.standing import state_of
from systems.views.drawers import drawer_of, drawn, for_guests_too

ANY = "any-map"
"""Stands where a map's slug will."""
CONTESTED = Exists(Contest.objects.open().filter(map=OuterRef("pk")))
TELLS = Exists(View.objects.filter(map=OuterRef("pk")).exclude(story=""))
"""What few maps have is looked for together with the map, and then only where it is there."""
IMPORTED = re.compile(r"""^(?:import|export|\}) .*?["'](\.{1,2}/[^"']+)["'];$""", re.MULTILINE)


@for_guests_too
def map(request: HttpRequest, slug: str) -> HttpResponse:
    """The map drawn, and to be drawn on."""
    shown: Any = drawn(request, slug, contested=CONTESTED, tells=TELLS)
    who = drawer_of(request)
    stories = [
        {"name": name, "views": [_told(view) for view in views]}
        for name, views in groupby(_views(shown) if shown.tells else [], key=lambda view: view.story)
    ]
    return render(
        request,
        "systems/map.html",
        {
            "map": shown,
            "state": short(state_of(shown, me=who, contested=shown.contested)),
            "stories": stories,
            "words": words(shown, guest=who.guest is not None),
            "guest": who.guest,
            "scripts": _scripts(),
            "csrf": get_token(request),
            "factor_address": reverse("learning:factor", args=[shown.slug, uuid.UUID(int=0)]),
            "stream": "" if who.guest else reverse("stream", args=["map", shown.pk]),
            "files": "" if who.guest else SafeString(_files().replace(ANY, shown.slug)),
        },
    )


@cache
def _scripts() -> SafeString:
    """Links to the page's script and all that it imports, to be fetched at once: they ask for one another many deep."""
    folder = settings.BASE_DIR / "static" / "js"
    found, wanted = set[Path](), [folder / "map" / "page.js"]
    while wanted:
        file = wanted.pop().resolve()
        if file not in found:
            found.add(file)
            wanted += [file.parent / name for name in IMPORTED.findall(file.read_text())]
    addresses = sorted(static(str(file.relative_to(folder.parent.resolve()))) for file in found)
    return format_html_join("", '<link rel="modulepreload" href="{}">', ((each,) for each in addresses))


@once_in_each_language
def _files() -> SafeString:
    """Links to the map in each format."""
    links = ((reverse("systems:export", args=[ANY, name]), FORMATS[name].title) for name in WRITERS)
    return format_html_join(", ", '<a href="{}">{}</a>', links)


def _views(map: SystemMap) -> list[View]:
    return list(View.objects.filter(map=map).exclude(story="").order_by("story", "place", "name", "id"))


def _told(view: View) -> dict[str, Any]:
    return {
        "name": view.name,
        "words": view.words,
        "shows": view.shows,
        "focus": str(view.focus_id) if view.focus_id else None,
        "steps": view.steps,
        "look": view.look,
    }


def short(state: dict[str, Any]) -> dict[str, Any]:
    """The same state without what is empty: most fields of most things are."""
    return state | {
        kind: [
            {name: value for name, value in each.items() if value or _is_nought(value)}
            for each in state[kind]
        ]
        for kind in ("factors", "links")
    }


def _is_nought(value: Any) -> bool:
    return value is not False and value == 0
