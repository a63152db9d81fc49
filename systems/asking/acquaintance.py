"""Who acts on the same factor without knowing each other, as far as whoever asks can see."""

import itertools
import uuid
from collections import defaultdict
from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hls_platform.rows import rows
from relationships.models import Person
from systems.asking.answer import Answer, Line, Mark, named
from systems.asking.reading import ActorRead, MapRead

MEET = """
    WITH mine AS (
        SELECT circle_id FROM relationships_membership
        WHERE person_id = %(person)s AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
    )
    SELECT partnership_id, organisation_id FROM relationships_partnershipparty
    WHERE organisation_id = ANY(%(organisations)s) AND partnership_id IN (SELECT circle_id FROM mine)
    UNION
    SELECT circle_id, on_behalf_of_id FROM relationships_membership
    WHERE on_behalf_of_id = ANY(%(organisations)s) AND circle_id IN (SELECT circle_id FROM mine)
      AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
    UNION
    SELECT there.circle_id, theirs.circle_id
    FROM relationships_membership theirs JOIN relationships_membership there USING (person_id)
    WHERE theirs.circle_id = ANY(%(organisations)s)
      AND theirs.circle_id IN (SELECT circle_id FROM mine) AND there.circle_id IN (SELECT circle_id FROM mine)
      AND theirs.since <= %(now)s AND (theirs.until IS NULL OR theirs.until > %(now)s)
      AND there.since <= %(now)s AND (there.until IS NULL OR there.until > %(now)s)"""


def actors(read: MapRead, person: Person) -> Answer:
    """For each factor that several act on: who of them share no circle, and could be introduced."""
    title = _("Who acts on the same factor without knowing each other")
    if not read.has_actors:
        return Answer(
            title=title,
            says=[
                _(
                    "Nobody has said who acts on this map yet. Add actors, and the factors that each acts on, and ask again."
                )
            ],
        )
    shared = {factor: acting for factor, acting in read.actors.items() if len(acting) > 1}
    known = {each.organisation for acting in shared.values() for each in acting if each.organisation}
    meet = circles_of(person, known)
    lines = []
    for factor, acting in sorted(shared.items(), key=lambda each: read.labels[each[0]]):
        for one, other in itertools.combinations(acting, 2):
            if line := _pair(read, factor, one, other, meet):
                lines.append(line)
    together = ngettext(
        "On %(n)s factor more than one acts.", "On %(n)s factors more than one acts.", len(shared)
    ) % {"n": len(shared)}
    says = [together]
    if shared and not lines:
        says.append(_("All who act on the same factor share a circle with each other."))
    if lines:
        says.append(
            _(
                "These pairs share no circle that you can see. An introduction asks nothing of them: whoever wants to answers, and you say yes."
            )
        )
    return Answer(
        title=title,
        says=says,
        lines=lines,
        cannot_know=[
            _(
                "You see the circles that you are in. They may know each other from another one, or from life."
            ),
        ],
    )


def _pair(
    read: MapRead,
    factor: int,
    one: ActorRead,
    other: ActorRead,
    meet: dict[uuid.UUID, set[uuid.UUID]],
) -> Line | None:
    said = {"one": one.name, "other": other.name, "factor": read.labels[factor]}
    if one.organisation and other.organisation:
        if meet[one.organisation] & meet[other.organisation]:
            return None
        words = _("%(one)s and %(other)s both act on “%(factor)s”, and share no circle that you can see.")
    else:
        words = _(
            "%(one)s and %(other)s both act on “%(factor)s”. Whether they know each other nobody can tell here: not both are tied to an organisation of this place."
        )
    return Line(
        words=words % said,
        mark=Mark.ACTORS,
        factors=named(read, [factor]),
        introduce=read.ids[factor],
    )


def circles_of(person: Person, organisations: Collection[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """The circles, among those that `person` is in, where each organisation is: as a side of a partnership, on whose behalf
    somebody is there, or with one of its own people. In one query; an organisation is in its own circle."""
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for each in organisations:
        found[each].add(each)
    if organisations:
        asked = {"person": person.pk, "now": timezone.now(), "organisations": list(organisations)}
        for circle, organisation in rows(lambda *row: row, MEET, asked):
            found[organisation].add(circle)
    return found


def first_words(read: MapRead, factor: uuid.UUID) -> str:
    """What an introduction over this factor could say, for the person to change."""
    number = read.numbers[factor]
    names = [each.name for each in read.actors.get(number, ())]
    if len(names) < 2:
        return _("I work on “%(factor)s”, and would like to talk to others who do.") % {
            "factor": read.labels[number]
        }
    said = {"names": ", ".join(names[:-1]), "last": names[-1], "factor": read.labels[number]}
    return (
        _(
            "%(names)s and %(last)s all act on “%(factor)s”, and as far as I can see they have not met. If you work there, or know who does: I would like to bring you together."
        )
        % said
    )
