"""System maps: what is drawn, and the versions of it that were kept."""

from systems.models.change import Change, Contest
from systems.models.factor import Factor
from systems.models.guest import Guest, GuestLink, GuestsAllowed
from systems.models.link import Link
from systems.models.snapshot import Snapshot
from systems.models.system_map import SystemMap

__all__ = [
    "Change",
    "Contest",
    "Factor",
    "Guest",
    "GuestLink",
    "GuestsAllowed",
    "Link",
    "Snapshot",
    "SystemMap",
]
