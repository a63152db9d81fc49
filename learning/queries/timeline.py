"""A circle's time on one page: what it noticed, thought, tried and changed, the latest first."""

import datetime
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hls_platform.midnight import midnight
from hls_platform.rows import rows
from hls_platform.web.addresses import address_of
from hls_platform.web.paging import Page, cursor_of, said_in
from learning.models import Experiment, Reflection, Stage
from learning.models.learning_question import raised_by_words
from learning.models.measure import plain
from relationships.models import Circle

SIZE = 40
MOST_OF_A_PERIOD = 400
"""A period that was chosen is shown whole, up to so many, so that it prints on one page."""
ORDER = ("-at", "-id")
ENTRIES = """
    SELECT at, id, lane, kind, said, text, who, target FROM (
        SELECT shared_at AS at, share.id, CASE kind WHEN 'adaptation' THEN 'changed' ELSE 'noticed' END AS lane, 'share' AS kind,
            kind AS said, concat_ws(E'\\n\\n', nullif(text, ''), nullif(what, ''), nullif(so_what, ''), nullif(now_what, ''),
                (SELECT string_agg(nullif(given, ''), E'\\n\\n') FROM jsonb_array_elements_text(answers) given)) AS text,
            author.name AS who, share.id AS target
        FROM learning_share share JOIN learning_reflection reflection ON reflection.id = reflection_id
        LEFT JOIN relationships_person author ON author.id = author_id AND NOT anonymous
        WHERE share.circle_id = %(circle)s AND withdrawn_at IS NULL
        UNION ALL
        SELECT observation.day::timestamp AT TIME ZONE %(zone)s, observation.id, 'noticed', 'observation', measure.name || E'\\n' || value, story, writer.name, measure.id
        FROM learning_observation observation JOIN learning_measure measure ON measure.id = measure_id
        LEFT JOIN relationships_person writer ON writer.id = written_by_id
        WHERE measure.circle_id = %(circle)s AND story <> ''
        UNION ALL
        SELECT question.created_at, question.id, 'thought', 'question', raised_at_scale || E'\\n' || raised_in, text, asker.name, question.id
        FROM learning_learningquestion question LEFT JOIN relationships_person asker ON asker.id = asked_by_id
        WHERE circle_id = %(circle)s
        UNION ALL
        SELECT written_at, step.id, 'thought', 'understanding', question.text, step.text, writer.name, question.id
        FROM learning_understanding step JOIN learning_learningquestion question ON question.id = question_id
        LEFT JOIN relationships_person writer ON writer.id = written_by_id
        WHERE circle_id = %(circle)s
        UNION ALL
        SELECT insight.created_at, insight.id, 'thought', 'insight', '', text, writer.name, insight.id
        FROM learning_insight insight LEFT JOIN relationships_person writer ON writer.id = written_by_id
        WHERE circle_id = %(circle)s
        UNION ALL
        SELECT adaptation.created_at, adaptation.id, 'changed', 'adaptation', '', text, writer.name, adaptation.id
        FROM learning_adaptation adaptation LEFT JOIN relationships_person writer ON writer.id = written_by_id
        WHERE circle_id = %(circle)s
        UNION ALL
        SELECT entered_on::timestamp AT TIME ZONE %(zone)s, step.id, 'tried', 'step', step.stage || E'\\n' || cycle.name, step.why, writer.name, cycle.id
        FROM learning_cyclestep step JOIN learning_learningcycle cycle ON cycle.id = cycle_id
        LEFT JOIN relationships_person writer ON writer.id = written_by_id
        WHERE circle_id = %(circle)s
        UNION ALL
        SELECT begun_at, experiment.id, 'tried', 'begun', '', what, tender.name, experiment.id
        FROM learning_experiment experiment LEFT JOIN relationships_person tender ON tender.id = tended_by_id
        WHERE circle_id = %(circle)s
        UNION ALL
        SELECT ended_at, experiment.id, CASE ending WHEN 'stop' THEN 'tried' ELSE 'changed' END, 'ended', ending || E'\\n' || what, reason,
            tender.name, experiment.id
        FROM learning_experiment experiment LEFT JOIN relationships_person tender ON tender.id = tended_by_id
        WHERE circle_id = %(circle)s AND ended_at IS NOT NULL
    ) entry
    WHERE (%(lane)s = '' OR lane = %(lane)s)
      AND (%(start)s::timestamptz IS NULL OR at >= %(start)s) AND (%(end)s::timestamptz IS NULL OR at < %(end)s)
      AND (%(after)s::timestamptz IS NULL OR (at, id) < (%(after)s::timestamptz, %(after_id)s::uuid))
    ORDER BY at DESC, id DESC LIMIT %(most)s"""


