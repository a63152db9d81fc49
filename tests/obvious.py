"""Who may see what, said as plainly and slowly as it can be: loops over lists of rows, nothing asked of the database.

This is the rule of the design in other words than the code's: `visible_to` on every QuerySet is held against it.
"""

from collections.abc import Callable
from typing import Any

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
    Link,
    PublishedMap,
    Snapshot,
    SystemMap,
    View,
)
from tests.worlds import World


def may_see(world: World, person: Person, row: Any) -> bool:
    """Whether `person` may see `row` (one of the world's) at the world's moment. KeyError for a noun without a rule."""
    return RULES[type(row)](world, person, row)


def holds(world: World, membership: Membership) -> bool:
    """It has begun, and it has not ended: at the moment it ends, it has."""
    if membership.since > world.now:
        return False
    return membership.until is None or membership.until > world.now


def is_in(world: World, person: Person, circle_id: Any) -> bool:
    for membership in world.rows[Membership]:
        if (
            membership.person_id == person.pk
            and membership.circle_id == circle_id
            and holds(world, membership)
        ):
            return True
    return False


def tends(world: World, person: Person, circle_id: Any) -> bool:
    for membership in world.rows[Membership]:
        if (
            membership.person_id == person.pk
            and membership.circle_id == circle_id
            and holds(world, membership)
            and membership.role in ("facilitator", "lead")
        ):
            return True
    return False


def _person(world: World, person: Person, row: Person) -> bool:
    """Oneself, and whoever is, was or will be in a circle that one is in."""
    if row.pk == person.pk:
        return True
    for membership in world.rows[Membership]:
        if membership.person_id == row.pk and is_in(world, person, membership.circle_id):
            return True
    return False


def _circle(world: World, person: Person, row: Circle) -> bool:
    """Mine, or once mine; an open group that has not ended; an organisation that stands in a partnership of mine.

    An administrator, and whoever leads or facilitates an organisation, knows of every organisation.
    """
    for membership in world.rows[Membership]:
        if (
            membership.person_id == person.pk
            and membership.circle_id == row.pk
            and membership.since <= world.now
        ):
            return True
    if row.kind == "organisation":
        if person.is_administrator:
            return True
        for organisation in world.rows[Organisation]:
            if tends(world, person, organisation.pk):
                return True
    for group in world.rows[PeerGroup]:
        if group.pk == row.pk and group.joining == "open" and group.ended_at is None:
            return True
    for party in world.rows[PartnershipParty]:
        if party.organisation_id == row.pk and is_in(world, person, party.partnership_id):
            return True
    return False


def _identifier(world: World, person: Person, row: OrganisationIdentifier) -> bool:
    """A number tells what its organisation tells."""
    for organisation in world.rows[Organisation]:
        if organisation.pk == row.organisation_id:
            return _circle(world, person, organisation)
    return False


def _membership(world: World, person: Person, row: Membership) -> bool:
    """My own, ended ones too; and who is, was or will be in a circle of mine."""
    return row.person_id == person.pk or is_in(world, person, row.circle_id)


def _invitation(world: World, person: Person, row: Invitation) -> bool:
    """Those I sent; those into a circle I lead or facilitate. The set-up link is nobody's."""
    if row.invited_by_id == person.pk:
        return True
    return row.circle_id is not None and tends(world, person, row.circle_id)


def _of_my_partnership(world: World, person: Person, row: Any) -> bool:
    return is_in(world, person, row.partnership_id)


def _of_my_conversation(world: World, person: Person, row: Any) -> bool:
    for conversation in world.rows[Conversation]:
        if conversation.pk == row.conversation_id:
            return is_in(world, person, conversation.partnership_id)
    return False


def _glass(world: World, person: Person, row: BreakGlass) -> bool:
    """An administrator sees all; the people of the circle what was allowed."""
    if person.is_administrator:
        return True
    return row.approved_at is not None and is_in(world, person, row.circle_id)


def _of_my_organisation(world: World, person: Person, row: Any) -> bool:
    return is_in(world, person, row.organisation_id)


def _of_my_circle(world: World, person: Person, row: Any) -> bool:
    return is_in(world, person, row.circle_id)


def _its_actor(world: World, row: ActsOn) -> Actor:
    return next(actor for actor in world.rows[Actor] if actor.pk == row.actor_id)


def _on_a_map_of_mine(world: World, person: Person, row: Any) -> bool:
    for map in world.rows[SystemMap]:
        if map.pk == row.map_id:
            return is_in(world, person, map.circle_id)
    return False


