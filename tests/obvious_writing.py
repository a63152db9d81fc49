"""Who may add, change and take away what, said as plainly as `obvious` says who may see it.

Held against the policies of the database, which let nobody write what no action writes.
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
    Event,
    Handover,
    Heard,
    IdentityProvider,
    Invitation,
    Listing,
    Look,
    Membership,
    Offer,
    Organisation,
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
from tests.obvious import (
    accompanies,
    both_ends,
    holds,
    is_asked,
    is_in,
    is_public,
    may_see,
    of_a_funder,
    opening_is_ours,
    publication_of,
    round_of,
    steward,
    tends,
    trust_side,
)
from tests.worlds import World

Rule = Callable[[World, Person, Any], bool]


def may(verb: str, world: World, person: Person, row: Any) -> bool:
    """Whether `person` may "add" a row like `row`, or "change" or "remove" this one. Where no rule stands, nobody."""
    rule = {"add": ADD, "change": CHANGE, "remove": REMOVE}[verb].get(type(row))
    if rule is None:
        return False
    return rule(world, person, row) and (verb == "add" or may_see(world, person, row))


def tends_something(world: World, person: Person, row: Any) -> bool:
    return any(tends(world, person, circle.pk) for circle in world.rows[Circle])


def leads(world: World, person: Person, circle_id: Any) -> bool:
    for membership in world.rows[Membership]:
        if (
            membership.person_id == person.pk
            and membership.circle_id == circle_id
            and membership.role == "lead"
            and holds(world, membership)
        ):
            return True
    return False


def nobody_was_ever_in(world: World, circle_id: Any) -> bool:
    return all(membership.circle_id != circle_id for membership in world.rows[Membership])


def stands_for(world: World, person: Person, partnership_id: Any, organisation_id: Any) -> bool:
    """In the partnership on the organisation's behalf; or on nobody's, and at work in the organisation."""
    if not any(
        party.partnership_id == partnership_id and party.organisation_id == organisation_id
        for party in world.rows[PartnershipParty]
    ):
        return False
    for membership in world.rows[Membership]:
        if (
            membership.person_id == person.pk
            and membership.circle_id == partnership_id
            and holds(world, membership)
        ):
            if membership.on_behalf_of_id == organisation_id:
                return True
            if membership.on_behalf_of_id is None and is_in(world, person, organisation_id):
                return True
    return False


def gives(world: World, person: Person, partnership_id: Any) -> bool:
    """Stands there for an organisation on the side that gives the money."""
    for party in world.rows[PartnershipParty]:
        of_it = party.partnership_id == partnership_id and party.side == "resourcing"
        if of_it and stands_for(world, person, partnership_id, party.organisation_id):
            return True
    return False


def agrees(world: World, person: Person, partnership_id: Any) -> bool:
    """Stands there for an organisation that has to agree: one that gives, or one that delivers."""
    for party in world.rows[PartnershipParty]:
        of_it = party.partnership_id == partnership_id and party.side in ("resourcing", "delivering")
        if of_it and stands_for(world, person, partnership_id, party.organisation_id):
            return True
    return False


def the(world: World, noun: type, pk: Any) -> Any:
    """The row of the world with that key."""
    return next(row for row in world.rows[noun] if row.pk == pk)


def _of_agreement(world: World, row: Any) -> Any:
    """The partnership whose agreement the row is of."""
    return the(world, Agreement, row.agreement_id).partnership_id


def wrote(world: World, person: Person, reflection_id: Any) -> bool:
    return the(world, Reflection, reflection_id).author_id == person.pk


def _circle(world: World, person: Person, row: Circle) -> bool:
    if row.kind == "peer_group":
        return True
    return person.is_administrator if row.kind == "organisation" else tends_something(world, person, row)


def _membership(world: World, person: Person, row: Membership) -> bool:
    """Oneself, into a circle just begun or an open group; somebody who asks, into a group one tends."""
    if tends(world, person, row.circle_id) and any(
        ask.person_id == row.person_id
        and ask.group_id == row.circle_id
        and ask.answered_at is None
        and ask.withdrawn_at is None
        for ask in world.rows[AskToJoin]
    ):
        return True
    if row.person_id != person.pk:
        return False
    if nobody_was_ever_in(world, row.circle_id):
        return True
    return any(
        group.pk == row.circle_id and group.joining == "open" and group.ended_at is None
        for group in world.rows[PeerGroup]
    )


def _on_a_map(world: World, person: Person, row: Any) -> bool:
    return is_in(world, person, the(world, SystemMap, row.map_id).circle_id)


def _acts_on(world: World, person: Person, row: ActsOn) -> bool:
    return _on_a_map(world, person, the(world, Actor, row.actor_id))


def _new_actor(world: World, person: Person, row: Actor) -> bool:
    known = row.organisation_id is None or may_see(
        world, person, the(world, Organisation, row.organisation_id)
    )
    return known and _on_a_map(world, person, row)


def _answer(world: World, person: Person, row: Response) -> bool:
    share = the(world, Share, row.share_id)
    return (
        row.author_id == person.pk
        and share.withdrawn_at is None
        and is_in(world, person, share.circle_id)
        and not wrote(world, person, share.reflection_id)
    )


def _reply(world: World, person: Person, row: Response) -> bool:
    share = the(world, Share, row.share_id)
    return share.withdrawn_at is None and wrote(world, person, share.reflection_id)


def _mention(world: World, person: Person, row: Mention) -> bool:
    return wrote(world, person, row.reflection_id) and _on_a_map(
        world, person, the(world, Factor, row.factor_id)
    )


def _shared_there(world: World, row: InsightSource | AdaptationSource) -> bool:
    """What it rests on can be read now in the circle that the row names."""
    if row.share_id is None:
        insight_id = row.earlier_id if isinstance(row, InsightSource) else row.insight_id
        return the(world, Insight, insight_id).circle_id == row.circle_id
    share = the(world, Share, row.share_id)
    return share.withdrawn_at is None and share.circle_id == row.circle_id


def _insight_source(world: World, person: Person, row: InsightSource) -> bool:
    """To one's own insight, in both circles."""
    insight = the(world, Insight, row.insight_id)
    return (
        insight.written_by_id == person.pk
        and is_in(world, person, insight.circle_id)
        and is_in(world, person, row.circle_id)
        and _shared_there(world, row)
    )


