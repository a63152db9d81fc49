"""What the page My data says: what is held about a person, who can see it, and whom what they shared reached."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hls_platform.rows import rows
from hls_platform.security.held import Held, counted
from relationships.models import Person

MOST_CIRCLES = 50
SHARED = """
    SELECT circle.name, shared.number, shared.opened, shared.answers,
      (SELECT count(*) FROM relationships_membership inside WHERE inside.circle_id = circle.id
       AND inside.since <= %(now)s AND (inside.until IS NULL OR inside.until > %(now)s)),
      wall.went_to(circle.id)
    FROM (
      SELECT share.circle_id, count(*) AS number,
        count(*) FILTER (WHERE EXISTS (
          SELECT FROM hls_platform_auditentry entry WHERE entry.circle_id = share.circle_id
          AND entry.verb = 'glass.read' AND entry.subject_type = 'learning.share' AND entry.subject_id = share.id::text)) AS opened,
        sum((SELECT count(*) FROM learning_response response WHERE response.share_id = share.id))::int AS answers
      FROM learning_share share JOIN learning_reflection reflection ON reflection.id = share.reflection_id
      WHERE reflection.author_id = %(person)s AND share.withdrawn_at IS NULL GROUP BY share.circle_id
    ) shared JOIN relationships_circle circle ON circle.id = shared.circle_id
    ORDER BY circle.name LIMIT %(most)s"""


@dataclass(frozen=True)
class Listed:
    """One kind of thing that is held: what it is, how many, who sees it, and where it is changed or taken back."""

    title: str
    number: int
    seen_by: str
    url: str


@dataclass(frozen=True)
class Reached:
    """What `number` reflections that are shared with one circle reached, as counts that name nobody."""

    circle: str
    number: int
    opened: int
    answers: int
    people: int
    letters: int | None
    """How many people a digest brought it to: 0 stands for a few (fewer than five), None for one or none at all."""

    @property
    def who(self) -> str:
        """Who can read it, in words. `people` is not told to somebody who has left the circle."""
        if self.people < 1:
            return _("the people of the circle, which you have left")
        return ngettext(
            "you alone, who are in the circle now", "the %(people)s people of the circle", self.people
        ) % {"people": self.people}

    @property
    def came(self) -> list[str]:
        """What is known of where it went and what came back, in sentences; nothing that tells who read."""
        said = []
        if self.letters is not None:
            said.append(
                _("The digests of those weeks went by e-mail to %(people)s people.")
                % {"people": self.letters}
                if self.letters
                else _("The digests of those weeks went by e-mail to a few people.")
            )
        if self.answers:
            said.append(
                ngettext("%(number)s response came back.", "%(number)s responses came back.", self.answers)
                % {"number": self.answers}
            )
        if self.opened:
            said.append(
                ngettext(
                    "An administrator opened %(number)s of them, for a reason that the circle can read.",
                    "An administrator opened %(number)s of them, for a reason that the circle can read.",
                    self.opened,
                )
                % {"number": self.opened}
            )
        return said


def held_about(person: Person) -> list[Listed]:
    """Each kind of thing that is held about `person`, who asks, with what they wrote first."""
    found = sorted(counted(), key=lambda each: not each[0].table.startswith("learning_"))
    return [_listed(held, number) for held, number in found]


def _listed(held: Held, number: int) -> Listed:
    return Listed(str(held.title), number, str(held.seen_by), reverse(held.done_at) if held.done_at else "")


def reached(person: Person) -> list[Reached]:
    """What `person` shares now, circle by circle by name, and whom it reached."""
    return rows(Reached, SHARED, {"person": person.pk, "now": timezone.now(), "most": MOST_CIRCLES})