def publication_of(world: World, edition: Edition) -> PublishedMap:
    return next(each for each in world.rows[PublishedMap] if each.pk == edition.publication_id)


def _edition(world: World, person: Person, row: Edition) -> bool:
    """Everybody, while it is published; then those whose map it is."""
    return is_public(world, row) or _on_a_map_of_mine(world, person, publication_of(world, row))


def both_ends(world: World, person: Person, row: Tie | ChangeReason) -> bool:
    """Whoever sees what is tied to what."""
    ends: dict[str, tuple[type, ...]] = {
        "factor": (Factor,), "insight": (Insight,), "question": (LearningQuestion,), "experiment": (Experiment,),
        "measure": (Measure,), "adaptation": (Adaptation,), "organisation": (Organisation,), "change": (Change,),
    }  # fmt: skip
    for name, (noun,) in ends.items():
        id = getattr(row, f"{name}_id", None)
        if id is not None and not any(
            each.pk == id and may_see(world, person, each) for each in world.rows[noun]
        ):
            return False
    return True


def _own(world: World, person: Person, row: Any) -> bool:
    return row.author_id == person.pk


def _shared_with(world: World, person: Person, share: Share) -> bool:
    """It is shared, not withdrawn, with a circle that the person is in."""
    return share.withdrawn_at is None and is_in(world, person, share.circle_id)


def _wrote(world: World, person: Person, reflection_id: Any) -> bool:
    for reflection in world.rows[Reflection]:
        if reflection.pk == reflection_id:
            return reflection.author_id == person.pk
    return False


def _reflection(world: World, person: Person, row: Reflection) -> bool:
    """Mine, and what is shared with a circle of mine."""
    if row.author_id == person.pk:
        return True
    for share in world.rows[Share]:
        if share.reflection_id == row.pk and _shared_with(world, person, share):
            return True
    return False


def _version(world: World, person: Person, row: ReflectionVersion) -> bool:
    """Earlier words are the author's alone, whoever reads the present ones."""
    return _wrote(world, person, row.reflection_id)


def _attachment(world: World, person: Person, row: Attachment) -> bool:
    """As the reflection that it belongs to."""
    for reflection in world.rows[Reflection]:
        if reflection.pk == row.reflection_id:
            return row.removed_at is None and _reflection(world, person, reflection)
    return False


def _share(world: World, person: Person, row: Share) -> bool:
    """Those I gave, withdrawn ones too; and what is shared with a circle of mine."""
    return _wrote(world, person, row.reflection_id) or _shared_with(world, person, row)


def _response(world: World, person: Person, row: Response) -> bool:
    """As long as what it answers is shared: for those who read that, and for its author."""
    for share in world.rows[Share]:
        if share.pk == row.share_id:
            return share.withdrawn_at is None and _share(world, person, share)
    return False


def _mention(world: World, person: Person, row: Mention) -> bool:
    """Who sees the factor and wrote the reflection, or reads it with its author's name, or reads it in the map's circle."""
    map_circle = None
    for factor in world.rows[Factor]:
        if factor.pk == row.factor_id:
            for map in world.rows[SystemMap]:
                if map.pk == factor.map_id:
                    map_circle = map.circle_id
    if not is_in(world, person, map_circle):
        return False
    if _wrote(world, person, row.reflection_id):
        return True
    for share in world.rows[Share]:
        told = not share.anonymous or share.circle_id == map_circle
        if told and share.reflection_id == row.reflection_id and _shared_with(world, person, share):
            return True
    return False


def _question(world: World, person: Person, row: LearningQuestion) -> bool:
    """Of a circle of mine, or raised from a cycle of one."""
    if is_in(world, person, row.circle_id):
        return True
    return any(
        obstacle.question_id == row.pk and _of_my_cycle(world, person, obstacle)
        for obstacle in world.rows[Obstacle]
    )


def _prompts(world: World, person: Person, row: PromptSetVersion) -> bool:
    for own in world.rows[PromptSet]:
        if own.pk == row.prompt_set_id:
            return is_in(world, person, own.circle_id)


def _note(world: World, person: Person, row: Note) -> bool:
    """One's own; and in the sessions of one's circles all of them, once they were shown, until they went back."""
    if row.author_id == person.pk:
        return True
    for session in world.rows[SenseMaking]:
        if session.pk == row.sense_making_id and session.shown_at is not None and row.gone_back_at is None:
            return is_in(world, person, session.circle_id)
    return False


