"""What was done to maps, in words for whoever did it."""

from django.utils.translation import gettext_lazy as _

from hls_platform.telling import Words

TOLD = {
    "map.imported": Words(mine=_("You brought a map in")),
    "map.added_to": Words(mine=_("You added to a map from a file")),
    "map.changed": Words(mine=_("You drew on a map")),
    "guests.allowed": Words(
        mine=_("You let guests draw on a circle’s maps"),
        others=_("%(who)s let guests draw on the circle’s maps"),
    ),
    "guests.sent_away": Words(
        mine=_("You let guests draw no more"), others=_("%(who)s lets guests draw no more")
    ),
    "guest_link.made": Words(mine=_("You made a link for guests of a map")),
    "guest_link.revoked": Words(mine=_("You revoked a link for guests of a map")),
    "guest.came": Words(mine=_("A guest came to a map")),
    "map.kept": Words(mine=_("You kept a version of a map")),
}
