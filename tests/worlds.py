"""Random small worlds: a few people in a few circles of every kind, with rows of every noun between them.

`worlds()` is a Hypothesis strategy. It draws small numbers only; `World.insert()` puts the rows into the database.
"""

import datetime
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection, models
from hypothesis import strategies as st

from funders.models import (
    Agreement,
    AgreementVersion,
    Assent,
    AuditorLink,
    ChallengeAnswer,
    CommitteePart,
    CommitteeReport,
    Fund,
    Grant,
    GrantFile,
    LedgerEntry,
    OpeningConversation,
    OpeningDecision,
    OpeningFile,
    OpeningInterest,
    OpeningTalk,
    OpeningView,
    Payment,
    Place,
    Publication,
    Report,
    ReportChoice,
    ReportFile,
    ReportLook,
    ReportSource,
    SignOff,
    TargetChallenge,
    TrusteesLine,
    TrusteesPage,
)
from funders.terms import terms_of
from hls_platform.models import Errand, KeptAnswer
from learning.models import (
    Adaptation,
    AdaptationSource,
    Arrival,
    Attachment,
    BringIn,
    ChangeReason,
    Consent,
    CycleStep,
    Delivery,
    Digest,
    DigestChoice,
    DigestCopy,
    DigestShape,
    DigestThread,
    Draft,
    Experiment,
    Insight,
    InsightSource,
    InsightVoice,
    LearningCycle,
    LearningQuestion,
    Measure,
    Mention,
    Note,
    NoteGroup,
    Nudge,
    Observation,
    Obstacle,
    Outcome,
    Piece,
    Placed,
    PromptSet,
    PromptSetVersion,
    Quote,
    Reflection,
    ReflectionVersion,
    ReplyAddress,
    Response,
    SenseMaking,
    Share,
    Theme,
    Tie,
    Understanding,
)
from learning.models.tie import NOUNS as TIED_TO
from relationships.actions.memberships import hash_of
from relationships.models import (
    AddressLink,
    ApiToken,
    AskToJoin,
    BreakGlass,
    CalendarFeed,
    Circle,
    Companion,
    CompanionWorker,
    Concern,
    Conversation,
    Download,
    Erasure,
    Event,
    Handover,
    Heard,
    IdentityProvider,
    Invitation,
    Letter,
    Listing,
    Look,
    Membership,
    Offer,
    Organisation,
    OrganisationIdentifier,
    Partnership,
    PartnershipParty,
    PeerGroup,
    Person,
    Presence,
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
    Guest,
    GuestLink,
    GuestsAllowed,
    KeptLoop,
    Link,
    PublishedMap,
    Snapshot,
    SystemMap,
    View,
)
from tests.world_of_community import add_community

NOW = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
"""The database tells the time by itself in most of what is held against a world, so a world is of today."""
DAY = datetime.timedelta(days=1)
PEOPLE, ORGANISATIONS, PARTNERSHIPS, GROUPS = 4, 3, 2, 2
CIRCLES = ORGANISATIONS + PARTNERSHIPS + GROUPS
ORGANISATION_KINDS = ("funder", "delivery", "delivery")
ROLES = ("member", "facilitator", "lead")
NOUNS: tuple[type[models.Model], ...] = (
    Person,
    Circle,
    Organisation,
    Partnership,
    PeerGroup,
    OrganisationIdentifier,
    Membership,
    PartnershipParty,
    Invitation,
    IdentityProvider,
    SignInRule,
    BreakGlass,
    Conversation,
    Promise,
    TrustRound,
    TrustReflection,
    Companion,
    CompanionWorker,
    SystemMap,
    Factor,
    Link,
    Snapshot,
    KeptLoop,
    View,
    Actor,
    ActsOn,
    Change,
    Contest,
    GuestsAllowed,
    GuestLink,
    Guest,
    PublishedMap,
    Edition,
    Presence,
    Heard,
    Handover,
    Draft,
    Reflection,
    ReflectionVersion,
    Attachment,
    Share,
    Response,
    Mention,
    PromptSet,
    PromptSetVersion,
    LearningQuestion,
    Insight,
    InsightSource,
    InsightVoice,
    Understanding,
    Adaptation,
    Offer,
    Talk,
    TalkLine,
    BringIn,
    Nudge,
    ReplyAddress,
    AdaptationSource,
    Theme,
    Digest,
    DigestThread,
    Delivery,
    LearningCycle,
    CycleStep,
    Obstacle,
    Experiment,
    Measure,
    Observation,
    SenseMaking,
    NoteGroup,
    Note,
    Placed,
    Outcome,
    Tie,
    ChangeReason,
    Fund,
    Agreement,
    Payment,
    Report,
    SignOff,
    ReportSource,
    ReportChoice,
    ReportFile,
    AuditorLink,
    CommitteeReport,
    CommitteePart,
    CalendarFeed,
    ApiToken,
    Subscription,
    KeptAnswer,
    Download,
    Erasure,
    Letter,
    Errand,
    DigestShape,
    DigestChoice,
    DigestCopy,
    Arrival,
    AddressLink,
    OpeningConversation,
    OpeningFile,
    OpeningTalk,
    OpeningInterest,
    OpeningView,
    OpeningDecision,
    Look,
    Listing,
    AskToJoin,
    Event,
    Concern,
    Piece,
    Quote,
    Consent,
    AgreementVersion,
    Assent,
    LedgerEntry,
    TargetChallenge,
    ChallengeAnswer,
    ReportLook,
    Place,
    Publication,
    Grant,
    GrantFile,
    TrusteesPage,
    TrusteesLine,
)  # fmt: skip
"""In the order in which rows are put into the database: those that others point to first."""


