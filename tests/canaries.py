"""Canaries: a world in which every text is a mark of its own, and a walk that looks for marks where they must not be.

Everything that leaves the platform is looked at: pages, files, error pages, headers, redirects, letters and log lines,
as every kind of person and signed out. A mark that its reader may not see, by the plain rule, is a leak.
"""

import io
import itertools
import logging
import random
import re
import time
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any

import pypdf
from allauth.account.internal.flows import login
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.core.cache import cache
from django.db import models, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funders.actions import reports
from funders.models import (
    Agreement,
    AgreementVersion,
    AuditorLink,
    CommitteePart,
    CommitteeReport,
    Fund,
    Grant,
    LedgerEntry,
    OpeningConversation,
    OpeningTalk,
    Payment,
    Place,
    Publication,
    Report,
    ReportLook,
    TargetChallenge,
    TrusteesLine,
    TrusteesPage,
)
from hls_platform.identifiers import uuid7
from hls_platform.models import AuditEntry
from learning.actions.digest_choices import make_feed
from learning.actions.digests import build_due_digests
from learning.actions.shares import withdraw_share
from learning.models import (
    Adaptation,
    Attachment,
    ChangeReason,
    Consent,
    CycleStep,
    Delivery,
    Digest,
    DigestThread,
    Draft,
    Experiment,
    Insight,
    LearningCycle,
    LearningQuestion,
    Measure,
    Note,
    NoteGroup,
    Nudge,
    Observation,
    Obstacle,
    Piece,
    PromptSet,
    Quote,
    Reflection,
    Response,
    SenseMaking,
    Share,
    Theme,
    Tie,
    Understanding,
)
from relationships.actions.calendars import make_calendar
from relationships.actions.memberships import hash_of, invite
from relationships.letters import send_invitation_letter
from relationships.models import (
    ApiToken,
    AskToJoin,
    BreakGlass,
    CalendarFeed,
    Circle,
    Companion,
    Concern,
    Conversation,
    Event,
    Handover,
    Heard,
    Invitation,
    Listing,
    Look,
    Membership,
    Offer,
    Organisation,
    Partnership,
    PeerGroup,
    Person,
    Promise,
    SignInRule,
    Subscription,
    Talk,
    TalkLine,
    TrustReflection,
    TrustRound,
)
from systems.models import (
    Actor,
    ActsOn,
    Change,
    Contest,
    Edition,
    Factor,
    GuestLink,
    KeptLoop,
    Link,
    PublishedMap,
    Snapshot,
    SystemMap,
    View,
)
from tests.addresses import addresses
from tests.learning.digest_ways import delivered
from tests.obvious import is_public, may_see
from tests.worlds import CIRCLES, PEOPLE, world_of

MARK = re.compile(r"canary[0-9]{6}")
NOT_TEXT = {
    "prompts",
    "file",
    "content_type",
    "token_hash",
    "days",
    "zone",
    "kind",
    "slug",
    "role",
    "state",
    "section",
    "channel",
    "joining",
    "currency",
    "details",
    "id_prefix",
    "sha256",
    "polarity",
    "scheme",
    "side",
    "rhythm",
    "commitment",
    "colour",
    "language",
    "account",
    "key",
    "on",
    "field",
    "way",
    "secret_hash",
}
STRUCTURE = {Person: {"name", "email"}, Circle: {"name"}, BreakGlass: {"reason"}}
"""What the administration's pages show an administrator, by noun and field: who is here, and no words."""
ADMINISTRATION = frozenset(
    {
        "relationships:administration", "relationships:administration_person", "relationships:administration_circles",
        "relationships:administration_audit", "relationships:ask_to_read", "relationships:glasses",
    }
)  # fmt: skip
KEPT_BY_ALL = frozenset({"systems:map_schema"})
"""What browsers may keep: the same to everybody, for good."""
PASSES = 8
"""How often the walk goes round, each time with other rows, so that every row of every noun is asked for."""


@dataclass
class Walk:
    """What was walked, and each leak in words."""

    people: int = 0
    addresses: int = 0
    answers: int = 0
    read: Counter[str] = field(default_factory=Counter)
    """How often the address of each name was answered with 200."""
    leaks: list[str] = field(default_factory=list)