def _adaptation_source(world: World, person: Person, row: AdaptationSource) -> bool:
    adaptation = the(world, Adaptation, row.adaptation_id)
    return (
        adaptation.written_by_id == person.pk
        and is_in(world, person, adaptation.circle_id)
        and is_in(world, person, row.circle_id)
        and _shared_there(world, row)
    )


def _voice(world: World, person: Person, row: InsightVoice) -> bool:
    return row.person_id == person.pk and is_in(world, person, the(world, Insight, row.insight_id).circle_id)


def _written_in_its_circle(world: World, person: Person, row: Insight | Adaptation) -> bool:
    return row.written_by_id == person.pk and is_in(world, person, row.circle_id)


def _in_its_session(world: World, person: Person, row: Any) -> bool:
    return is_in(world, person, the(world, SenseMaking, row.sense_making_id).circle_id)


def _sees_where_it_lies(world: World, person: Person, row: Placed) -> bool:
    note = the(world, Note, row.note_id)
    return may_see(world, person, note) and _in_its_session(world, person, note)


def _of_a_report(world: World, person: Person, row: Any) -> bool:
    return is_in(world, person, the(world, Report, row.report_id).partnership_id)


def _signature(world: World, person: Person, row: SignOff) -> bool:
    partnership = the(world, Report, row.report_id).partnership_id
    return row.person_id == person.pk and stands_for(world, person, partnership, row.organisation_id)


