"""Who draws: somebody of the map's circle, or a guest who came to it by a link."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from hls_platform.security import audit
from hls_platform.security.asking import as_job, as_person
from relationships.models import Person
from systems import access
from systems.models import Change, Guest, SystemMap

OF_GUESTS = "hls_guest"


@dataclass(frozen=True)
class Drawer:
    """One of the two; neither is nobody."""

    person: Person | None = None
    guest: Guest | None = None

    @property
    def name(self) -> str:
        return self.person.name if self.person else self.guest.name if self.guest else ""

    @property
    def key(self) -> str:
        """By which the others' screens tell this one from another."""
        return str(self.person.pk) if self.person else f"guest-{self.guest.pk}" if self.guest else ""

    def asks(self) -> AbstractContextManager[None]:
        """A transaction in which the database is asked by a guest; by the person who asks already, otherwise."""
        return as_person(None, token_hash=self.guest.secret_hash) if self.guest else nullcontext()

    def maps(self) -> QuerySet[SystemMap]:
        """What they may see: the maps of their circles, or the one that they came to."""
        if self.guest:
            return SystemMap.objects.filter(pk=self.guest.map_id)
        return SystemMap.objects.visible_to(self.person) if self.person else SystemMap.objects.none()

    def may_draw(self, map: SystemMap) -> bool:
        """Whether they may draw on the map now. The database says it of a guest, to whom it shows themselves no longer."""
        if self.guest:
            return self.guest.map_id == map.pk and Guest.objects.filter(pk=self.guest.pk).exists()
        return self.person is not None and access.can_draw(self.person, map.circle)

    def made(self, change: Change) -> bool:
        """Whether the change is theirs."""
        if self.guest:
            return change.guest_id == self.guest.pk
        return self.person is not None and change.by_id == self.person.pk

    def record(self, *, verb: str, subject: Model, circle: Any, **facts: Any) -> None:
        """Write the audit entry of what they did. A guest is no person: the entry names them as a fact."""
        if self.guest is None:
            audit.record(by=self.person, verb=verb, subject=subject, circle=circle, **facts)
            return
        with as_job(OF_GUESTS):
            audit.record(by=None, verb=verb, subject=subject, circle=circle, guest=self.guest.pk, **facts)

    def of_others(self, changes: QuerySet[Change]) -> QuerySet[Change]:
        """Those of the changes that somebody else made."""
        if self.guest:
            return changes.exclude(guest=self.guest)
        return changes.exclude(by=self.person) if self.person else changes
