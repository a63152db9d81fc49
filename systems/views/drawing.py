"""The doors of those who draw: how a map stands, what changed since, and taking what was drawn. They speak JSON."""

import json
import uuid
from typing import Any

from allauth.core.ratelimit import consume_or_429
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hls_platform.actions import NotAllowed, Refused
from hls_platform.live.news import come
from hls_platform.live.spots import meet
from systems.actions.changes import NotThereYet, change_map, go_back, undo_change
from systems.changing.steps import FIELDS, Malformed
from systems.drawers import Drawer
from systems.models import Change, SystemMap
from systems.standing import contests_of, read_since, state_of
from systems.views.drawers import at_hand, drawer_of, drawn, for_guests_too

MOST_IN_ONE = 100
"""So many changes are taken in one request."""


@for_guests_too
@require_safe
def state(request: HttpRequest, slug: str) -> HttpResponse:
    """All of the map, at a number."""
    return JsonResponse(state_of(drawn(request, slug), me=drawer_of(request)))


@for_guests_too
@require_http_methods(["GET", "HEAD", "POST"])
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """What changed `after` a number; or, posted to, what became of each change that was sent, in the order sent, and that too.

    A change is {"id", "seen", "steps"}, or with "undoes" (a change's id) or "goes_back" (a number) in place of steps. The answer
    to each is {"id", "number"}, or {"id", "refused": why} for one that changed nothing; those after it are tried.
    """
    who, after = drawer_of(request), request.GET.get("after")
    if request.method != "POST":
        map = at_hand(request, slug)
        if who.person:
            come("map", map.pk, who.person.pk)
        return JsonResponse(read_since(map, _number(after)).told(who, words="words" in request.GET))
    map = drawn(request, slug)
    if who.guest and (too_often := consume_or_429(request, action="guest_draws", key=who.key)):
        return too_often
    try:
        sent = _read(request.body)
    except Refused as refused:
        return JsonResponse({"refused": str(refused)}, status=422)
    taken = [_take(who, map, each) for each in sent]
    known = read_since(map, _number(after)).told(who) if after else {"contests": contests_of(map, me=who)}
    return JsonResponse({"taken": taken} | known)


@for_guests_too
@require_POST
def presence(request: HttpRequest, slug: str) -> HttpResponse:
    """Say where one is on the map and what one holds ({"x", "y", "holds"}); where the others are. Kept nowhere."""
    map, who = at_hand(request, slug), drawer_of(request)
    if who.person:
        come("map", map.pk, who.person.pk)
    spot = _spot(request.body) | {"name": who.name, "guest": who.guest is not None}
    return JsonResponse({"present": meet("map", map.pk, who.key, spot)})


def _spot(body: bytes) -> dict[str, Any]:
    """The place that a request says, as far as it can be one."""
    try:
        said = json.loads(body)
        place = [_place(said.get(name)) for name in ("x", "y")]
        holds = str(uuid.UUID(said["holds"])) if said.get("holds") else None
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError, Malformed):
        return {"x": None, "y": None, "holds": None}
    return {"x": place[0], "y": place[1], "holds": holds}


def _place(said: Any) -> float | None:
    place: float | None = FIELDS["factor"]["x"](said)
    return None if place is None else round(place, 1)


def _number(said: Any) -> int:
    return int(said) if isinstance(said, str) and said.isascii() and said.isdigit() and len(said) < 19 else 0


def _read(body: bytes) -> list[dict[str, Any]]:
    """The changes in a request. Raises Refused where it is no list of them."""
    try:
        sent = json.loads(body, parse_int=_number_sent)
        json.dumps(sent, ensure_ascii=False).encode()  # half a letter is no text
    except (ValueError, RecursionError) as error:
        raise Refused(_("This is no list of changes.")) from error
    if not isinstance(sent, list) or len(sent) > MOST_IN_ONE or not all(map(_has_an_id, sent)):
        raise Refused(_("This is no list of changes."))
    return sent


def _number_sent(digits: str) -> int | float:
    return int(digits) if len(digits) < 19 else float(digits)


def _has_an_id(said: Any) -> bool:
    try:
        return isinstance(said, dict) and isinstance(said["id"], str) and bool(uuid.UUID(said["id"]))
    except (KeyError, ValueError):
        return False


def _take(who: Drawer, map: SystemMap, sent: dict[str, Any]) -> dict[str, Any]:
    try:
        with transaction.atomic():
            kept = _kept(who, map, sent)
    except NotThereYet as refused:
        return {"id": sent["id"], "refused": str(refused), "early": True}
    except (Refused, NotAllowed) as refused:
        return {"id": sent["id"], "refused": str(refused)}
    return {"id": sent["id"], "number": kept.number}


def _kept(who: Drawer, map: SystemMap, sent: dict[str, Any]) -> Change:
    id, by, guest = uuid.UUID(sent["id"]), who.person, who.guest
    if "undoes" in sent:
        return undo_change(by=by, guest=guest, map=map, id=id, change=_change(map, sent["undoes"]))
    if "goes_back" in sent:
        return go_back(by=by, guest=guest, map=map, id=id, number=_whole(sent["goes_back"]))
    return change_map(
        by=by, guest=guest, map=map, id=id, steps=sent.get("steps"), seen=_whole(sent.get("seen"))
    )


def _whole(said: Any) -> int:
    if isinstance(said, bool) or not isinstance(said, int) or not 0 <= said < 2**62:
        raise Refused(_("It is not said what this change had seen."))
    return said


def _change(map: SystemMap, said: Any) -> Change:
    try:
        return Change.objects.get(map=map, pk=uuid.UUID(said))
    except (ValueError, TypeError, AttributeError, Change.DoesNotExist) as error:
        raise Refused(_("What this takes back was never kept.")) from error