def _shows_an_auditor(world: World, person: Person, row: AuditorLink) -> bool:
    """In one's own name, by whoever stands for an organisation in the partnership."""
    return row.made_by_id == person.pk and any(
        stands_for(world, person, row.partnership_id, organisation.pk)
        for organisation in world.rows[Organisation]
    )


def _asks_for_a_part(world: World, person: Person, row: CommitteePart) -> bool:
    """At work where the committee is, and in the partnership; nothing is answered in another's place."""
    asking = the(world, CommitteeReport, row.committee_report_id)
    return (
        row.sections is None
        and is_in(world, person, asking.organisation_id)
        and _of_a_report(world, person, row)
    )


def _answers_for_its_organisation(world: World, person: Person, row: CommitteePart) -> bool:
    return stands_for(world, person, the(world, Report, row.report_id).partnership_id, row.organisation_id)


def _in_its_circle(world: World, person: Person, row: Any) -> bool:
    return is_in(world, person, row.circle_id)


def _cycle(world: World, person: Person, row: LearningCycle) -> bool:
    """Tended by oneself, and nested only in what one sees, too."""
    wider = the(world, LearningCycle, row.wider_id) if row.wider_id else None
    seen = wider is None or is_in(world, person, wider.circle_id)
    return row.tended_by_id == person.pk and is_in(world, person, row.circle_id) and seen


def _of_its_measure(world: World, person: Person, row: Observation) -> bool:
    return is_in(world, person, the(world, Measure, row.measure_id).circle_id)


def _in_its_partnership(world: World, person: Person, row: Any) -> bool:
    return is_in(world, person, row.partnership_id)


def _there(world: World, person: Person, row: Presence) -> bool:
    return is_in(world, person, the(world, Conversation, row.conversation_id).partnership_id)


def _heard(world: World, person: Person, row: Heard) -> bool:
    """For the organisation one stands for there."""
    partnership = the(world, Conversation, row.conversation_id).partnership_id
    return stands_for(world, person, partnership, row.organisation_id)


def _in_its_organisation(world: World, person: Person, row: Any) -> bool:
    return is_in(world, person, row.organisation_id)


def _on_a_page(world: World, person: Person, row: TrusteesLine) -> bool:
    return is_in(world, person, the(world, TrusteesPage, row.page_id).organisation_id)


def _chooses(world: World, person: Person, row: TrusteesLine) -> bool:
    """Onto a page of one's own organisation, in one's own name, what one may read where it was written."""
    noun, key = (Insight, row.insight_id) if row.insight_id else (Adaptation, row.adaptation_id)
    return (
        row.chosen_by_id == person.pk
        and _on_a_page(world, person, row)
        and is_in(world, person, the(world, noun, key).circle_id)
    )


def _publishes(world: World, person: Person, row: Publication) -> bool:
    return leads(world, person, the(world, Fund, row.fund_id).funder_id)


def _of_an_organisation(world: World, person: Person, row: Any) -> bool:
    return tends(world, person, row.organisation_id)


def _is_on_the_map(world: World, group_id: Any) -> bool:
    return any(listing.group_id == group_id and is_public(world, listing) for listing in world.rows[Listing])


def _answers(world: World, person: Person, row: Talk) -> bool:
    offer = the(world, Offer, row.offer_id)
    return (
        row.asked_by_id == person.pk
        and offer.person_id != person.pk
        and offer.closed_at is None
        and may_see(world, person, offer)
    )


def _says(world: World, person: Person, row: TalkLine) -> bool:
    talk = the(world, Talk, row.talk_id)
    return (
        row.by_id == person.pk
        and may_see(world, person, talk)
        and talk.begun_at is not None
        and talk.ended_at is None
    )


def _begins(world: World, person: Person, row: OpeningConversation) -> bool:
    """One's own, not sent, to a fund that is open."""
    return row.applicant_id == person.pk and row.sent_at is None and the(world, Fund, row.fund_id).is_open


def _of_ones_own_opening(world: World, person: Person, row: Any) -> bool:
    opening = the(world, OpeningConversation, row.opening_id)
    return opening.applicant_id == person.pk and opening.withdrawn_at is None