class LogLines(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


class MarkedWorld:
    """A crowded random world in the database, every text of it a mark; built with reports, digests and letters."""

    def __init__(self, seed: int = 1) -> None:
        self.world = world_of(crowded(random.Random(seed)), now=timezone.now())
        self.rows: dict[str, Any] = {}
        self.fields: dict[str, str] = {}
        self._mark_everything()
        self.world.insert()
        SignInRule.objects.all().delete()  # or the walk ends at the page that says what is asked
        self.token = self._invite()
        self._give_accounts()
        build_due_digests(until=timezone.now())
        self._take_up_new_rows()
        delivered()
        self._make_feeds()
        self._take_up_new_rows()

    def _mark_everything(self) -> None:
        numbers = itertools.count(1)
        names: dict[Any, str] = {}
        for row in self.world:
            for text in row._meta.concrete_fields:
                if text.name in NOT_TEXT or text.choices or not getattr(row, text.attname):
                    continue
                if isinstance(text, models.EmailField):
                    mark = f"canary{next(numbers):06}"
                    setattr(row, text.attname, f"{mark}@example.org")
                elif isinstance(text, models.JSONField):
                    mark = f"canary{next(numbers):06}"
                    setattr(row, text.attname, _marked(row, getattr(row, text.attname), mark))
                elif isinstance(text, models.CharField | models.TextField):
                    key = (
                        (row.pk, text.name) if isinstance(row, Circle) else None
                    )  # a circle's row has two faces
                    mark = (
                        names.setdefault(key, f"canary{next(numbers):06}")
                        if key
                        else f"canary{next(numbers):06}"
                    )
                    setattr(row, text.attname, mark)
                else:
                    continue
                self.rows[mark], self.fields[mark] = row, text.name

    def _invite(self) -> str:
        """Somebody is invited into a circle by one who tends it; the letter goes out."""
        tending = next(
            each
            for each in self.world.rows[Membership]
            if each.role == "lead" and each.circle.kind == "peer_group" and each.until is None
            and each.since <= self.world.now and each.circle.ended_at is None
        )  # fmt: skip
        self.invited_to, self.invited_by = tending.circle, tending.person
        invitation, token = invite(by=tending.person, circle=tending.circle, email="somebody@example.org")
        self.world.add(invitation)
        send_invitation_letter(uuid7(), invitation.pk, token)
        return token

    def _give_accounts(self) -> None:
        """Each report is composed; where all can sign it is issued, and then one of its sources is withdrawn."""
        for report in self.world.rows[Report]:
            reports.compose_report(report=report)
        source = (
            Share.objects.live()
            .filter(report_sources__isnull=False)
            .select_related("reflection__author")
            .first()
        )
        if source:
            withdraw_share(by=source.reflection.author, share=source)
        for report in self.world.rows[Report]:
            report.refresh_from_db()
            if report.state == Report.State.COMPOSING:
                reports.compose_report(report=report)

    def _make_feeds(self) -> None:
        """Everybody has the address of a feed."""
        self.feeds = {make_feed(by=person): person for person in self.world.rows[Person]}
        self.feed_of = {reverse("learning:digest_feed", args=[each]): who for each, who in self.feeds.items()}
        self.calendars = {
            make_calendar(by=person, names_partnerships=True): person for person in self.world.rows[Person]
        }
        self.feed_of |= {
            reverse("relationships:calendar_feed", args=[each]): who for each, who in self.calendars.items()
        }

    def _take_up_new_rows(self) -> None:
        """The world's lists know what the actions made and changed."""
        for noun in (Share, Digest, DigestThread, Delivery):
            self.world.rows[noun] = list(noun._base_manager.all())

    def readers(self) -> list[Person | None]:
        """Everybody, and somebody who has not signed in."""
        return [*self.world.rows[Person], None]

    def may_read(self, person: Person | None, mark: str, *, invited: bool = False) -> bool:
        """Whether the row that carries `mark` may be seen by `person`; with `invited`, by whoever bears the link."""
        row = self.rows[mark]
        if invited and row.pk in {self.invited_to.pk, self.invited_by.pk}:
            return True
        sees = is_public(self.world, row) if person is None else may_see(self.world, person, row)
        if not sees:
            return self._stands_on_a_fund_s_page(person, row, self.fields[mark])
        return True

    def _stands_on_a_fund_s_page(self, person: Person | None, row: Any, field: str) -> bool:
        """An open fund is a page for anybody; it names whose it is, as a fund does to whoever wrote to it."""
        funds = [
            fund
            for fund in self.world.rows[Fund]
            if (fund.is_open if person is None else may_see(self.world, person, fund))
        ]
        if isinstance(row, Fund):
            return row in funds
        return isinstance(row, Circle) and field == "name" and row.pk in {fund.funder_id for fund in funds}

    def behind_link(self, address: str) -> set[Any]:
        """What whoever came by the link to first words may read: the words, and the fund they are for."""
        for nth, fund in enumerate(self.world.rows[Fund]):
            if f"/first-words/opening-{nth}/" in address:
                bearing = hash_of(f"opening-{nth}")
                own = [each for each in self.world.rows[OpeningConversation] if each.token_hash == bearing]
                return {fund.pk, fund.funder_id, *(each.pk for each in own)}
        return set()

    def is_structure(self, mark: str) -> bool:
        """Whether `mark` stands in what an administrator's pages show."""
        row = self.rows[mark]
        return any(
            isinstance(row, noun) and self.fields[mark] in fields for noun, fields in STRUCTURE.items()
        )


def _marked(row: Any, said: Any, mark: str) -> Any:
    """What a field of JSON holds, with the mark for its words."""
    if isinstance(row, Change):
        return [{**step, "set": {"label": mark}, "was": {"label": mark}} for step in said]
    if isinstance(row, Contest):
        return mark
    if isinstance(said, list):
        return [mark]
    if isinstance(row, Edition | Snapshot):
        return {"factors": [{"key": "1", "label": mark}], "links": []}
    if isinstance(row, AgreementVersion):
        return {**row.terms, "accountable_for": mark}
    if isinstance(row, Draft):
        return {"text": mark}
    if isinstance(row, Reflection) or row._meta.model_name == "reflectionversion":
        return {"text": mark, "what": "", "so_what": "", "now_what": ""}
    return {"said": mark}


def crowded(dice: random.Random) -> dict[str, Any]:
    """The numbers of a world (see `worlds`) with much of everything in it."""

    def some(count: int, places: int) -> list[tuple[int, ...]]:
        return [tuple(dice.randrange(12) for _ in range(places)) for _nth in range(count)]

    memberships = [
        (dice.randrange(PEOPLE), circle, dice.randrange(12), -2, None)
        for circle in range(CIRCLES)
        for _nth in range(2)
    ]
    memberships += [(dice.randrange(PEOPLE), dice.randrange(CIRCLES), 1, -2, -1) for _nth in range(4)]
    circles_of = {
        person: sorted({each[1] for each in memberships if each[0] == person}) for person in range(PEOPLE)
    }
    people_of = {
        circle: sorted({each[0] for each in memberships if each[1] == circle}) for circle in range(CIRCLES)
    }
    # People share and answer where they are, or once were.
    authors = [dice.choice([person for person in circles_of if circles_of[person]]) for _nth in range(12)]
    chosen = [dice.randrange(12) for _nth in range(24)]
    shares = [
        (nth, dice.choice(circles_of[authors[nth]]), dice.random() < 0.4, dice.random() < 0.25)
        for nth in chosen
    ]
    kept = _once_while_live(shares)
    responses = [
        (nth, dice.choice(people_of[kept[nth][1]]), dice.randrange(3))
        for nth in range(len(kept))
        for _twice in (1, 2)
    ]
    return {
        "administrators": {0},
        "ended": {1},
        "open": {0},
        "memberships": memberships,
        "parties": some(5, 2),
        "invitations": some(4, 3),
        "maps": some(5, 1),
        "reflections": [(author,) for author in authors],
        "shares": shares,
        "responses": responses,
        "mentions": some(12, 2),
        "questions": some(6, 1),
        "insights": some(6, 3),
        "voices": some(8, 3),
        "cycles": some(5, 2),
        "digests": some(3, 1),
        "items": some(8, 3),
        "deliveries": some(4, 2),
        "sessions": [(nth, nth // 2) for nth in range(6)],
        "notes": [(nth, dice.randrange(12), dice.random() < 0.2) for nth in range(12)],
        "agreements": some(4, 2),
        "reports": some(4, 1),
        "sources": [],
    }


def _once_while_live(shares: list[tuple[int, int, bool, bool]]) -> list[tuple[int, int, bool, bool]]:
    """Those of the shares that the world keeps: one live share for a reflection and a circle."""
    live: set[tuple[int, int]] = set()
    kept = []
    for reflection, circle, anonymous, withdrawn in shares:
        if withdrawn or (reflection, circle) not in live:
            kept.append((reflection, circle, anonymous, withdrawn))
        if not withdrawn:
            live.add((reflection, circle))
    return kept


def walk(
    marked: MarkedWorld, *, passes: int = PASSES, only: Collection[str] = (), people: int | None = None
) -> Walk:
    """Ask for every address as everybody, both reading and posting nothing; look through all that comes back.

    In `passes` the addresses are those of as many rows of each noun; with `only`, only the addresses of these names; with
    `people`, as so many of them, administrators first, and as nobody.
    """
    readers = sorted(
        marked.readers(), key=lambda person: (person is not None, not (person and person.is_administrator))
    )
    readers = readers if people is None else readers[: people + 1]
    found = Walk(people=len(readers))
    heard = LogLines()
    logging.getLogger().addHandler(heard)
    seen: set[str] = set()
    closed: set[tuple[str, str]] = set()  # what does not take a method takes it from nobody
    try:
        for person in readers:
            client = Client(raise_request_exception=False)
            if person:
                client.force_login(person)
                _prove(client, person)
            session = client.cookies.copy()
            for name, address in every_address(marked, passes):
                if only and name not in only:
                    continue
                seen.add(address)
                for method in (client.get, client.post):
                    if (name, method.__name__) in closed:
                        continue
                    client.cookies = session.copy()  # also after the address that signs out
                    cache.clear()  # throttles, and sessions, which are in the database too
                    with transaction.atomic():  # whatever the address changes is undone
                        answer = method(address)
                        transaction.set_rollback(True)
                    if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED and person:
                        closed.add((name, method.__name__))
                    _look(marked, found, person, f"{method.__name__} {address}", answer, name)
            assert person is None or SESSION_KEY in client.session, "the walk has lost its session"
    finally:
        logging.getLogger().removeHandler(heard)
    _look_at_letters(marked, found)
    found.leaks += [f"a log line holds {mark}" for line in heard.lines for mark in MARK.findall(line)]
    found.addresses = len(seen)
    return found


def _prove(client: Client, person: Person) -> None:
    """Whoever is signed in has just shown again that it is them, so that pages that ask for it are read, too."""
    session = client.session
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(person.pk)
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": time.time() + 3600, "reauthenticated": True}
    ]
    session.save()


def every_address(marked: MarkedWorld, passes: int) -> Iterator[tuple[str, str]]:
    """Each URL of the place with its name, for every row it can name."""
    asked = set()
    for nth in range(passes):
        for name, found in addresses(_one_of_each(marked, nth)).items():
            for address in found:
                if address not in asked:
                    asked.add(address)
                    yield name, address


def _one_of_each(marked: MarkedWorld, nth: int) -> SimpleNamespace:
    def one(noun: type[models.Model]) -> Any:
        rows = marked.world.rows[noun]
        return rows[nth % len(rows)]

    shares, entries = marked.world.rows[Share], list(AuditEntry.objects.order_by("pk"))
    factor = one(Factor)
    return SimpleNamespace(
        draft=one(Draft), attachment=one(Attachment), prompts=one(PromptSet), reflection=one(Reflection), share=one(Share),
        shares=shares[nth:] + shares, nudge=one(Nudge), response=one(Response), group=one(PeerGroup), ended=one(Circle), charity=one(Organisation),
        foundation=one(Organisation), digest=one(Digest), thread=one(DigestThread), theme=one(Theme), map=factor.map, factor=factor,
        question=one(LearningQuestion), partnership=one(Partnership), invitation=one(Invitation), membership=one(Membership), token=marked.token,
        opening=one(OpeningConversation), agreed_opening=one(OpeningConversation), words=one(OpeningConversation), opening_talk=one(OpeningTalk),
        next_talk=one(OpeningTalk), words_token=f"opening-{nth % 3}", session=one(SenseMaking), minuted=one(SenseMaking),
        kept_session=one(SenseMaking), note=one(Note), note_group=one(NoteGroup), conversation=one(Conversation), next_conversation=one(Conversation),
        promise=one(Promise), trust_round=one(TrustRound), opened_round=one(TrustRound), trust_reflection=one(TrustReflection),
        companion=one(Companion), key="no-key", offer=one(Offer), talk=one(Talk), line=one(TalkLine), agreement=one(Agreement),
        report_look=one(ReportLook), place=one(Place), publication=one(Publication), grant=one(Grant), trustees_page=one(TrusteesPage),
        trustees_line=one(TrusteesLine), payment=one(Payment), heard=one(Heard), calendar_feed=one(CalendarFeed), handover=one(Handover),
        report=one(Report), unfinished_report=one(Report), issued_report=one(Report), item_key="share:1", auditor_link=one(AuditorLink),
        auditor_secret="not-a-link", committee_report=one(CommitteeReport), committee_part=one(CommitteePart), world=marked.world, person=one(Person),
        circle=one(Circle), system_map=one(SystemMap), link=one(Link), snapshot=one(Snapshot), guest_link=one(GuestLink), guest_token="no-token", change=one(Change), view=one(View), kept_loop=one(KeptLoop),
        actor=one(Actor), acts_on=one(ActsOn), published_map=one(PublishedMap), edition=one(Edition), tie=one(Tie), reason=one(ChangeReason),
        map_change=one(Change), insight=one(Insight), adaptation=one(Adaptation), cycle=one(LearningCycle), cycle_step=one(CycleStep),
        obstacle=one(Obstacle), experiment=one(Experiment), measure=one(Measure), observation=one(Observation), understanding=one(Understanding),
        delivery=one(Delivery), fund=one(Fund), feed=list(marked.feeds)[nth % len(marked.feeds)],
        calendar=list(marked.calendars)[nth % len(marked.calendars)], api_token=one(ApiToken), subscription=one(Subscription), glass=one(BreakGlass),
        worker=one(Person), entry=entries[nth % len(entries)], word="canary", listing=one(Listing), by_invitation=one(Listing), ask=one(AskToJoin),
        event=one(Event), concern=one(Concern), unlisted=one(PeerGroup), piece=one(Piece), quote=one(Quote), consent=one(Consent), look=one(Look),
        unapproved=one(Payment), version=one(AgreementVersion), challenge=one(TargetChallenge), ledger_entry=one(LedgerEntry),
    )  # fmt: skip


def _look(
    marked: MarkedWorld, found: Walk, person: Person | None, where: str, answer: HttpResponse, name: str
) -> None:
    found.answers += 1
    found.read[name] += answer.status_code == 200
    who = person.pk if person else "nobody"
    text = _text_of(answer)
    invited = name == "relationships:accept"
    person = marked.feed_of.get(where.split()[-1], person)  # an address that is its own key
    administers = name in ADMINISTRATION and person is not None and person.is_administrator
    by_link = marked.behind_link(where)
    for mark in set(MARK.findall(text)):
        if administers and marked.is_structure(mark):
            continue
        if marked.rows[mark].pk in by_link:
            continue
        if not marked.may_read(person, mark, invited=invited):
            found.leaks.append(f"{where} shows {who} a {type(marked.rows[mark]).__name__}")
    for reflection in marked.world.rows[Reflection]:
        asked_for_it = str(reflection.pk) in where
        if (
            not asked_for_it
            and str(reflection.pk) in text
            and (person is None or reflection.author_id != person.pk)
        ):
            found.leaks.append(f"{where} shows {who} the id of another's reflection")
    public = name in KEPT_BY_ALL
    if (
        person
        and not public
        and answer.status_code < 400
        and "no-store" not in answer.headers.get("Cache-Control", "")
    ):
        found.leaks.append(f"{where} may be kept in a cache")


def _text_of(answer: HttpResponse) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.headers.get("Content-Type", "").startswith("application/pdf"):
        pages = pypdf.PdfReader(io.BytesIO(body)).pages
        text = "".join(page.extract_text() for page in pages).replace("\n", "").replace("­", "")
    else:
        text = body.decode("utf-8", errors="replace")
    return text + "\n" + "\n".join(f"{name}: {value}" for name, value in answer.headers.items())


def _look_at_letters(marked: MarkedWorld, found: Walk) -> None:
    people = {person.email: person for person in marked.world.rows[Person]}
    for letter in mail.outbox:
        found.answers += 1
        for to in letter.to:
            for mark in MARK.findall(letter.message().as_string().replace("=\n", "")):
                mine = MARK.findall(to)
                if mark not in mine and not marked.may_read(people.get(to), mark, invited=to not in people):
                    found.leaks.append(f"a letter to {to} holds a {type(marked.rows[mark]).__name__}")
