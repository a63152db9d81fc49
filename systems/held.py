"""What the tables of maps hold of a person."""

from django.utils.translation import gettext_lazy as _

from hls_platform.security.held import Held
from relationships.held import GONE

HELD = [
    Held(
        table="systems_change",
        by=("by_id", "map_id"),
        title=_("Your steps on maps"),
        seen_by=_("The people of the map’s circle"),
        done_at="systems:maps",
        shown=("number", "at"),
        names={"map": "wall.name_of_map(map_id)"},
        stays="A map is drawn together and is the circle’s; that somebody made a step is an id alone.",
    ),
    Held(
        table="systems_edition",
        by=("by_id", "publication_id"),
        title=_("Editions of maps that you published"),
        seen_by=_("Everybody, until it is withdrawn"),
        done_at="systems:maps",
        shown=("number", "title", "words", "credit", "why", "at"),
        words={"words": GONE, "credit": GONE, "why": GONE},
        names={"address": "'/published/' || publication_id"},
    ),
    Held(
        table="systems_guestsallowed",
        by=("by_id",),
        stays="Whether a circle lets guests draw is the circle’s; who said so is an id alone.",
    ),
    Held(
        table="systems_guestlink",
        by=("made_by_id", "map_id"),
        title=_("Links for guests that you made"),
        seen_by=_("The people of the map’s circle"),
        done_at="systems:maps",
        shown=("made_at", "expires_at", "revoked_at"),
        names={"map": "wall.name_of_map(map_id)"},
        stays="Guests who came by it are there until it ends, and it holds no words.",
    ),
]