@dataclass(frozen=True)
class Entry:
    """One thing of a circle's time. `said` is what stands above its words, put together by `title`."""

    at: datetime.datetime
    id: uuid.UUID
    lane: str
    kind: str
    said: str
    text: str
    who: str | None
    target: uuid.UUID

    @property
    def lane_in_words(self) -> str:
        return {
            "noticed": _("We noticed"),
            "thought": _("We thought"),
            "tried": _("We tried"),
            "changed": _("We changed"),
        }[self.lane]

    @property
    def title(self) -> str:
        first, _nl, rest = self.said.partition("\n")
        match self.kind:
            case "share":
                return capfirst(str(Reflection.Kind(first).label))
            case "observation":
                return _("%(measure)s: %(value)s") % {"measure": first, "value": _without_zeros(rest)}
            case "question":
                return _("A question")
            case "understanding":
                return first
            case "insight":
                return _("We now think")
            case "adaptation":
                return _("We do it differently now")
            case "step":
                return _("%(cycle)s: %(stage)s") % {"cycle": rest, "stage": Stage(first).label}
            case "begun":
                return _("An experiment")
        return _("An experiment ended: %(ending)s") % {"ending": Experiment.Ending(first).label}

    @property
    def about(self) -> str:
        """What an ended experiment had tried."""
        return self.said.partition("\n")[2] if self.kind == "ended" else ""

    @property
    def by(self) -> str:
        """Who, as they consented."""
        if self.who:
            return self.who
        if self.kind == "question":
            scale, _nl, circle = self.said.partition("\n")
            return raised_by_words(scale, circle)
        return _("Someone in this circle")

    @property
    def month(self) -> str:
        return capfirst(date_format(timezone.localdate(self.at), "F Y"))

    @property
    def url(self) -> str:
        page = {
            "share": "shared",
            "observation": "measure",
            "question": "question",
            "understanding": "question",
            "insight": "insight",
            "adaptation": "adaptation",
            "step": "cycle",
        }
        return address_of(f"learning:{page.get(self.kind, 'experiment')}", self.target)


def _without_zeros(said: str) -> str:
    return plain(Decimal(said))


def timeline_of(
    circle: Circle,
    *,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    lane: str = "",
    after: str | None = None,
) -> Page:
    """What happened in `circle`, the latest first; from and until a day (both included), of one lane. One query.

    Whoever calls this has made sure that the reader is in the circle.
    """
    size = MOST_OF_A_PERIOD if since else SIZE
    at, id = _read(after)
    values: dict[str, Any] = {
        "circle": circle.pk,
        "lane": lane,
        "zone": timezone.get_current_timezone_name(),
        "start": midnight(since) if since else None,
        "end": midnight(until + datetime.timedelta(days=1)) if until else None,
        "after": at,
        "after_id": id,
        "most": size + 1,
    }
    found = rows(Entry, ENTRIES, values)
    return Page(found[:size], cursor_of(found[size - 1], ORDER) if len(found) > size else None)


def _read(after: str | None) -> tuple[datetime.datetime | None, uuid.UUID | None]:
    """Where the cursor stands; nowhere, when it makes no sense."""
    said = said_in(after) or []
    try:
        at, id = (str(each) for each in said)
        moment = parse_datetime(at)
        return (moment, uuid.UUID(id)) if moment and moment.tzinfo else (None, None)
    except ValueError:
        return None, None
