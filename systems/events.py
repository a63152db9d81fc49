"""What webhooks may be told of maps."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "map.begun": _("a map was begun"),
    "map.imported": _("a map came in"),
    "loop.kept": _("a loop of a map was named"),
    "map.kept": _("a version of a map was kept"),
    "map.restored": _("a map stands as it was kept"),
    "map.published": _("a map was published"),
    "map.edition_published": _("a map was published anew"),
    "map.withdrawn": _("a published map was withdrawn"),
}
