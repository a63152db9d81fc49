"""What waits for a person to answer: a colleague's question about what they shared, or one put to their organisation."""

import uuid
from dataclasses import dataclass

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from hls_platform.rows import rows
from hls_platform.web.addresses import address_of
from hls_platform.what_waits import WORDS, Waits
from relationships.models import Person

MOST = 10
"""Of each kind, at most."""
WAITING = """
    (SELECT 'asked', share.reflection_id, response.text, asker.name, circle.name
     FROM learning_reflection reflection
     JOIN learning_share share ON share.reflection_id = reflection.id AND share.withdrawn_at IS NULL
     JOIN learning_response response ON response.share_id = share.id
      AND response.kind = 'question' AND response.replied_at IS NULL
     JOIN relationships_person asker ON asker.id = response.author_id
     JOIN relationships_circle circle ON circle.id = share.circle_id
     WHERE reflection.author_id = %(person)s ORDER BY response.created_at LIMIT %(most)s)
    UNION ALL
    (SELECT 'put', question.id, question.text, organisation.name, circle.name
     FROM relationships_membership mine
     JOIN learning_learningquestion question ON question.circle_id = mine.circle_id
      AND question.put_to_id = mine.on_behalf_of_id AND question.closed_at IS NULL
     JOIN relationships_circle circle ON circle.id = question.circle_id
     JOIN relationships_circle organisation ON organisation.id = question.put_to_id
     WHERE mine.person_id = %(person)s AND mine.since <= %(now)s AND (mine.until IS NULL OR mine.until > %(now)s)
     ORDER BY question.created_at LIMIT %(most)s)"""


@dataclass(frozen=True)
class _Waiting:
    """A question that waits for a person: a colleague's about what they shared ("asked", of the reflection `key`), or
    one of a partnership put to their organisation ("put", the learning question `key`)."""

    kind: str
    key: uuid.UUID
    text: str
    name: str
    """Of the colleague who asks, or of the organisation that is asked."""
    circle: str

    def line(self) -> Waits:
        said = {"name": self.name, "circle": self.circle}
        asks = (
            _("%(name)s asks you, in %(circle)s") if self.kind == "asked" else _("%(circle)s asks %(name)s")
        )
        view = "learning:reflection" if self.kind == "asked" else "learning:question"
        return Waits(asks % said, Truncator(self.text).words(WORDS), address_of(view, self.key))


def questions(person: Person) -> list[Waits]:
    """What colleagues asked `person` and what was put to an organisation they stand for, each the oldest first."""
    values = {"person": person.pk, "now": timezone.now(), "most": MOST}
    return [each.line() for each in rows(_Waiting, WAITING, values)]


WAITS = [questions]