def _of_my_session(world: World, person: Person, row: Any) -> bool:
    for session in world.rows[SenseMaking]:
        if session.pk == row.sense_making_id:
            return is_in(world, person, session.circle_id)
    return False


def _placed(world: World, person: Person, row: Placed) -> bool:
    """Where a note lies that one sees, in the session of a circle that one is in."""
    for note in world.rows[Note]:
        if note.pk == row.note_id:
            return _note(world, person, note) and _of_my_session(world, person, note)
    return False


def _understanding(world: World, person: Person, row: Understanding) -> bool:
    for question in world.rows[LearningQuestion]:
        if question.pk == row.question_id:
            return _question(world, person, question)
    return False


def _of_my_cycle(world: World, person: Person, row: Any) -> bool:
    for cycle in world.rows[LearningCycle]:
        if cycle.pk == row.cycle_id:
            return is_in(world, person, cycle.circle_id)
    return False


def _of_my_measure(world: World, person: Person, row: Any) -> bool:
    for measure in world.rows[Measure]:
        if measure.pk == row.measure_id:
            return is_in(world, person, measure.circle_id)
    return False


def _voice(world: World, person: Person, row: InsightVoice) -> bool:
    for insight in world.rows[Insight]:
        if insight.pk == row.insight_id:
            return is_in(world, person, insight.circle_id)
    return False


def _insight_source(world: World, person: Person, row: InsightSource) -> bool:
    """Who is in the circle of the insight, and in the circle of what it rests on."""
    for insight in world.rows[Insight]:
        if insight.pk == row.insight_id:
            return is_in(world, person, insight.circle_id) and is_in(world, person, row.circle_id)
    return False


def _adaptation_source(world: World, person: Person, row: AdaptationSource) -> bool:
    for adaptation in world.rows[Adaptation]:
        if adaptation.pk == row.adaptation_id:
            return is_in(world, person, adaptation.circle_id) and is_in(world, person, row.circle_id)
    return False


def _of_my_digest(world: World, person: Person, row: Any) -> bool:
    for digest in world.rows[Digest]:
        if digest.pk == row.digest_id:
            return is_in(world, person, digest.circle_id)
    return False


def _for_me(world: World, person: Person, row: Any) -> bool:
    return row.person_id == person.pk


def _fund(world: World, person: Person, row: Fund) -> bool:
    """Open for anybody, of an organisation of mine, behind an agreement of a partnership of mine, or one I wrote to."""
    if row.is_open or is_in(world, person, row.funder_id):
        return True
    for opening in world.rows[OpeningConversation]:
        if opening.fund_id == row.pk and opening.applicant_id == person.pk:
            return True
    for agreement in world.rows[Agreement]:
        if agreement.fund_id == row.pk and is_in(world, person, agreement.partnership_id):
            return True
    return False


def opening_is_ours(world: World, person: Person, row: OpeningConversation) -> bool:
    """It was sent to a fund of an organisation that the person is in."""
    for fund in world.rows[Fund]:
        if fund.pk == row.fund_id:
            return row.sent_at is not None and is_in(world, person, fund.funder_id)
    return False


def _opening(world: World, person: Person, row: OpeningConversation) -> bool:
    return row.applicant_id == person.pk or opening_is_ours(world, person, row)


def _of_an_opening(world: World, person: Person, row: Any) -> bool:
    """For both sides, until it is taken back."""
    for opening in world.rows[OpeningConversation]:
        if opening.pk == row.opening_id:
            return opening.withdrawn_at is None and _opening(world, person, opening)
    return False


def _among_those_who_decide(world: World, person: Person, row: Any) -> bool:
    for opening in world.rows[OpeningConversation]:
        if opening.pk == row.opening_id:
            return opening.withdrawn_at is None and opening_is_ours(world, person, opening)
    return False


def _of_my_agreement(world: World, person: Person, row: Any) -> bool:
    for agreement in world.rows[Agreement]:
        if agreement.pk == row.agreement_id:
            return is_in(world, person, agreement.partnership_id)
    return False


def _assent(world: World, person: Person, row: Assent) -> bool:
    for version in world.rows[AgreementVersion]:
        if version.pk == row.version_id:
            return _of_my_agreement(world, person, version)
    return False


def _challenge_answer(world: World, person: Person, row: ChallengeAnswer) -> bool:
    for challenge in world.rows[TargetChallenge]:
        if challenge.pk == row.challenge_id:
            return _of_my_agreement(world, person, challenge)
    return False


