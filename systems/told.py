"""What was done to maps, in words for whoever did it."""

from django.utils.translation import gettext_lazy as _

from hls_platform.telling import Words

TOLD = {
    "map.imported": Words(mine=_("You brought a map in")),
    "map.added_to": Words(mine=_("You added to a map from a file")),
    "map.changed": Words(mine=_("You drew on a map")),
    "loop.kept": Words(mine=_("You gave a loop of a map a name")),
    "loop.let_go": Words(mine=_("You let a loop go that had a name")),
    "map.kept": Words(mine=_("You kept a version of a map")),
}
