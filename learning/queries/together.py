"""What a session's page reads, in a counted number of queries: what stands there for whoever asks, at this moment."""

import datetime
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db import connections
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from hls_platform.live.news import who_is_here
from hls_platform.replica import database_now
from learning.digests.periods import Period
from learning.models import (
    Adaptation,
    Digest,
    DigestThread,
    Insight,
    InsightVoice,
    LearningQuestion,
    Note,
    NoteGroup,
    Outcome,
    Phase,
    SenseMaking,
    Share,
)
from learning.together.formats import Format, format_of, next_phase, phase_before
from relationships.models import Circle, Membership, Person

MOST_SHARES = 40
"""So many of the latest things shared can be chosen for a note to rest on."""
MOST_TICKS = 12
"""So many are offered to tick for an insight to rest on, and all that notes rest on in any case."""
OF_LATE = datetime.timedelta(days=90)
WENT_BACK = "SELECT wall.went_back(%s)"


@dataclass(frozen=True)
class Matter:
    """Something of a circle that a session can be about: `what` is the argument's name, `thing` the row."""

    what: str
    thing: Digest | DigestThread | LearningQuestion
    said: str

    @property
    def key(self) -> str:
        return f"{self.what}:{self.thing.pk}"


def matters(circle: Circle) -> list[Matter]:
    """The circle's latest digest, its threads and the open questions."""
    found = []
    latest = Digest.objects.filter(circle_id=circle.pk).order_by("-period_start").first()
    if latest:
        found.append(Matter("digest", latest, said_of_digest(latest)))
        for thread in latest.threads.select_related("digest"):
            name = thread.name or _("thread %(number)s of it, not named yet") % {
                "number": thread.position + 1
            }
            found.append(Matter("thread", thread, _("Thread: %(name)s") % {"name": name}))
    questions = LearningQuestion.objects.filter(circle_id=circle.pk, closed_at=None).order_by("-created_at")
    return found + [
        Matter("question", each, _("Question: %(text)s") % {"text": Truncator(each.text).words(20)})
        for each in questions[:MOST_SHARES]
    ]


def said_of_digest(digest: Digest) -> str:
    """A digest in words, by its period."""
    return _("The digest of %(period)s") % {"period": Period(digest.period_start, digest.period_end).in_words}


def sessions() -> Any:
    """Sessions with all that a list shows of them."""
    return SenseMaking.objects.select_related(
        "circle", "digest", "thread", "question", "facilitator", "presenter"
    )


def sessions_of(person: Person, *, circle: str = "") -> Any:
    """The sessions that `person` may see, as `sessions`; of the circle with that slug."""
    found = sessions().visible_to(person)
    return found.filter(circle__slug=circle) if circle else found


def title_of(sense_making: SenseMaking) -> str:
    """What a session is about, in words; whatever it was about may have gone."""
    if sense_making.about:
        return sense_making.about
    if sense_making.question:
        return sense_making.question.text
    if sense_making.thread:
        return sense_making.thread.name or _("A thread of a digest")
    return said_of_digest(sense_making.digest) if sense_making.digest else _("Making sense together")


@dataclass
class Board:
    """A session as one person sees it."""

    sense_making: SenseMaking
    person: Person
    notes: list[Any]
    """Notes and questions, those of the board; what answers or disputes one of them is its `under`."""
    others: dict[str, list[Any]]
    """What else was written, by kind: about everything that was said, or for the end."""
    groups: list[Any]
    """Each with its `lying` notes."""
    loose: list[Any]
    """Notes that lie in no group."""
    shares_to_choose: list[tuple[Share, str]]
    outcomes: list[Outcome]
    sources: list[Share]
    """What an insight or adaptation can rest on: first what notes rest on, then what else was shared of late."""
    people: list[Person]
    """Everybody in the circle, by name."""
    here: frozenset[uuid.UUID] = field(default_factory=frozenset)
    went_back: bool = False

    @property
    def format(self) -> Format:
        return format_of(self.sense_making)

    @property
    def facilitates(self) -> bool:
        return self.sense_making.facilitator_id == self.person.pk

    @property
    def mine(self) -> list[Any]:
        return [each for each in self.notes if each.author_id == self.person.pk]

    @property
    def present(self) -> list[Person]:
        """Who has the page open."""
        return [each for each in self.people if each.pk in self.here]

    @property
    def chosen(self) -> list[Any]:
        """Stories for which somebody wrote why."""
        return [note for note in self.notes if any(each.kind == Note.Kind.REASON for each in note.under)]

    @property
    def phases(self) -> list[dict[str, Any]]:
        """The phases in their order, with the one we are in."""
        return [{"label": each.label, "here": each == self.sense_making.phase} for each in self.format.phases]

    @property
    def next_phase(self) -> Phase | None:
        return next_phase(self.sense_making)

    @property
    def phase_before(self) -> Phase | None:
        return phase_before(self.sense_making)

    @property
    def seconds_left(self) -> int | None:
        """Of the time that was set."""
        until = self.sense_making.time_until
        return max(0, int((until - timezone.now()).total_seconds())) if until else None

    @property
    def insights(self) -> list[Insight]:
        """What the circle thinks since, each with the `doubts` of those who see it otherwise."""
        return [each.insight for each in self.outcomes if each.insight]

    @property
    def adaptations(self) -> list[Adaptation]:
        return [each.adaptation for each in self.outcomes if each.adaptation]

    @property
    def questions(self) -> list[LearningQuestion]:
        return [each.question for each in self.outcomes if each.question]

    @property
    def promises(self) -> list[Any]:
        return self.others.get(Note.Kind.PROMISE, [])

    @property
    def otherwise(self) -> list[Any]:
        return self.others.get(Note.Kind.OTHERWISE, [])

    @property
    def corrections(self) -> list[Any]:
        return self.others.get(Note.Kind.CORRECTION, [])