def _ours(world: World, person: Person, row: Any) -> bool:
    """About what was sent to a fund of one's organisation, and not taken back."""
    opening = the(world, OpeningConversation, row.opening_id)
    return opening.withdrawn_at is None and opening_is_ours(world, person, opening)


def _both_sides(world: World, person: Person, row: OpeningTalk) -> bool:
    return _ours(world, person, row) or _of_ones_own_opening(world, person, row)


def _said_nothing_ties(world: World, person: Person, opening_id: Any) -> bool:
    return any(
        said.opening_id == opening_id and said.person_id == person.pk and not said.is_tied
        for said in world.rows[OpeningInterest]
    )


def _decided(world: World, opening_id: Any) -> bool:
    return any(decision.opening_id == opening_id for decision in world.rows[OpeningDecision])


def _has_a_view(world: World, person: Person, row: OpeningView) -> bool:
    """One's own, of what is ours and not decided, once one has said that nothing ties one to them."""
    return (
        row.person_id == person.pk
        and _ours(world, person, row)
        and _said_nothing_ties(world, person, row.opening_id)
        and not _decided(world, row.opening_id)
    )


def _may_decide(world: World, person: Person, row: OpeningDecision) -> bool:
    """Tends whose fund it is, is not who asked, and has no tie."""
    opening = the(world, OpeningConversation, row.opening_id)
    funder_id = the(world, Fund, opening.fund_id).funder_id
    return (
        opening.applicant_id != person.pk
        and opening.withdrawn_at is None
        and tends(world, person, funder_id)
        and _said_nothing_ties(world, person, row.opening_id)
    )


def _begins_trust(world: World, person: Person, row: TrustRound) -> bool:
    return row.opened_at is None and trust_side(world, person, row.partnership_id) is not None


def _changes_trust(world: World, person: Person, row: TrustReflection) -> bool:
    """My side's, while it is sealed."""
    about = round_of(world, row)
    return about.opened_at is None and trust_side(world, person, about.partnership_id) == row.side


def _writes_trust(world: World, person: Person, row: TrustReflection) -> bool:
    return row.handed_in_at is None and row.written_by_id == person.pk and _changes_trust(world, person, row)


def _keeps_companion(world: World, person: Person, row: Companion) -> bool:
    of_workers = the(world, Circle, row.circle_id).kind in ("organisation", "peer_group")
    free = is_in(world, person, row.circle_id) and not of_a_funder(world, person.pk)
    return of_workers and free and row.ended_at is None


def _changes_companion(world: World, person: Person, row: Companion) -> bool:
    return row.ended_at is None and accompanies(world, person, row.pk)


def _names_worker(world: World, person: Person, row: CompanionWorker) -> bool:
    """Somebody of the circle, and of no funder, by one who is named."""
    kept, named = the(world, Companion, row.companion_id), the(world, Person, row.person_id)
    may_be = is_in(world, named, kept.circle_id) and not of_a_funder(world, named.pk)
    standing = kept.ended_at is None and row.until is None
    return standing and may_be and accompanies(world, person, kept.pk)


def _tends_its_map(world: World, person: Person, row: PublishedMap) -> bool:
    return tends(world, person, the(world, SystemMap, row.map_id).circle_id)


def _adds_an_edition(world: World, person: Person, row: Edition) -> bool:
    """One's own, to what stands, of a map that one tends."""
    publication = publication_of(world, row)
    stands = publication.withdrawn_at is None
    return row.by_id == person.pk and stands and _tends_its_map(world, person, publication)


