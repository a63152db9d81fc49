"""What a device may keep, encrypted, for when there is no network: my circles, my latest reflections, what I may answer."""

from typing import Any

from django.db.models import Prefetch
from django.utils.text import capfirst

from hls_platform.templatetags.plain_words import day
from hls_platform.versions import kept, version_of
from learning.models import Reflection, Response, Share
from learning.queries.feed import my_circles, shared_with
from relationships.models import Circle, Person

MOST = 30


def on_device(person: Person) -> dict[str, Any]:
    """All of it as plain values, read as the pages read it. What was taken back is not in it."""
    circles = my_circles(person)
    going_on = [circle for circle in circles if circle.ended_at is None]
    return {
        "name": person.name,
        "circles": [_circle(circle) for circle in going_on],
        "mine": [_mine(reflection) for reflection in _latest(person)],
        "shared": _shared(person, going_on),
        "kinds": {value: capfirst(str(label)) for value, label in Response.Kind.choices},
    }


def _circle(circle: Circle) -> dict[str, str]:
    return {"id": str(circle.pk), "name": circle.name, "seen_by": circle.seen_by}


def _latest(person: Person) -> list[Reflection]:
    came_back = Response.objects.select_related("author").order_by("created_at", "id")
    live = Share.objects.live().select_related("circle").order_by("circle__name")
    live = live.prefetch_related(Prefetch("responses", came_back))
    mine = Reflection.objects.filter(author=person).order_by("-created_at", "-id")
    return list(mine.prefetch_related(Prefetch("shares", live, to_attr="live"))[:MOST])


def _mine(reflection: Reflection) -> dict[str, Any]:
    words = {name: getattr(reflection, name) for name in Reflection.WORDS}
    return {
        "id": str(reflection.pk),
        **words,
        "answered": [
            {"question": str(question), "answer": answer} for question, answer in reflection.answered
        ],
        "brings": reflection.brings,
        "kind": str(reflection.kind),
        "happened_on": reflection.happened_on.isoformat(),
        "day": capfirst(day(reflection.happened_on)),
        "read": version_of(kept(reflection, Reflection.EDITED)),
        "shares": [_my_share(share) for share in reflection.live],  # type: ignore[attr-defined]
    }


def _my_share(share: Share) -> dict[str, Any]:
    return {
        "id": str(share.pk),
        "circle": str(share.circle_id),
        "name": share.circle.name,
        "anonymous": share.anonymous,
        "responses": [_came_back(response, share) for response in share.responses.all()],
    }


def _came_back(response: Response, share: Share) -> dict[str, Any]:
    answerable = response.kind != Response.Kind.RESONATES and share.circle.ended_at is None
    return {
        "id": str(response.pk),
        "author": response.author.name,
        "kind": capfirst(response.get_kind_display()),
        "text": response.text,
        "reply": response.reply,
        "read": version_of(kept(response, ["reply"])),
        "answerable": answerable,
    }


def _shared(person: Person, circles: list[Circle]) -> list[dict[str, Any]]:
    mine = set(
        Share.objects.live()
        .filter(reflection__author=person, circle__in=circles)
        .values_list("pk", flat=True)
    )
    return [
        {
            "id": str(told.id),
            "author": told.author,
            "day": capfirst(told.day),
            "kind": told.kind,
            "words": told.words,
            "seen_by": told.seen_by,
        }
        for told in shared_with(person, circles, size=MOST).items
        if told.id not in mine
    ]