@dataclass
class World:
    """Rows that are not saved yet, by model, and the moment they are looked at."""

    now: datetime.datetime
    rows: dict[type[models.Model], list[Any]] = field(default_factory=lambda: {noun: [] for noun in NOUNS})

    def __iter__(self) -> Iterator[Any]:
        """Every row, model by model, those that others point to first."""
        return (row for rows in self.rows.values() for row in rows)

    def add(self, row: Any) -> Any:
        self.rows[type(row)].append(row)
        return row

    def insert(self) -> None:
        """Put every row into the database, in the caller's transaction."""
        for model, rows in self.rows.items():
            if issubclass(model, Circle) and model is not Circle:
                _insert_beside_their_circles(model, rows)
            else:
                model._base_manager.bulk_create(rows)


def _insert_beside_their_circles(kind: type[models.Model], rows: list[Any]) -> None:
    """The part of an organisation, partnership or peer group that is not in its circle's row."""
    fields = kind._meta.local_concrete_fields
    columns = ", ".join(each.column for each in fields)
    places = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {kind._meta.db_table} ({columns}) VALUES ({places})",  # noqa: S608  our own names
            [[getattr(row, each.attname) for each in fields] for row in rows],
        )


def worlds(*, now: datetime.datetime = NOW, on_the_edge: bool = True) -> st.SearchStrategy[World]:
    """Worlds as they are at `now`; with `on_the_edge`, memberships may begin or end at that very moment.

    (Whoever lets the database tell the time leaves the edge out.)
    """
    days = st.sampled_from((-2, -1, 0, 1) if on_the_edge else (-2, -1, 1))
    number = st.integers(0, 11)
    yes = st.booleans()

    def some(most: int, *fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[tuple[Any, ...]]]:
        each = st.tuples(*fields)
        return st.lists(each, min_size=most // 2, max_size=most) | st.lists(each, max_size=most)

    drawn = st.fixed_dictionaries(
        {
            "administrators": st.sets(st.integers(0, PEOPLE - 1), max_size=1),
            "ended": st.sets(st.integers(0, CIRCLES - 1), max_size=2),
            "open": st.sets(st.integers(0, GROUPS - 1)),
            "memberships": some(16, number, number, number, days, st.none() | days),
            "parties": some(4, number, number),
            "invitations": some(3, number, number, number),
            "maps": some(3, number),
            "reflections": some(4, number),
            "shares": some(8, number, number, yes, yes),
            "responses": some(4, number, number, number),
            "mentions": some(5, number, number),
            "questions": some(2, number),
            "insights": some(3, number, number, number),
            "voices": some(3, number, number, yes),
            "cycles": some(2, number, number),
            "digests": some(3, number),
            "deliveries": some(3, number, number),
            "sessions": some(3, number, number),
            "notes": some(5, number, number, yes),
            "agreements": some(2, number, number),
            "reports": some(2, number),
            "sources": some(3, number, number),
        }
    )
    return drawn.map(lambda numbers: world_of(numbers, now=now))


def world_of(drawn: dict[str, Any], *, now: datetime.datetime) -> World:
    """The world that these numbers tell of (those that `worlds` draws)."""
    world = World(now)
    _people_and_circles(world, drawn)
    _partnerships(world)
    _trust(world)
    _companions(world)
    _maps(world, drawn)
    _reflections(world, drawn)
    _cycles(world, drawn)
    _questions_and_digests(world, drawn)
    _insights(world, drawn)
    _sessions(world, drawn)
    _ties(world)
    _money(world, drawn)
    _giving(world)
    _programs(world)
    _offers(world)
    add_community(world)
    _errands(world)
    return world


def pick(rows: list[Any], number: int) -> Any:
    """One of `rows`, the same for the same number; None where there is none."""
    return rows[number % len(rows)] if rows else None


def _people_and_circles(world: World, drawn: dict[str, Any]) -> None:
    for n in range(PEOPLE):
        world.add(
            Person(
                id=uuid.uuid4(),
                email=f"person-{n}@example.org",
                name=f"Person {n}",
                is_administrator=n in drawn["administrators"],
                is_steward=n == 2,
            )
        )
    kinds = [(Organisation, {"organisation_kind": each}) for each in ORGANISATION_KINDS]
    kinds += [(Partnership, {})] * PARTNERSHIPS
    kinds += [(PeerGroup, {"joining": "open" if n in drawn["open"] else "invitation"}) for n in range(GROUPS)]
    for n, (model, more) in enumerate(kinds):
        of_any_kind = {
            "id": uuid.uuid4(),
            "kind": {Organisation: "organisation", Partnership: "partnership", PeerGroup: "peer_group"}[
                model
            ],
            "slug": f"circle-{n}",
            "name": f"Circle {n}",
            "ended_at": world.now - DAY if n in drawn["ended"] else None,
        }
        world.add(Circle(**of_any_kind))
        world.add(model(**of_any_kind, circle_id=of_any_kind["id"], **more))
    people, circles, organisations = world.rows[Person], world.rows[Circle], world.rows[Organisation]
    for n, organisation in enumerate(organisations):
        world.add(OrganisationIdentifier(organisation=organisation, scheme="GB-CHC", value=str(n)))
        world.add(IdentityProvider(organisation=organisation, issuer="https://example.org", client_id="us"))
        world.add(SignInRule(organisation=organisation, second_step=True))
    still_open = set()
    for person, circle, role, since, until in drawn["memberships"]:
        pair = (person % PEOPLE, circle % CIRCLES)
        if until is not None:
            until = max(since, until)
        elif pair in still_open:
            continue
        else:
            still_open.add(pair)
        world.add(
            Membership(
                person=people[pair[0]],
                circle=circles[pair[1]],
                role=pick(ROLES, role),
                on_behalf_of=pick([*organisations, None, None], role + person),
                since=world.now + since * DAY,
                until=None if until is None else world.now + until * DAY,
            )
        )
    sides = {
        (partnership % PARTNERSHIPS, organisation % ORGANISATIONS)
        for partnership, organisation in drawn["parties"]
    }
    for partnership, organisation in sorted(sides):
        world.add(
            PartnershipParty(
                partnership=world.rows[Partnership][partnership],
                organisation=organisations[organisation],
                side=pick(("delivering", "resourcing"), partnership + organisation),
            )
        )
    for n, circle in enumerate(circles):
        allowed = {"approved_by": people[1], "approved_at": world.now - DAY, "until": world.now + DAY}
        world.add(
            BreakGlass(circle=circle, reason="A child", asked_by=people[0], **(allowed if n % 2 else {}))
        )
    for n, (circle, by, _role) in enumerate(drawn["invitations"]):
        world.add(
            Invitation(
                circle=pick([*circles, None], circle),
                invited_by=pick([*people, None], by),
                token_hash=str(n),
                expires_at=world.now + DAY,
            )
        )


def _partnerships(world: World) -> None:
    first, second, *_others = world.rows[Organisation]
    for partnership in world.rows[Partnership]:
        talk = world.add(
            Conversation(
                partnership=partnership,
                starts_at=world.now,
                about="The rent",
                notes="Kept.",
                others_there="Joan",
            )
        )
        people = world.rows[Person]
        world.add(Presence(conversation=talk, person=people[1]))
        for organisation in (first, second):
            said = {"text": "They wait.", "hours": 2, "what_took_time": "Figures."}
            world.add(Heard(conversation=talk, organisation=organisation, written_by=people[0], **said))
        world.add(
            Promise(
                partnership=partnership, by_organisation=first, to_organisation=second, text="We ring.",
                made_by=people[2],
            )
        )  # fmt: skip
        handed = {"written_by": people[0], "to_person": people[1], "story": "It began in a kitchen."}
        world.add(Handover(partnership=partnership, organisation=first, **handed))


def _trust(world: World) -> None:
    """For each partnership a period that is sealed and one that was opened, and what both sides wrote about each."""
    people, today = world.rows[Person], world.now.date()
    for n, (partnership, opened) in enumerate(
        (partnership, opened) for partnership in world.rows[Partnership] for opened in (False, True)
    ):
        starts_on = today - (n + 1) * 90 * DAY
        round = world.add(
            TrustRound(
                partnership=partnership,
                starts_on=starts_on,
                ends_on=starts_on + 80 * DAY,
                opened_at=world.now - DAY if opened else None,
            )
        )
        for nth, side in enumerate(("resourcing", "delivering")):
            world.add(
                TrustReflection(
                    round=round, side=side, trust="We say it.", written_by=people[(n + nth) % len(people)],
                    written_for=world.rows[Organisation][nth], handed_in_at=world.now - DAY if opened else None,
                )
            )  # fmt: skip


def _companions(world: World) -> None:
    """In each circle of workers somebody who is supported, with the names of all but one on the page, whoever they are."""
    people = world.rows[Person]
    for n, circle in enumerate(each for each in world.rows[Circle] if each.kind != "partnership"):
        ended = n % 5 == 4
        words = {} if ended else {"alias": "Kestrel", "hopes": "A door.", "consent_scope": "To read it."}
        companion = world.add(
            Companion(
                circle=circle,
                consent_on=world.now.date() - 9 * DAY,
                consent_until=world.now + (-DAY if n % 5 == 3 else 90 * DAY),
                ended_at=world.now - DAY if ended else None,
                **words,
            )
        )
        for nth, named in enumerate(people):
            gone = {"until": world.now} if (n + nth) % len(people) == 0 else {}
            world.add(CompanionWorker(companion=companion, person=named, since=world.now - 2 * DAY, **gone))


def _maps(world: World, drawn: dict[str, Any]) -> None:
    for n, (circle,) in enumerate(drawn["maps"]):
        map = world.add(SystemMap(circle=pick(world.rows[Circle], circle), slug=f"map-{n}", name=f"Map {n}"))
        said = {
            "description": "As it is.",
            "cluster": "Doors",
            "tags": ["cold"],
            "attributes": {"since": "May"},
        }
        factors = [world.add(Factor(map=map, label=label, **said)) for label in ("Waiting", "Trust")]
        ends = {"source": factors[0], "target": factors[1]}
        world.add(Link(map=map, polarity="-", evidence="We saw it.", description="Often.", **ends))
        kept = {"factors": [{"key": "1", "label": "Waiting"}], "links": []}
        world.add(Snapshot(map=map, name="At first", reason="To see later.", content=kept))
        way = f"{factors[0].pk} {factors[1].pk}"
        world.add(
            KeptLoop(
                map=map, name="Trust waits", words="Round and round.", way=way, kind="balancing", number=0
            )
        )
        step = [
            {"on": "factor", "id": str(factors[0].pk), "set": {"label": "Waiting"}, "was": {"label": "Delay"}}
        ]
        change = world.add(
            Change(map=map, number=1, seen=0, by=world.rows[Person][n % PEOPLE], at=world.now, sets=step)
        )
        world.add(
            Contest(map=map, change=change, on="factor", thing=factors[0].pk, field="label", value="Delay")
        )
        for withdrawn in (False, True):
            out = PublishedMap(map=map, published_at=world.now, withdrawn_at=world.now if withdrawn else None)
            shown = {"factors": [{"key": "1", "label": "Waiting"}], "links": []}
            said = {
                "title": "Winter",
                "words": "As we see it.",
                "credit": "Us",
                "why": "New.",
                "content": shown,
            }
            world.add(Edition(publication=world.add(out), number=1, by=world.rows[Person][0], **said))
        world.add(View(map=map, name="What waits", words="Look here.", focus=factors[0], story="Winter"))
        for kind, organisation in (("role", None), ("organisation", pick(world.rows[Organisation], n))):
            actor = Actor(map=map, name=f"Who {kind}", kind=kind, organisation=organisation)
            world.add(ActsOn(actor=world.add(actor), factor=factors[1], how="By asking."))
        by = world.rows[Person][n % PEOPLE]
        if n % 2 and not any(each.circle_id == map.circle_id for each in world.rows[GuestsAllowed]):
            world.add(GuestsAllowed(circle=map.circle, by=by))
        hashed, ends = f"guests-{n}", world.now + DAY
        link = world.add(
            GuestLink(map=map, made_by=by, token_hash=hashed, made_at=world.now, expires_at=ends)
        )
        guest = world.add(Guest(link=link, map=map, name="Gail", secret_hash=f"guest-{n}"))
        world.add(Change(map=map, number=2, seen=0, guest=guest, sets=[]))


def _reflections(world: World, drawn: dict[str, Any]) -> None:
    people, circles = world.rows[Person], world.rows[Circle]
    for person in people:
        world.add(Draft(id=uuid.uuid4(), author=person, words={"text": "Half a thought"}))
        file = {"content": b"text", "header": ["text"], "begins": [["Half"]], "made_at": world.now}
        world.add(BringIn(person=person, name="notes.csv", **file))
        four = datetime.time(16)
        world.add(Nudge(person=person, days="5", at=four, zone="Europe/London", next_at=world.now + DAY))
        world.add(ReplyAddress(person=person))
        world.add(
            Arrival(
                person=person,
                entry=uuid.uuid4(),
                kind="reflect",
                outcome="refused",
                said="The day lay ahead.",
            )
        )
    for (author,) in drawn["reflections"]:
        written = world.add(
            Reflection(
                author=pick(people, author),
                text="The door was open.",
                pictures=1,
                prompts="vest:1",
                answers=["Open"],
            )
        )
        world.add(_picture(written, len(world.rows[Attachment])))
        world.add(ReflectionVersion(reflection=written, words={"text": "The door."}, written_at=world.now))
    reflections, factors = world.rows[Reflection], world.rows[Factor]
    live = set()
    for reflection, circle, anonymous, withdrawn in drawn["shares"] if reflections else []:
        pair = (reflection % len(reflections), circle % CIRCLES)
        if not withdrawn and pair in live:
            continue
        if not withdrawn:
            live.add(pair)
        world.add(
            Share(
                reflection=reflections[pair[0]],
                circle=circles[pair[1]],
                anonymous=anonymous,
                shared_at=world.now - 3 * DAY,
                withdrawn_at=world.now - DAY if withdrawn else None,
            )
        )
    resonates = set()
    for share, author, kind in drawn["responses"] if world.rows[Share] else []:
        response = Response(
            share=pick(world.rows[Share], share),
            author=pick(people, author),
            kind=pick(Response.Kind.values, kind),
            text="Who rang?",
        )
        if response.kind == "resonates":
            if (response.share_id, response.author_id) in resonates:
                continue
            resonates.add((response.share_id, response.author_id))
        world.add(response)
    if reflections and factors:
        ties = {(a % len(reflections), b % len(factors)) for a, b in drawn["mentions"]}
        for reflection, factor in sorted(ties):
            world.add(Mention(reflection=reflections[reflection], factor=factors[factor]))


def _cycles(world: World, drawn: dict[str, Any]) -> None:
    """A wider cycle in one circle, a smaller one in another (or the same), and what was raised from it."""
    people, circles = world.rows[Person], world.rows[Circle]
    for smaller, wider in drawn["cycles"]:
        here, there = pick(circles, smaller), pick(circles, wider)
        said = {"name": "Homes", "to_learn": "What helps."}
        place = world.add(LearningCycle(circle=there, scale="place", tended_by=people[1], **said))
        team = world.add(
            LearningCycle(
                circle=here, scale="team", wider=place, wider_scale="place", tended_by=people[0], **said
            )
        )
        for cycle in (place, team):
            world.add(CycleStep(cycle=cycle, stage="understand", why="To begin.", written_by=people[0]))
        question = world.add(
            LearningQuestion(
                circle=there, text="Who answers at night?", raised_at_scale="team", raised_in="Team"
            )
        )
        world.add(Understanding(question=question, text="Nobody yet.", written_by=people[1]))
        world.add(Obstacle(cycle=team, question=question, raised_by=people[0]))
        tried = {"what": "Ring twice.", "why": "Fear.", "notice": "Answers.", "look_on": world.now.date()}
        world.add(Experiment(circle=here, cycle=team, tended_by=people[0], **tried))
        counted = {"name": "Rings", "why": "To see.", "collected_by": "Us", "cost": "A minute."}
        measure = world.add(Measure(circle=here, kept_by=people[0], **counted))
        world.add(
            Observation(
                measure=measure, day=world.now.date(), value=3, story="A quiet night.", written_by=people[0]
            )
        )


def _picture(reflection: Reflection, nth: int) -> Attachment:
    return Attachment(
        id=uuid.uuid4(), reflection=reflection, kind="picture", file=f"attachments/{nth}", alt="A door, open",
        content_type="image/jpeg", size=1, sha256=str(nth),
    )  # fmt: skip


def _questions_and_digests(world: World, drawn: dict[str, Any]) -> None:
    people, circles = world.rows[Person], world.rows[Circle]
    for n, circle in enumerate(circles):
        own = world.add(PromptSet(circle=circle))
        world.add(
            PromptSetVersion(
                prompt_set=own,
                number=1,
                name="Ours",
                questions=["Who was missing?"],
                written_by=people[n % PEOPLE],
            )
        )
    for (circle,) in drawn["questions"]:
        asked = world.add(
            LearningQuestion(circle=pick(circles, circle), text="Who never comes?", asked_by=people[0])
        )
        world.add(Understanding(question=asked, text="Those who work nights.", written_by=people[1]))
    for n, (circle,) in enumerate(drawn["digests"]):
        begins = world.now - (n + 1) * 7 * DAY
        digest = world.add(
            Digest(circle=pick(circles, circle), period_start=begins, period_end=begins + 7 * DAY)
        )
        theme = world.add(Theme(circle=digest.circle, name=f"Theme {n}", named_by=pick(people, n)))
        world.add(DigestThread(digest=digest, position=0, theme=theme))
    for circle in circles:
        world.add(DigestShape(circle=circle, left_out=["factors"]))
    for n, person in enumerate(people):
        moments = {"next_at": world.now + DAY, "covered_until": world.now - DAY}
        feed = {"feed_hash": f"feed-{n}", "feed_made_at": world.now}
        world.add(DigestChoice(person=person, zone="Europe/London", **moments, **feed))
    digests = world.rows[Digest]
    if digests:
        addressed = {(a % len(digests), b % PEOPLE) for a, b in drawn["deliveries"]}
        for n, (digest, person) in enumerate(sorted(addressed)):
            span = {"covers_from": world.now - (n + 2) * 7 * DAY, "covers_until": world.now - n * DAY}
            sent = {"sent_at": world.now} if n % 2 else {}
            delivery = world.add(Delivery(person=people[person], **span, **sent))
            taken = {"delivery": delivery} if n % 3 else {}
            world.add(DigestCopy(digest=digests[digest], person=people[person], **taken))


def _insights(world: World, drawn: dict[str, Any]) -> None:
    """Each with what it rests on: something shared with any circle, and an insight of any; and what is done since."""
    people, circles, shares = world.rows[Person], world.rows[Circle], world.rows[Share]
    for circle, author, source in drawn["insights"]:
        earlier = pick(world.rows[Insight], source)
        of_circle = {"circle": pick(circles, circle), "written_by": pick(people, author)}
        insight = world.add(Insight(text="A letter frightens people.", sources_told=2, **of_circle))
        begun = world.add(
            Adaptation(text="We ring first.", since=world.now.date(), sources_told=2, **of_circle)
        )
        if share := pick(shares, source):
            world.add(InsightSource(insight=insight, share=share, circle=share.circle))
            world.add(AdaptationSource(adaptation=begun, share=share, circle=share.circle))
        if earlier:
            world.add(InsightSource(insight=insight, earlier=earlier, circle=earlier.circle))
        world.add(AdaptationSource(adaptation=begun, insight=insight, circle=insight.circle))
    said = set()
    for insight, person, standing in drawn["voices"] if world.rows[Insight] else []:
        on, by = pick(world.rows[Insight], insight), pick(people, person)
        if standing and (on.pk, by.pk) in said:
            continue
        if standing:
            said.add((on.pk, by.pk))
        until = None if standing else world.now
        world.add(InsightVoice(insight=on, person=by, kind="doubt", reason="Not at night.", until=until))


def _sessions(world: World, drawn: dict[str, Any]) -> None:
    people = world.rows[Person]
    for circle, phase in drawn["sessions"]:
        held = world.add(
            SenseMaking(
                circle=pick(world.rows[Circle], circle),
                about="The cold weeks",
                minute="It was cold.",
                begun_by=people[0],
                facilitator=people[1],
                phase="shown" if phase % 2 else "alone",
                shown_at=world.now - DAY if phase % 2 else None,
                begun_at=world.now - 2 * DAY,
            )
        )
        world.add(NoteGroup(sense_making=held, name="Rent", named_by=people[0]))
        _came_of(world, held)
    for session, author, gone in drawn["notes"] if world.rows[SenseMaking] else []:
        held = pick(world.rows[SenseMaking], session)
        note = world.add(
            Note(
                sense_making=held,
                author=pick(people, author),
                text="Time again.",
                said_by="Joan",
                to_whom="the council",
                gone_back_at=world.now - DAY if gone and held.shown_at else None,
            )
        )
        together = next(each for each in world.rows[NoteGroup] if each.sense_making_id == held.pk)
        world.add(Placed(note=note, group=together))


def _came_of(world: World, held: SenseMaking) -> None:
    """The first question, insight and adaptation of its circle that came of no other session."""
    for name, noun in (("question", LearningQuestion), ("insight", Insight), ("adaptation", Adaptation)):
        taken = {getattr(each, f"{name}_id") for each in world.rows[Outcome]}
        free = [
            each for each in world.rows[noun] if each.circle_id == held.circle_id and each.pk not in taken
        ]
        for each in free[:1]:
            world.add(Outcome(sense_making=held, **{name: each}))


def _ties(world: World) -> None:
    """Each factor is tied to something of each noun, of whichever circle; each change is explained by an insight."""
    people = world.rows[Person]
    for n, factor in enumerate(world.rows[Factor]):
        for name, noun in TIED_TO.items():
            if things := world.rows[noun]:
                world.add(Tie(factor=factor, tied_by=people[n % PEOPLE], **{name: pick(things, n)}))
    for n, change in enumerate(world.rows[Change]):
        if insights := world.rows[Insight]:
            world.add(ChangeReason(change=change, insight=pick(insights, n), said_by=people[n % PEOPLE]))


def _programs(world: World) -> None:
    """What each person's programs hold: a token, a subscription, an answer kept."""
    for n, person in enumerate(world.rows[Person]):
        of_person = {"person": person, "created_at": world.now}
        world.add(ApiToken(name="Website", token_hash=f"token-{n}", expires_at=world.now + DAY, **of_person))
        circle = world.rows[Circle][n]
        world.add(Subscription(circle=circle, url="https://example.org/", after_transaction=0, **of_person))
        world.add(Letter(circle=circle, person=person, about="end", told_of=world.now))
        world.add(
            KeptAnswer(
                person_id=person.pk, key="key", request_hash="hash", body="said", expires_at=world.now + DAY
            )
        )
        world.add(CalendarFeed(person=person, secret_hash=f"calendar-{n}", made_at=world.now))
        world.add(Download(person=person, expires_at=world.now + DAY))
        world.add(Erasure(person_id=person.pk, addresses=["hash"]))


def _offers(world: World) -> None:
    """What each person put up, for their circles or for everybody, and a conversation with the next one about it."""
    people = world.rows[Person]
    for n, person in enumerate(people):
        offer = world.add(
            Offer(
                person=person,
                name=f"Name {n}",
                text="Talk to me.",
                about="Letters",
                reach=("circles", "place", "circles", "public")[n % 4],
                closed_at=world.now if n % 3 == 2 else None,
            )
        )
        begun = world.now if n % 2 else None
        other = people[(n + 1) % len(people)]
        if other is person:
            continue
        talk = world.add(Talk(offer=offer, asked_by=other, name="Other", text="I would.", begun_at=begun))
        if begun:
            world.add(TalkLine(talk=talk, by=person, text="Gladly."))


def _errands(world: World) -> None:
    """A letter on its way."""
    world.add(Errand(kind="relationships.send_letter", sealed="sealed", created_at=world.now))


def _giving(world: World) -> None:
    """Grants of others for some circles and for everybody, places, what is published, and trustees' pages."""
    people = world.rows[Person]
    for n, circle in enumerate([*world.rows[Circle], None]):
        world.add(
            Grant(
                id=uuid.uuid4(), circle=circle, grant_id=f"360G-quay-{n}", title="Warm rooms", description="For winter.",
                currency="GBP", amount=1500, awarded_on=world.now.date(), funder_id="GB-CHC-1", funder="Quay",
                recipient_id="GB-CHC-2", recipient="Rooms", details='{"id": "360G-quay"}',
            )
        )  # fmt: skip
    for n, person in enumerate(people):
        circle = pick(world.rows[Circle], n)
        world.add(
            GrantFile(person=person, circle=circle, name="grants.json", content=b"{}", made_at=world.now)
        )
    for partnership in world.rows[Partnership]:
        world.add(Place(partnership=partnership, name="Old Quay", latitude="53.645", longitude="-1.785"))
    for n, fund in enumerate(world.rows[Fund]):
        world.add(
            Publication(
                fund=fund, slug=f"fund-{n}", title="Grants", funder="Quay", id_prefix="360G-quay", description="For winter.",
                published_by=pick(people, n), grants=1, package=b"", table=b"",
            )
        )  # fmt: skip
    for n, organisation in enumerate(world.rows[Organisation]):
        page = world.add(
            TrusteesPage(
                organisation=organisation,
                quarter=datetime.date(2026, 10, 1),
                opening="We asked more.",
                written_by=pick(people, n),
            )
        )
        for insight in world.rows[Insight][:1]:
            world.add(
                TrusteesLine(page=page, insight=insight, why="It is ours, too.", chosen_by=pick(people, n))
            )
        for adaptation in world.rows[Adaptation][:1]:
            world.add(
                TrusteesLine(page=page, adaptation=adaptation, why="We pay.", chosen_by=pick(people, n + 1))
            )


def _openings(world: World) -> None:
    """To each fund: words that are not sent (a person's, and somebody's who bears a link), and words that are: one waits, one
    was decided on, one was taken back."""
    people = world.rows[Person]
    for n, fund in enumerate(world.rows[Fund]):
        words = {
            "name": "Ina",
            "organisation": "The Shed",
            "matters": "Cold.",
            "who": "Us.",
            "learn": "Who comes.",
        }
        address = {"email": f"somebody-{n}@example.org", "token_hash": hash_of(f"opening-{n}")}
        world.add(AddressLink(**address, expires_at=world.now + DAY))
        for draft in (
            world.add(OpeningConversation(fund=fund, **address, **words)),
            world.add(OpeningConversation(fund=fund, applicant=people[n], **words)),
        ):
            world.add(OpeningFile(opening=draft, content_type="application/pdf", content=b"%PDF-", size=5))
        gone = {"withdrawn_at": world.now} if n == 2 else {"email": f"ina-{n}@example.org", **words}
        sent = world.add(OpeningConversation(fund=fund, applicant=people[n], sent_at=world.now - DAY, **gone))
        _about_an_opening(world, sent, n)


def _about_an_opening(world: World, sent: OpeningConversation, n: int) -> None:
    people = world.rows[Person]
    world.add(OpeningFile(opening=sent, content_type="application/pdf", content=b"%PDF-", size=5))
    world.add(
        OpeningTalk(
            opening=sent,
            starts_at=world.now,
            place="By phone",
            heard_by_applicant="Time.",
            heard_by_funder="Cold.",
        )
    )
    for person, is_tied in ((people[3], n == 2), (people[(n + 1) % 3], True)):
        world.add(OpeningInterest(opening=sent, person=person, is_tied=is_tied, words="My sister."))
        world.add(OpeningView(opening=sent, person=person, text="They ask the right thing."))
    if n != 1:
        said = {"outcome": "not_now", "reason": "All is promised.", "helps": "In spring."}
        world.add(OpeningDecision(opening=sent, decided_by=people[3], **said))


def _money(world: World, drawn: dict[str, Any]) -> None:
    today = world.now.date()
    for n, organisation in enumerate(world.rows[Organisation]):
        said = {
            "purpose": "To learn.",
            "can": "Stay.",
            "cannot": "Build.",
            "to_learn": "Who stays?",
            "seen_as": "We asked.",
        }
        world.add(
            Fund(
                funder=organisation, slug=f"fund-{n}", name="Open fund", place="Here", is_open=n == 1, **said
            )
        )
        world.add(ReportLook(organisation=organisation, name="In two languages", colour="#1d5c4d"))
    _openings(world)
    people, organisations = world.rows[Person], world.rows[Organisation]
    for n, (partnership, fund) in enumerate(drawn["agreements"]):
        agreement = world.add(
            Agreement(
                partnership=pick(world.rows[Partnership], partnership),
                fund=pick([*world.rows[Fund], None], fund),
                amount=Decimal(60_000),
                starts_on=today,
                ends_on=today + 365 * DAY,
                accountable_for="Learning.",
                agreed_at=world.now if n % 2 else None,
                in_force=1 if n % 2 else None,
            )
        )
        terms = terms_of(agreement)
        version = world.add(
            AgreementVersion(
                agreement=agreement, number=1, kind="beginning", terms=terms.as_json(), why="Winter.",
                sha256=terms.hashed(agreement.pk, 1), organisation=organisations[0], written_by=people[0],
            )
        )  # fmt: skip
        world.add(
            Assent(version=version, organisation=organisations[0], person=people[0], sha256=version.sha256)
        )
        payment = world.add(Payment(agreement=agreement, amount=15_000, due_on=today, entered_by=people[0]))
        entry = {"agreement": agreement, "currency": "GBP", "day": today, "written_by": people[0]}
        world.add(LedgerEntry(kind="agreed", account="agreed", amount=60_000, version=version, **entry))
        world.add(LedgerEntry(kind="due", account="due", amount=15_000, payment=payment, **entry))
        challenge = world.add(
            TargetChallenge(
                agreement=agreement, wanted="A number.", why="So.", evidence="None.", effect="Fear.",
                law="asks", law_reason="The law.", organisation=organisations[0], asked_by=people[0],
                let_go_at=world.now, let_go_because="We learned.",
            )
        )  # fmt: skip
        for organisation in organisations[1:2]:
            world.add(
                ChallengeAnswer(challenge=challenge, organisation=organisation, person=people[0], text="No.")
            )
    for (partnership,) in drawn["reports"]:
        report = world.add(
            Report(
                partnership=pick(world.rows[Partnership], partnership),
                period_start=today - 90 * DAY,
                period_end=today,
            )
        )
        world.add(
            SignOff(report=report, organisation=world.rows[Organisation][0], person=world.rows[Person][0])
        )
        _shown_to_others(world, report)
    if world.rows[Report] and world.rows[Share]:
        rest_on = {(a % len(world.rows[Report]), b % len(world.rows[Share])) for a, b in drawn["sources"]}
        for report, share in sorted(rest_on):
            world.add(ReportSource(report=world.rows[Report][report], share=world.rows[Share][share]))


def _shown_to_others(world: World, report: Report) -> None:
    """What was chosen of a report, a file and an auditor's link of it, and a committee that asks for parts of it."""
    nth, people = len(world.rows[ReportChoice]), world.rows[Person]
    organisation = world.rows[Organisation][nth % ORGANISATIONS]
    world.add(ReportChoice(report=report, key="share:1", left_out_by=people[0], comment="Not all of it."))
    world.add(ReportFile(report=report, kind="pdf", sha256=f"file-{nth}"))
    world.add(
        AuditorLink(
            report=report,
            partnership=report.partnership,
            for_whom="The auditors",
            token_hash=f"auditor-{nth}",
            made_by=people[nth % PEOPLE],
            expires_at=world.now + 30 * DAY,
        )
    )
    asked = world.add(
        CommitteeReport(
            organisation=organisation,
            title="The year",
            for_whom="The trustees",
            begun_by=people[(nth + 1) % PEOPLE],
        )
    )
    for nth_part, each in enumerate(world.rows[Organisation][:2]):
        said = {"sections": ["money"], "answered_by": people[0], "answered_at": world.now} if nth_part else {}
        world.add(CommitteePart(committee_report=asked, report=report, organisation=each, **said))