ADD: dict[type, Rule] = {
    TrustRound: _begins_trust,
    TrustReflection: _writes_trust,
    Companion: _keeps_companion,
    CompanionWorker: _names_worker,
    Look: lambda world, person, row: (
        steward(person) and row.by_id == person.pk and row.concerns_id != person.pk
    ),
    Concern: lambda world, person, row: row.said_by_id == person.pk and row.closed_at is None,
    Listing: lambda world, person, row: row.written_by_id == person.pk and tends(world, person, row.group_id),
    AskToJoin: lambda world, person, row: row.person_id == person.pk and _is_on_the_map(world, row.group_id),
    Event: lambda world, person, row: row.written_by_id == person.pk and tends(world, person, row.circle_id),
    Piece: lambda world, person, row: row.written_by_id == person.pk,
    Quote: lambda world, person, row: the(world, Piece, row.piece_id).written_by_id == person.pk,
    Consent: lambda world, person, row: (
        the(world, Piece, the(world, Quote, row.quote_id).piece_id).written_by_id == person.pk
    ),
    Offer: lambda world, person, row: row.person_id == person.pk,
    Talk: _answers,
    TalkLine: _says,
    IdentityProvider: _of_an_organisation,
    SignInRule: _of_an_organisation,
    BreakGlass: lambda world, person, row: (
        person.is_administrator and row.asked_by_id == person.pk and row.approved_by_id is None
    ),
    Circle: _circle,
    Organisation: lambda world, person, row: person.is_administrator,
    Partnership: tends_something,
    PeerGroup: lambda world, person, row: True,
    Membership: _membership,
    PartnershipParty: lambda world, person, row: nobody_was_ever_in(world, row.partnership_id),
    Invitation: lambda world, person, row: (
        row.invited_by_id == person.pk and row.circle_id is not None and tends(world, person, row.circle_id)
    ),
    Conversation: _in_its_partnership,
    Presence: _there,
    Heard: lambda world, person, row: row.written_by_id == person.pk and _heard(world, person, row),
    Promise: lambda world, person, row: stands_for(world, person, row.partnership_id, row.by_organisation_id),
    Handover: lambda world, person, row: (
        row.written_by_id == person.pk
        and stands_for(world, person, row.partnership_id, row.organisation_id)
        and _in_its_partnership(world, person, row)
    ),
    CalendarFeed: lambda world, person, row: row.person_id == person.pk,
    SystemMap: _in_its_circle,
    Factor: _on_a_map,
    Link: _on_a_map,
    Snapshot: _on_a_map,
    View: _on_a_map,
    Change: lambda world, person, row: row.by_id == person.pk and _on_a_map(world, person, row),
    Contest: _on_a_map,
    PublishedMap: _tends_its_map,
    Edition: _adds_an_edition,
    Tie: lambda world, person, row: row.tied_by_id == person.pk and both_ends(world, person, row),
    ChangeReason: lambda world, person, row: row.said_by_id == person.pk and both_ends(world, person, row),
    Actor: _new_actor,
    ActsOn: _acts_on,
    Draft: lambda world, person, row: row.author_id == person.pk,
    BringIn: lambda world, person, row: row.person_id == person.pk,
    Nudge: lambda world, person, row: row.person_id == person.pk,
    ReplyAddress: lambda world, person, row: row.person_id == person.pk,
    Arrival: lambda world, person, row: row.person_id == person.pk,
    Reflection: lambda world, person, row: row.author_id == person.pk,
    ReflectionVersion: lambda world, person, row: wrote(world, person, row.reflection_id),
    Attachment: lambda world, person, row: wrote(world, person, row.reflection_id),
    Share: lambda world, person, row: (
        wrote(world, person, row.reflection_id) and is_in(world, person, row.circle_id)
    ),
    Response: _answer,
    Mention: _mention,
    Theme: lambda world, person, row: row.named_by_id == person.pk and is_in(world, person, row.circle_id),
    PromptSet: lambda world, person, row: tends(world, person, row.circle_id),
    PromptSetVersion: lambda world, person, row: (
        row.written_by_id == person.pk
        and tends(world, person, the(world, PromptSet, row.prompt_set_id).circle_id)
    ),
    LearningQuestion: lambda world, person, row: (
        row.asked_by_id == person.pk and is_in(world, person, row.circle_id)
    ),
    Understanding: lambda world, person, row: (
        row.written_by_id == person.pk
        and is_in(world, person, the(world, LearningQuestion, row.question_id).circle_id)
    ),
    Insight: _written_in_its_circle,
    InsightSource: _insight_source,
    InsightVoice: _voice,
    Adaptation: _written_in_its_circle,
    AdaptationSource: _adaptation_source,
    LearningCycle: _cycle,
    CycleStep: lambda world, person, row: (
        row.written_by_id == person.pk
        and is_in(world, person, the(world, LearningCycle, row.cycle_id).circle_id)
    ),
    Experiment: lambda world, person, row: (
        row.tended_by_id == person.pk and _in_its_circle(world, person, row)
    ),
    Measure: lambda world, person, row: row.kept_by_id == person.pk and _in_its_circle(world, person, row),
    Observation: lambda world, person, row: (
        row.written_by_id == person.pk and _of_its_measure(world, person, row)
    ),
    SenseMaking: lambda world, person, row: (
        row.begun_by_id == person.pk
        and row.facilitator_id == person.pk
        and is_in(world, person, row.circle_id)
    ),
    Note: lambda world, person, row: row.author_id == person.pk and _in_its_session(world, person, row),
    NoteGroup: _in_its_session,
    Placed: _sees_where_it_lies,
    Outcome: _in_its_session,
    DigestShape: lambda world, person, row: tends(world, person, row.circle_id),
    DigestChoice: lambda world, person, row: row.person_id == person.pk,
    Fund: lambda world, person, row: leads(world, person, row.funder_id),
    OpeningConversation: _begins,
    OpeningFile: _of_ones_own_opening,
    OpeningTalk: _ours,
    OpeningInterest: lambda world, person, row: row.person_id == person.pk and _ours(world, person, row),
    OpeningView: _has_a_view,
    OpeningDecision: lambda world, person, row: (
        row.decided_by_id == person.pk and _may_decide(world, person, row)
    ),
    Agreement: lambda world, person, row: row.agreed_at is None and gives(world, person, row.partnership_id),
    AgreementVersion: lambda world, person, row: (
        row.written_by_id == person.pk
        and agrees(world, person, _of_agreement(world, row))
        and stands_for(world, person, _of_agreement(world, row), row.organisation_id)
    ),
    Assent: lambda world, person, row: (
        row.person_id == person.pk
        and stands_for(
            world,
            person,
            _of_agreement(world, the(world, AgreementVersion, row.version_id)),
            row.organisation_id,
        )
    ),
    Payment: lambda world, person, row: (
        row.entered_by_id == person.pk
        and the(world, Agreement, row.agreement_id).agreed_at is not None
        and gives(world, person, _of_agreement(world, row))
    ),
    LedgerEntry: lambda world, person, row: (
        row.written_by_id == person.pk
        and (
            gives(world, person, _of_agreement(world, row))
            or (row.account == "agreed" and agrees(world, person, _of_agreement(world, row)))
        )
    ),
    TargetChallenge: lambda world, person, row: (
        row.asked_by_id == person.pk
        and stands_for(world, person, _of_agreement(world, row), row.organisation_id)
    ),
    ChallengeAnswer: lambda world, person, row: (
        row.person_id == person.pk
        and stands_for(
            world,
            person,
            _of_agreement(world, the(world, TargetChallenge, row.challenge_id)),
            row.organisation_id,
        )
    ),
    ReportLook: lambda world, person, row: tends(world, person, row.organisation_id),
    Place: _in_its_partnership,
    Publication: _publishes,
    Grant: lambda world, person, row: row.circle_id is not None and is_in(world, person, row.circle_id),
    GrantFile: lambda world, person, row: row.person_id == person.pk and is_in(world, person, row.circle_id),
    TrusteesPage: lambda world, person, row: (
        row.written_by_id == person.pk and is_in(world, person, row.organisation_id)
    ),
    TrusteesLine: _chooses,
    Report: _in_its_partnership,
    SignOff: _signature,
    ReportSource: _of_a_report,
    ReportChoice: _of_a_report,
    ReportFile: _of_a_report,
    AuditorLink: _shows_an_auditor,
    CommitteeReport: lambda world, person, row: (
        row.begun_by_id == person.pk and tends(world, person, row.organisation_id)
    ),
    CommitteePart: _asks_for_a_part,
    ApiToken: lambda world, person, row: row.person_id == person.pk,
    Subscription: lambda world, person, row: (
        row.person_id == person.pk and is_in(world, person, row.circle_id)
    ),
    KeptAnswer: lambda world, person, row: row.person_id == person.pk,
    Download: lambda world, person, row: row.person_id == person.pk,
    Errand: lambda world, person, row: True,
}