def _trustees_line(world: World, person: Person, row: TrusteesLine) -> bool:
    for page in world.rows[TrusteesPage]:
        if page.pk == row.page_id:
            return is_in(world, person, page.organisation_id)
    return False


def _of_my_report(world: World, person: Person, row: Any) -> bool:
    for report in world.rows[Report]:
        if report.pk == row.report_id:
            return is_in(world, person, report.partnership_id)
    return False


def _committee_report(world: World, person: Person, row: CommitteeReport) -> bool:
    """At work in its organisation, or in a partnership that it asks."""
    if is_in(world, person, row.organisation_id):
        return True
    for part in world.rows[CommitteePart]:
        if part.committee_report_id == row.pk and _of_my_report(world, person, part):
            return True
    return False


def _committee_part(world: World, person: Person, row: CommitteePart) -> bool:
    """At work in the organisation that asks, or in the partnership that is asked."""
    for asking in world.rows[CommitteeReport]:
        if asking.pk == row.committee_report_id and is_in(world, person, asking.organisation_id):
            return True
    return _of_my_report(world, person, row)


def _offer(world: World, person: Person, row: Offer) -> bool:
    """One's own, what one asked to talk about, and what stands there for everybody or for one's circles."""
    if row.person_id == person.pk:
        return True
    for talk in world.rows[Talk]:
        if talk.offer_id == row.pk and talk.asked_by_id == person.pk:
            return True
    if row.closed_at is not None:
        return False
    if row.reach == "place" or is_public(world, row):
        return True
    if row.reach == "public" and steward(person):
        return True
    for membership in world.rows[Membership]:
        if (
            membership.person_id == row.person_id
            and holds(world, membership)
            and is_in(world, person, membership.circle_id)
        ):
            return True
    return False


def is_let(world: World, thing: Any, edition: int = 1) -> bool:
    """A steward has read that edition, and said that it may be public."""
    for look in world.rows[Look]:
        if look.thing == thing.pk and look.edition == edition and look.allowed and look.until is None:
            return True
    return False


def is_public(world: World, row: Any) -> bool:
    """Whether everybody may see it, also who has not signed in."""
    if isinstance(row, PublishedMap):
        return True
    if isinstance(row, Look):
        return row.allowed
    if isinstance(row, Listing):
        return row.taken_down_at is None and is_let(world, row, row.edition)
    if isinstance(row, Event):
        return row.public and is_let(world, row, row.edition)
    if isinstance(row, Offer):
        return row.closed_at is None and row.reach == "public" and is_let(world, row)
    if isinstance(row, Piece):
        return (_asked_for(world, row) and is_let(world, row, row.edition)) or _is_gone(row)
    if isinstance(row, Publication):
        return True  # that something stood at an address; it has no words
    if isinstance(row, Edition):
        return publication_of(world, row).withdrawn_at is None
    if isinstance(row, Quote):
        return row.state == "agreed" and is_public(world, _piece_of(world, row))
    return False


def steward(person: Person) -> bool:
    return person.is_active and (person.is_steward or person.is_administrator)


def _look(world: World, person: Person, row: Look) -> bool:
    """That something may be public everybody may know; why something may not, whom it concerns and stewards."""
    return is_public(world, row) or row.concerns_id == person.pk or steward(person)


def _listing(world: World, person: Person, row: Listing) -> bool:
    if is_public(world, row) or is_in(world, person, row.group_id):
        return True
    return steward(person) and row.taken_down_at is None


def _ask_to_join(world: World, person: Person, row: AskToJoin) -> bool:
    return row.person_id == person.pk or tends(world, person, row.group_id)


def _event(world: World, person: Person, row: Event) -> bool:
    if is_public(world, row) or is_in(world, person, row.circle_id):
        return True
    return steward(person) and row.public


def _concern(world: World, person: Person, row: Concern) -> bool:
    return row.said_by_id == person.pk or steward(person)


def _asked_for(world: World, piece: Piece) -> bool:
    """It is to be public, and nobody whose words stand in it is still to be asked."""
    if piece.asked_at is None or piece.withdrawn_at is not None:
        return False
    return not any(quote.piece_id == piece.pk and quote.state == "asked" for quote in world.rows[Quote])


def _is_gone(piece: Piece) -> bool:
    return piece.withdrawn_at is not None and piece.published_at is not None


def _piece_of(world: World, quote: Quote) -> Piece:
    return next(piece for piece in world.rows[Piece] if piece.pk == quote.piece_id)


