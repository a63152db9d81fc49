"""A person's own digests: all that came to them at one moment, as they may read it now."""

import uuid
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.rows import rows
from hls_platform.templatetags.plain_words import moment
from hls_platform.web.paging import Page, page_after
from learning.digests.prompts import prompts_for
from learning.models import Delivery, DigestChoice
from learning.queries.digests import ReadDigest, digests_in, read_digests, together
from learning.queries.feed import WRITTEN, Teller, Told
from relationships.models import Circle, Person

MOST_OWN = 60
OWN = f"""
    SELECT id, created_at, id, kind, happened_on, {WRITTEN}, NULL
    FROM learning_reflection reflection
    WHERE author_id = %(person)s AND created_at >= %(start)s AND created_at < %(end)s
      AND NOT EXISTS (SELECT FROM learning_share WHERE reflection_id = reflection.id AND withdrawn_at IS NULL)
    ORDER BY created_at DESC LIMIT %(most)s"""  # noqa: S608  our own names
LATEST_FIRST = ("-covers_until", "-id")


@dataclass
class MyDigest:
    delivery: Delivery
    circles: list[ReadDigest] = field(default_factory=list)
    """Of each circle what its digests say, together; a circle of which something was put to its organisation first."""
    own: list[Told] = field(default_factory=list)
    """What the person wrote in that time and shares with nobody."""
    prompts: list[str] = field(default_factory=list)

    @property
    def says_something(self) -> bool:
        return bool(self.circles or self.own)


def read_delivery(delivery: Delivery, person: Person, *, own: bool, by_letter: bool = False) -> MyDigest:
    """What came to `person` with this delivery of theirs, of circles they are still in; `own`, also what they kept to
    themselves. At most eight queries, however many circles there are."""
    found = [
        each
        for each in read_digests(digests_in(person, delivery.pk), person, by_letter=by_letter)
        if each.says_something
    ]
    by_circle: dict[uuid.UUID, list[ReadDigest]] = {}
    for each in found:
        by_circle.setdefault(each.digest.circle.pk, []).append(each)
    circles = sorted((together(some) for some in by_circle.values()), key=_asked_first)
    _say_once(circles)
    return MyDigest(delivery, circles, kept_back(person, delivery) if own else [], prompts_for(delivery.pk))


def _asked_first(read: ReadDigest) -> bool:
    """Circles of an organisation to which something was put stand before the others, which stay by name."""
    return not (read.put and read.digest.circle.kind == Circle.Kind.ORGANISATION)


def _say_once(circles: list[ReadDigest]) -> None:
    """A question put to an organisation is told of in its own part, and not again in the partnership's."""
    said: set[uuid.UUID] = set()
    for read in circles:
        read.put = [each for each in read.put if each.id not in said]
        said |= {each.id for each in read.put}


def kept_back(person: Person, delivery: Delivery) -> list[Told]:
    """What `person` wrote in the time that the delivery covers and shares with nobody now, oldest first."""
    tell = Teller({})
    values = {
        "person": person.pk,
        "start": delivery.covers_from,
        "end": delivery.covers_until,
        "most": MOST_OWN,
    }
    return rows(tell.own, OWN, values)[::-1]


def earlier(person: Person, after: str | None) -> Page:
    """The digests that came to `person`, the latest first."""
    return page_after(Delivery.objects.visible_to(person), order=LATEST_FIRST, after=after)


def in_a_sentence(choice: DigestChoice) -> str:
    """What will happen, as one would say it: "Every Monday at 8:00, by e-mail, all your circles together"."""
    if choice.rhythm == Circle.Rhythm.OFF:
        return _("No digest comes to you. Those of your circles stand on their pages.")
    when = {
        Circle.Rhythm.WEEKLY: _("Every %(day)s at %(hour)s:00"),
        Circle.Rhythm.FORTNIGHTLY: _("Every second %(day)s at %(hour)s:00"),
        Circle.Rhythm.MONTHLY: _("On the first %(day)s of every month at %(hour)s:00"),
    }[Circle.Rhythm(choice.rhythm)] % {"day": choice.day_name, "hour": choice.hour}
    how = {
        DigestChoice.Channel.APP: _("here on this page"),
        DigestChoice.Channel.EMAIL: _("by e-mail"),
        DigestChoice.Channel.TITLES: _("by an e-mail that says only that something is here"),
        DigestChoice.Channel.FEED: _("in your private feed"),
    }[DigestChoice.Channel(choice.channel)]
    said = _("%(when)s (%(zone)s), %(how)s, all your circles together.") % {
        "when": when,
        "zone": choice.zone,
        "how": how,
    }
    if choice.away_until and choice.away_until > timezone.localdate():
        said += " " + _("You are away: what comes until then is kept, and comes in one.")
    return said


def next_in_words(choice: DigestChoice) -> str:
    """When the next one is due, as clocks show it there; nothing where none is."""
    if choice.next_at is None:
        return ""
    with timezone.override(choice.tz):
        return moment(choice.next_at)