CHANGE: dict[type, Rule] = {
    Fund: lambda world, person, row: leads(world, person, row.funder_id),
    OpeningConversation: lambda world, person, row: row.applicant_id == person.pk,
    OpeningTalk: _both_sides,
    OpeningInterest: lambda world, person, row: row.person_id == person.pk and _ours(world, person, row),
    OpeningView: _has_a_view,
    OpeningDecision: _may_decide,
    TrustReflection: _changes_trust,
    Companion: _changes_companion,
    CompanionWorker: lambda world, person, row: accompanies(world, person, row.companion_id),
    Look: lambda world, person, row: steward(person),
    Concern: lambda world, person, row: steward(person),
    Listing: lambda world, person, row: tends(world, person, row.group_id),
    AskToJoin: lambda world, person, row: True,  # whichever of the two sides
    Event: lambda world, person, row: tends(world, person, row.circle_id),
    Piece: lambda world, person, row: row.written_by_id == person.pk,
    Quote: lambda world, person, row: (
        the(world, Piece, row.piece_id).written_by_id == person.pk or is_asked(world, person, row)
    ),
    Consent: lambda world, person, row: True,  # whoever sees it: its person
    Offer: lambda world, person, row: row.person_id == person.pk,
    Talk: lambda world, person, row: True,  # whichever of the two
    SignInRule: _of_an_organisation,
    BreakGlass: lambda world, person, row: person.is_administrator,
    Person: lambda world, person, row: row.pk == person.pk,
    Circle: lambda world, person, row: tends(world, person, row.pk),
    Organisation: lambda world, person, row: tends(world, person, row.pk),
    PeerGroup: lambda world, person, row: tends(world, person, row.pk),
    Partnership: lambda world, person, row: is_in(world, person, row.pk),
    Membership: lambda world, person, row: row.person_id == person.pk or tends(world, person, row.circle_id),
    Invitation: lambda world, person, row: row.circle_id is not None and tends(world, person, row.circle_id),
    Conversation: _in_its_partnership,
    Heard: _heard,
    Promise: lambda world, person, row: stands_for(world, person, row.partnership_id, row.by_organisation_id),
    Handover: lambda world, person, row: person.pk in (row.written_by_id, row.to_person_id),
    CalendarFeed: lambda world, person, row: row.person_id == person.pk,
    SystemMap: _in_its_circle,
    Factor: _on_a_map,
    Link: _on_a_map,
    View: _on_a_map,
    Contest: _on_a_map,
    PublishedMap: _tends_its_map,
    Actor: _on_a_map,
    ActsOn: _acts_on,
    Draft: lambda world, person, row: row.author_id == person.pk,
    BringIn: lambda world, person, row: row.person_id == person.pk,
    Reflection: lambda world, person, row: row.author_id == person.pk,
    Attachment: lambda world, person, row: wrote(world, person, row.reflection_id),
    Share: lambda world, person, row: wrote(world, person, row.reflection_id),
    Response: _reply,
    PromptSet: lambda world, person, row: tends(world, person, row.circle_id),
    LearningQuestion: _in_its_circle,
    InsightVoice: _voice,
    Adaptation: _in_its_circle,
    Theme: _in_its_circle,
    LearningCycle: _in_its_circle,
    Experiment: _in_its_circle,
    Measure: _in_its_circle,
    Observation: _of_its_measure,
    SenseMaking: _in_its_circle,
    Note: lambda world, person, row: row.author_id == person.pk,
    NoteGroup: _in_its_session,
    Placed: _sees_where_it_lies,
    DigestShape: lambda world, person, row: tends(world, person, row.circle_id),
    DigestChoice: lambda world, person, row: row.person_id == person.pk,
    DigestThread: lambda world, person, row: True,  # whoever sees it may name it
    Agreement: lambda world, person, row: agrees(world, person, row.partnership_id),
    AgreementVersion: lambda world, person, row: (
        agrees(world, person, _of_agreement(world, row))
        and stands_for(world, person, _of_agreement(world, row), row.organisation_id)
    ),
    Payment: lambda world, person, row: gives(world, person, _of_agreement(world, row)),
    TargetChallenge: lambda world, person, row: stands_for(
        world, person, _of_agreement(world, row), row.organisation_id
    ),
    ReportLook: lambda world, person, row: tends(world, person, row.organisation_id),
    Place: _in_its_partnership,
    Publication: _publishes,
    Grant: lambda world, person, row: row.circle_id is not None and is_in(world, person, row.circle_id),
    GrantFile: lambda world, person, row: row.person_id == person.pk,
    TrusteesPage: _in_its_organisation,
    TrusteesLine: _on_a_page,
    Report: _in_its_partnership,
    ReportChoice: _of_a_report,
    AuditorLink: _in_its_partnership,
    CommitteePart: _answers_for_its_organisation,
    ApiToken: lambda world, person, row: row.person_id == person.pk,
    Subscription: lambda world, person, row: row.person_id == person.pk,
    KeptAnswer: lambda world, person, row: row.person_id == person.pk,
    Download: lambda world, person, row: row.person_id == person.pk,
}