def is_asked(world: World, person: Person, quote: Quote) -> bool:
    """Whether `person` has been asked for these words, which nobody is while the piece is a draft."""
    if _piece_of(world, quote).asked_at is None:
        return False
    return any(each.quote_id == quote.pk and each.person_id == person.pk for each in world.rows[Consent])


def _piece(world: World, person: Person, row: Piece) -> bool:
    if is_public(world, row) or row.written_by_id == person.pk:
        return True
    if steward(person) and _asked_for(world, row):
        return True
    if row.withdrawn_at is not None:
        return False
    return any(quote.piece_id == row.pk and is_asked(world, person, quote) for quote in world.rows[Quote])


def _quote(world: World, person: Person, row: Quote) -> bool:
    piece = _piece_of(world, row)
    if piece.written_by_id == person.pk or is_asked(world, person, row):
        return True
    return row.state == "agreed" and _piece(world, person, piece)


def _talk(world: World, person: Person, row: Talk) -> bool:
    for offer in world.rows[Offer]:
        if offer.pk == row.offer_id and offer.person_id == person.pk:
            return True
    return row.asked_by_id == person.pk


def _talk_line(world: World, person: Person, row: TalkLine) -> bool:
    for talk in world.rows[Talk]:
        if talk.pk == row.talk_id:
            return _talk(world, person, talk)
    return False


def trust_side(world: World, person: Person, partnership_id: Any) -> str | None:
    """The side on which one writes of trust: come in for an organisation of it, at work there, and not on the other one."""
    parties = [
        party
        for party in world.rows[PartnershipParty]
        if party.partnership_id == partnership_id and party.side in ("resourcing", "delivering")
    ]
    at_work_on = {party.side for party in parties if is_in(world, person, party.organisation_id)}
    for membership in world.rows[Membership]:
        for party in parties:
            if (
                membership.person_id == person.pk
                and membership.circle_id == partnership_id
                and holds(world, membership)
                and membership.on_behalf_of_id == party.organisation_id
                and is_in(world, person, party.organisation_id)
                and at_work_on == {party.side}
            ):
                return str(party.side)
    return None


def _trust_round(world: World, person: Person, row: TrustRound) -> bool:
    """Who is on one of the two sides."""
    return trust_side(world, person, row.partnership_id) is not None


def round_of(world: World, row: TrustReflection) -> TrustRound:
    return next(each for each in world.rows[TrustRound] if each.pk == row.round_id)


def _trust_reflection(world: World, person: Person, row: TrustReflection) -> bool:
    """My side's; and the other's once both were opened."""
    about = round_of(world, row)
    mine = trust_side(world, person, about.partnership_id)
    return mine is not None and (mine == row.side or about.opened_at is not None)


def of_a_funder(world: World, person_id: Any) -> bool:
    """At work at a funder or commissioner, come in somewhere for one, or for whoever gives the money there."""
    funders = {
        each.pk for each in world.rows[Organisation] if each.organisation_kind in ("funder", "commissioner")
    }
    for membership in world.rows[Membership]:
        if membership.person_id != person_id or not holds(world, membership):
            continue
        if membership.circle_id in funders or membership.on_behalf_of_id in funders:
            return True
        for party in world.rows[PartnershipParty]:
            if (
                party.partnership_id == membership.circle_id
                and party.organisation_id == membership.on_behalf_of_id
                and party.side == "resourcing"
            ):
                return True
    return False


def accompanies(world: World, person: Person, companion_id: Any) -> bool:
    """Named on it, in its circle, and of no funder."""
    kept = next(each for each in world.rows[Companion] if each.pk == companion_id)
    for worker in world.rows[CompanionWorker]:
        if worker.companion_id == kept.pk and worker.person_id == person.pk and worker.until is None:
            return is_in(world, person, kept.circle_id) and not of_a_funder(world, person.pk)
    return False


def _companion(world: World, person: Person, row: Companion) -> bool:
    """While the consent holds; once it was ended, nothing is left in it."""
    return (row.ended_at is not None or row.consent_until > world.now) and accompanies(world, person, row.pk)


def _companion_worker(world: World, person: Person, row: CompanionWorker) -> bool:
    return row.person_id == person.pk or accompanies(world, person, row.companion_id)


