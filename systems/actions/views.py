"""What is done with the views of a map: kept, changed, taken away."""

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hls_platform.actions import IdentifierTaken, NotFound, Refused, action, in_turn
from hls_platform.identifiers import uuid7
from hls_platform.security import audit
from hls_platform.versions import must_be_as_read
from relationships.models import Person
from systems import access
from systems.actions.beside_map import as_it_stands, let_go
from systems.changing.steps import Malformed
from systems.looking.edited import as_edited
from systems.looking.shows import read_look, read_shows
from systems.models import Factor, SystemMap, View
from systems.models.view import MOST_STEPS

LAST = 9_999


@action
def keep_view(
    *,
    by: Person,
    map: SystemMap,
    name: str,
    words: str = "",
    shows: Any = None,
    focus: Factor | None = None,
    steps: int = 1,
    look: Any = None,
    story: str = "",
    place: int | None = None,
    id: uuid.UUID | None = None,
) -> View:
    """Keep a way to look at a map; in a `story` it stands last where no `place` is said. The same `id` again changes nothing.

    Raises NotFound outside the circle, Refused without a name or for what cannot be understood, IdentifierTaken.
    """
    if not access.can_draw(by, map.circle):
        raise NotFound
    in_turn(map.pk)
    id = id or uuid7()
    if known := View.objects.filter(pk=id).first():
        if known.map_id != map.pk:
            raise IdentifierTaken
        audit.nothing_changed()
        return known
    if place is None:
        last = View.objects.filter(map=map).told_in(story.strip()).values_list("place", flat=True).last()
        place = 1 if last is None else min(last + 1, LAST)
    said = _as_said(map, name, words, shows, focus, steps, look, story, place)
    try:
        with transaction.atomic():
            view = View.objects.create(id=id, map=map, **said)
    except IntegrityError as taken:
        raise IdentifierTaken from taken
    audit.record(by=by, verb="view.kept", subject=view, circle=map.circle_id)
    return view


def _as_said(
    map: SystemMap,
    name: str,
    words: str,
    shows: Any,
    focus: Factor | None,
    steps: int,
    look: Any,
    story: str,
    place: int,
) -> dict[str, Any]:
    """What is kept of a view. Raises Refused, NotFound."""
    if not name.strip():
        raise Refused(_("Give the view a name."))
    if focus is not None and focus.map_id != map.pk:
        raise NotFound
    if not 0 <= steps <= MOST_STEPS or not 0 <= place <= LAST:
        raise Refused(_("That is too far."))
    try:
        shows, look = read_shows(shows or {}), read_look(look or {})
    except Malformed as wrong:
        raise Refused(str(wrong)) from wrong
    return {
        "name": name.strip()[:160],
        "words": words.strip(),
        "shows": shows,
        "focus_id": focus.pk if focus else None,
        "steps": steps,
        "look": look,
        "story": story.strip()[:160],
        "place": place,
    }


@action
def change_view(
    *,
    by: Person,
    view: View,
    name: str,
    words: str = "",
    shows: Any = None,
    focus: Factor | None = None,
    steps: int = 1,
    look: Any = None,
    story: str = "",
    place: int = 0,
    read: str | None = None,
) -> View:
    """Let a view be another one. `read` is the version (of `as_edited`) that was edited.

    Raises NotFound outside the circle, Refused without a name or for what cannot be understood, ChangedMeanwhile.
    """
    view = as_it_stands(by, view)
    said = _as_said(view.map, name, words, shows, focus, steps, look, story, place)
    if said == {column: getattr(view, column) for column in said}:
        audit.nothing_changed()
        return view
    must_be_as_read(read, as_edited(view))
    for column, value in said.items():
        setattr(view, column, value)
    view.save(update_fields=list(said))
    audit.record(by=by, verb="view.changed", subject=view, circle=view.map.circle_id)
    return view


@action
def take_view_away(*, by: Person, view: View) -> None:
    """Take a view away; the map stays as it is. Twice changes nothing. Raises NotFound outside the circle."""
    let_go(by, view, "view.taken_away")