REMOVE: dict[type, Rule] = {
    Presence: _there,
    CalendarFeed: lambda world, person, row: row.person_id == person.pk,
    OpeningConversation: lambda world, person, row: row.applicant_id == person.pk and row.sent_at is None,
    OpeningFile: _of_ones_own_opening,
    OpeningView: lambda world, person, row: (
        row.person_id == person.pk and not _decided(world, row.opening_id)
    ),
    IdentityProvider: _of_an_organisation,
    SignInRule: _of_an_organisation,
    Subscription: lambda world, person, row: row.person_id == person.pk,
    KeptAnswer: lambda world, person, row: row.person_id == person.pk,
    DigestCopy: lambda world, person, row: row.person_id == person.pk and row.delivery_id is None,
    Factor: _on_a_map,
    Link: _on_a_map,
    View: _on_a_map,
    Tie: both_ends,
    ChangeReason: both_ends,
    Actor: _on_a_map,
    ActsOn: _acts_on,
    Draft: lambda world, person, row: row.author_id == person.pk,
    BringIn: lambda world, person, row: row.person_id == person.pk,
    Nudge: lambda world, person, row: row.person_id == person.pk,
    ReplyAddress: lambda world, person, row: row.person_id == person.pk,
    Reflection: lambda world, person, row: row.author_id == person.pk,
    ReflectionVersion: lambda world, person, row: wrote(world, person, row.reflection_id),
    Mention: lambda world, person, row: wrote(world, person, row.reflection_id),
    Note: lambda world, person, row: row.author_id == person.pk,
    Placed: _sees_where_it_lies,
    Place: _in_its_partnership,
    Publication: _publishes,
    Grant: lambda world, person, row: row.circle_id is not None and is_in(world, person, row.circle_id),
    GrantFile: lambda world, person, row: row.person_id == person.pk,
    TrusteesLine: _on_a_page,
    ReportSource: _of_a_report,
    SignOff: _of_a_report,
    Download: lambda world, person, row: row.person_id == person.pk,
}