RULES: dict[type, Callable[[World, Person, Any], bool]] = {
    Person: _person,
    Circle: _circle,
    Organisation: _circle,
    Partnership: _circle,
    PeerGroup: _circle,
    OrganisationIdentifier: _identifier,
    Membership: _membership,
    PartnershipParty: _of_my_partnership,
    Invitation: _invitation,
    AddressLink: lambda world, person, row: False,  # found by its token alone
    IdentityProvider: _of_my_organisation,
    SignInRule: _of_my_organisation,
    BreakGlass: _glass,
    Conversation: _of_my_partnership,
    Presence: _of_my_conversation,
    Heard: _of_my_conversation,
    Promise: _of_my_partnership,
    TrustRound: _trust_round,
    TrustReflection: _trust_reflection,
    Companion: _companion,
    CompanionWorker: _companion_worker,
    Handover: _of_my_partnership,
    CalendarFeed: _for_me,
    Look: _look,
    Listing: _listing,
    AskToJoin: _ask_to_join,
    Event: _event,
    Concern: _concern,
    Piece: _piece,
    Quote: _quote,
    Consent: lambda world, person, row: row.person_id == person.pk,
    Offer: _offer,
    Talk: _talk,
    TalkLine: _talk_line,
    SystemMap: _of_my_circle,
    Factor: _on_a_map_of_mine,
    Link: _on_a_map_of_mine,
    Snapshot: _on_a_map_of_mine,
    View: _on_a_map_of_mine,
    Change: _on_a_map_of_mine,
    Contest: _on_a_map_of_mine,
    PublishedMap: lambda world, person, row: True,
    Edition: _edition,
    Tie: both_ends,
    ChangeReason: both_ends,
    Actor: _on_a_map_of_mine,
    ActsOn: lambda world, person, row: _on_a_map_of_mine(world, person, _its_actor(world, row)),
    Reflection: _reflection,
    ReflectionVersion: _version,
    Attachment: _attachment,
    Share: _share,
    Response: _response,
    Mention: _mention,
    Draft: _own,
    LearningQuestion: _question,
    PromptSet: _of_my_circle,
    PromptSetVersion: _prompts,
    BringIn: _for_me,
    Nudge: _for_me,
    ReplyAddress: _for_me,
    Arrival: _for_me,
    Understanding: _understanding,
    Insight: _of_my_circle,
    InsightSource: _insight_source,
    InsightVoice: _voice,
    Adaptation: _of_my_circle,
    AdaptationSource: _adaptation_source,
    LearningCycle: _of_my_circle,
    CycleStep: _of_my_cycle,
    Obstacle: _of_my_cycle,
    Experiment: _of_my_circle,
    Measure: _of_my_circle,
    Observation: _of_my_measure,
    SenseMaking: _of_my_circle,
    Note: _note,
    NoteGroup: _of_my_session,
    Placed: _placed,
    Outcome: _of_my_session,
    Digest: _of_my_circle,
    Theme: _of_my_circle,
    DigestThread: _of_my_digest,
    DigestShape: _of_my_circle,
    DigestChoice: _for_me,
    Delivery: _for_me,
    DigestCopy: _for_me,
    Fund: _fund,
    OpeningConversation: _opening,
    OpeningFile: _of_an_opening,
    OpeningTalk: _of_an_opening,
    OpeningInterest: _among_those_who_decide,
    OpeningView: _among_those_who_decide,
    OpeningDecision: _of_an_opening,
    ReportLook: _identifier,
    Agreement: _of_my_partnership,
    AgreementVersion: _of_my_agreement,
    Assent: _assent,
    Payment: _of_my_agreement,
    LedgerEntry: _of_my_agreement,
    TargetChallenge: _of_my_agreement,
    ChallengeAnswer: _challenge_answer,
    Place: _of_my_partnership,
    Publication: lambda world, person, row: True,
    Grant: lambda world, person, row: row.circle_id is None or is_in(world, person, row.circle_id),
    GrantFile: _for_me,
    TrusteesPage: lambda world, person, row: is_in(world, person, row.organisation_id),
    TrusteesLine: _trustees_line,
    Report: _of_my_partnership,
    ReportSource: _of_my_report,
    SignOff: _of_my_report,
    ReportChoice: _of_my_report,
    ReportFile: _of_my_report,
    AuditorLink: _of_my_partnership,
    CommitteeReport: _committee_report,
    CommitteePart: _committee_part,
    ApiToken: _for_me,
    Subscription: _for_me,
    KeptAnswer: _for_me,
    Download: _for_me,
    Erasure: _for_me,
    Letter: _for_me,
    Errand: lambda world, person, row: False,
}
