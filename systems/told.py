"""What was done to maps, in words for whoever did it."""

from django.utils.translation import gettext_lazy as _

from hls_platform.telling import Words

TOLD = {
    "map.imported": Words(mine=_("You brought a map in")),
    "map.added_to": Words(mine=_("You added to a map from a file")),
    "map.begun": Words(mine=_("You began a map")),
    "map.changed": Words(mine=_("You drew on a map")),
    "loop.kept": Words(mine=_("You gave a loop of a map a name")),
    "loop.let_go": Words(mine=_("You let a loop go that had a name")),
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
    "map.restored": Words(mine=_("You let a map stand as it was kept")),
    "map.published": Words(mine=_("You published a map")),
    "map.edition_published": Words(mine=_("You published a map anew")),
    "map.withdrawn": Words(mine=_("You withdrew a published map")),
    "view.kept": Words(mine=_("You kept a view of a map")),
    "view.changed": Words(mine=_("You changed a view of a map")),
    "view.taken_away": Words(mine=_("You took a view of a map away")),
    "actor.named": Words(mine=_("You named who acts on a map")),
    "actor.described": Words(mine=_("You said anew who acts on a map")),
    "actor.acts_on": Words(mine=_("You said what somebody acts on")),
    "actor.leaves": Words(mine=_("You said what somebody does not act on")),
    "actor.taken_off": Words(mine=_("You took an actor off a map")),
}