ON_THE_BOARD = (Note.Kind.NOTE, Note.Kind.QUESTION)


def board(person: Person, sense_making: SenseMaking) -> Board:
    """The session as `person` sees it now. What was withdrawn is a gap; what went back is not there."""
    notes = list(
        Note.objects.visible_to(person)
        .filter(sense_making=sense_making)
        .select_related("author", "placed")
        .order_by("id")
    )
    shares = _shares(person, sense_making, {each.share_id for each in notes if each.share_id})
    for note in notes:
        note.quoted = shares.get(note.share_id) if note.share_id else None  # type: ignore[attr-defined]
        note.gap = note.quotes and note.quoted is None  # type: ignore[attr-defined]
        note.told_by = told_by(note, person)  # type: ignore[attr-defined]
        note.mine = note.author_id == person.pk  # type: ignore[attr-defined]
        note.under = []  # type: ignore[attr-defined]
    by_id = {each.pk: each for each in notes}
    others: dict[str, list[Any]] = {}
    for note in notes:
        if note.kind in ON_THE_BOARD:
            continue
        if note.about_note_id in by_id:
            by_id[note.about_note_id].under.append(note)  # type: ignore[attr-defined]
        else:
            others.setdefault(note.kind, []).append(note)
    standing = [each for each in notes if each.kind in ON_THE_BOARD and each.gone_back_at is None]
    groups: list[Any] = list(NoteGroup.objects.filter(sense_making=sense_making).order_by("id"))
    lies = {note.pk: note.placed.group_id for note in standing if hasattr(note, "placed")}
    for group in groups:
        group.lying = [each for each in standing if lies.get(each.pk) == group.pk]
    known = {group.pk for group in groups}
    return Board(
        sense_making=sense_making,
        person=person,
        notes=standing,
        others=others,
        groups=groups,
        loose=[each for each in standing if lies.get(each.pk) not in known],
        shares_to_choose=[(share, _as_chosen(share)) for share in shares.values()],
        outcomes=_outcomes(sense_making),
        sources=_sources(notes, shares),
        people=_people(sense_making.circle),
        here=who_is_here("together", sense_making.pk),
        went_back=_went_back(sense_making),
    )


def _shares(person: Person, sense_making: SenseMaking, quoted: set[uuid.UUID]) -> dict[uuid.UUID, Share]:
    """What is shared with the circle now and a note rests on, or can: by id, the latest first."""
    of_circle = Share.objects.in_circles_of(person).live().filter(circle_id=sense_making.circle_id)
    if sense_making.thread_id:
        wanted = Q(threads=sense_making.thread_id)
    elif sense_making.digest:
        wanted = Q(
            shared_at__gte=sense_making.digest.period_start, shared_at__lt=sense_making.digest.period_end
        )
    else:
        wanted = Q(shared_at__gte=sense_making.begun_at - OF_LATE)
    latest = of_circle.filter(wanted).order_by("-shared_at", "-id").values("pk")[:MOST_SHARES]
    found = of_circle.filter(Q(pk__in=latest) | Q(pk__in=quoted)).select_related("reflection__author")
    return {each.pk: each for each in found.order_by("-shared_at", "-id")}


def _outcomes(sense_making: SenseMaking) -> list[Outcome]:
    doubts = InsightVoice.objects.standing().filter(kind=InsightVoice.Kind.DOUBT).select_related("person")
    return list(
        Outcome.objects.filter(sense_making=sense_making)
        .select_related("question", "insight__followed_by", "adaptation")
        .prefetch_related(Prefetch("insight__voices", doubts, to_attr="doubts"))
    )


def _sources(notes: list[Note], shares: dict[uuid.UUID, Share]) -> list[Share]:
    quoted = {each.share_id for each in notes}
    first = [share for id, share in shares.items() if id in quoted]
    return (
        first + [share for id, share in shares.items() if id not in quoted][: max(0, MOST_TICKS - len(first))]
    )


def _as_chosen(share: Share) -> str:
    return f"{share.attribution}: {Truncator(share.reflection.words).words(14)}"


def told_by(note: Note, person: Person) -> str:
    """Who says it: as they chose, or for whom it was written down."""
    if note.said_by:
        return _("%(name)s, written down by %(scribe)s") % {"name": note.said_by, "scribe": note.author.name}
    if not note.without_name:
        return note.author.name
    return _("You, without your name") if note.author_id == person.pk else _("Someone in this circle")


def _people(circle: Circle) -> list[Person]:
    inside = Membership.objects.current().filter(circle_id=circle.pk).values("person_id")
    return list(Person.objects.filter(pk__in=inside).order_by("name"))


def _went_back(sense_making: SenseMaking) -> bool:
    """Whether something that was shown went back to its writer since: of others, no more than this is told."""
    with connections[database_now()].cursor() as cursor:
        cursor.execute(WENT_BACK, [sense_making.pk])
        return bool(cursor.fetchone()[0])


def phase_in_words(sense_making: SenseMaking) -> str:
    """Where a session is, as a list says it."""
    return capfirst(str(Phase(sense_making.phase).label))
