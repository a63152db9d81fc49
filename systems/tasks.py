"""Celery's doors of systems. Each can run twice, at once, or be killed, without harm."""

import uuid

from celery import shared_task

from systems.asking import looking


@shared_task(name="systems.look_for_loops")
def look_for_loops(map: str, circle: str, version: str, length: str, through: str) -> None:
    """Search a map for loops, telling how far it is; see `looking`."""
    asked = looking.Asked(uuid.UUID(map), int(version), int(length), uuid.UUID(through) if through else None)
    looking.search(asked, uuid.UUID(circle))
