"""System maps: what is drawn, who acts on it, how it is looked at, and the versions of it that were kept."""

from systems.models.actor import Actor, ActsOn
from systems.models.change import Change, Contest
from systems.models.factor import Factor
from systems.models.guest import Guest, GuestLink, GuestsAllowed
from systems.models.link import Link
from systems.models.snapshot import Snapshot
from systems.models.system_map import SystemMap
from systems.models.view import View

__all__ = [
    "Actor",
    "ActsOn",
    "Change",
    "Contest",
    "Factor",
    "Guest",
    "GuestLink",
    "GuestsAllowed",
    "Link",
    "Snapshot",
    "SystemMap",
    "View",
]
