"""A view as one edits it: what it shows and how it looks, taken apart into single fields."""

from typing import Any

from systems.models import View


def as_edited(view: View) -> dict[str, Any]:
    """All of a view by the fields of its form: that is also what its version is of."""
    return {
        "name": view.name,
        "words": view.words,
        "clusters": view.shows.get("clusters", []),
        "kinds": view.shows.get("kinds", []),
        "tags": ", ".join(view.shows.get("tags", [])),
        "text": view.shows.get("text", ""),
        "focus_id": str(view.focus_id or ""),
        "steps": view.steps,
        "colour_by": view.look.get("colour_by", ""),
        "size_by": view.look.get("size_by", ""),
        "story": view.story,
        "place": view.place,
    }
