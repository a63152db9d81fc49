"""What an administrator's pages read: who is here and which circles there are. The role that asks cannot read words."""

import uuid
from typing import Any

from django.db.models import Count, Q

from hls_platform.actions import NotFound
from hls_platform.models import AuditEntry
from hls_platform.security.asking import as_job
from hls_platform.web.paging import Page, page_after
from relationships.models import BreakGlass, Circle, Membership, Person

ADMINISTRATION = "hls_administration"
OF_A_PERSON = (
    "id",
    "email",
    "name",
    "is_active",
    "is_administrator",
    "is_steward",
    "joined_at",
    "last_login",
)
OF_A_CIRCLE = ("id", "kind", "slug", "name", "created_at", "ended_at")
NEWEST_FIRST = ("-at", "-id")


def people(search: str = "", after: str | None = None) -> Page:
    """Everybody who has an account, by name; with `search`, those in whose name or address it stands."""
    with as_job(ADMINISTRATION):
        found = Person.objects.only(*OF_A_PERSON)
        if search:
            found = found.filter(Q(name__icontains=search) | Q(email__icontains=search))
        return page_after(found, order=("name", "pk"), after=after, size=50)


def person(id: uuid.UUID) -> tuple[Person, list[Any]]:
    """One person, and the circles they are in now, by name. Raises NotFound."""
    with as_job(ADMINISTRATION):
        found = Person.objects.only(*OF_A_PERSON).filter(pk=id).first()
        if found is None:
            raise NotFound
        memberships = Membership.objects.current().filter(person_id=id).order_by("circle__name")
        return found, list(memberships.values("circle__name", "circle__kind", "role", "since"))


def circles(after: str | None = None) -> Page:
    """Every circle by name, each with `people`: how many are in it now."""
    with as_job(ADMINISTRATION):
        page = page_after(Circle.objects.only(*OF_A_CIRCLE), order=("name", "pk"), after=after, size=50)
        ids = [circle.pk for circle in page.items]
        counted = Membership.objects.current().filter(circle_id__in=ids).order_by().values_list("circle_id")
        number = dict(counted.annotate(Count("pk")))
        for circle in page.items:
            circle.people = number.get(circle.pk, 0)
        return page


def audit(after: str | None = None) -> Page:
    """What was done to people and circles, newest first: who, what and when, with `by` and `about` as names."""
    with as_job(ADMINISTRATION):
        page = page_after(AuditEntry.objects.all(), order=NEWEST_FIRST, after=after, size=50)
        names = dict(
            Person.objects.filter(pk__in={entry.person_id for entry in page.items}).values_list("pk", "name")
        )
        circle_names = dict(
            Circle.objects.filter(pk__in={entry.circle_id for entry in page.items}).values_list("pk", "name")
        )
        for entry in page.items:
            entry.by = names.get(entry.person_id, "")
            entry.about = circle_names.get(entry.circle_id, "")
        return page


def circle(id: uuid.UUID) -> Circle:
    """One circle: its name and kind. Raises NotFound."""
    with as_job(ADMINISTRATION):
        found = Circle.objects.only(*OF_A_CIRCLE).filter(pk=id).first()
    if found is None:
        raise NotFound
    return found


def glasses(after: str | None = None) -> Page:
    """What was asked for and allowed, newest first: each with its circle's name as `about`."""
    with as_job(ADMINISTRATION):
        page = page_after(BreakGlass.objects.all(), order=("-asked_at", "-id"), after=after)
        ids = {glass.circle_id for glass in page.items}
        names = dict(Circle.objects.filter(pk__in=ids).values_list("pk", "name"))
        for glass in page.items:
            glass.about = names[glass.circle_id]
        return page
