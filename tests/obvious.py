"""Who may see what, said as plainly and slowly as it can be: loops over lists of rows, nothing asked of the database.

This is the rule of the design in other words than the code's: `visible_to` on every QuerySet is held against it.
"""

from collections.abc import Callable
from typing import Any

from funders.models import Agreement, Fund, Payment, Report, ReportSource, SignOff
from hls_platform.models import Errand, KeptAnswer
from learning.models import (
    Adaptation,
    AdaptationSource,
    Arrival,
    Attachment,
    BringIn,
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
    Placed,
    PromptSet,
    PromptSetVersion,
    Reflection,
    ReflectionVersion,
    ReplyAddress,
    Response,
    SenseMaking,
    Share,
    Theme,
    Understanding,
)
from relationships.models import (
    ApiToken,
    BreakGlass,
    Circle,
    Conversation,
    Download,
    Erasure,
    IdentityProvider,
    Invitation,
    Letter,
    Membership,
    Offer,
    Organisation,
    OrganisationIdentifier,
    Partnership,
    PartnershipParty,
    PeerGroup,
    Person,
    Promise,
    SignInRule,
    Subscription,
    Talk,
    TalkLine,
)
from systems.models import (
    Change,
    Contest,
    Factor,
    Guest,
    GuestLink,
    GuestsAllowed,
    Link,
    Snapshot,
    SystemMap,
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


def _glass(world: World, person: Person, row: BreakGlass) -> bool:
    """An administrator sees all; the people of the circle what was allowed."""
    if person.is_administrator:
        return True
    return row.approved_at is not None and is_in(world, person, row.circle_id)


def _of_my_organisation(world: World, person: Person, row: Any) -> bool:
    return is_in(world, person, row.organisation_id)


def _of_my_circle(world: World, person: Person, row: Any) -> bool:
    return is_in(world, person, row.circle_id)


def _on_a_map_of_mine(world: World, person: Person, row: Any) -> bool:
    for map in world.rows[SystemMap]:
        if map.pk == row.map_id:
            return is_in(world, person, map.circle_id)
    return False


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
    """Of an organisation of mine, or behind an agreement of a partnership of mine."""
    if is_in(world, person, row.funder_id):
        return True
    for agreement in world.rows[Agreement]:
        if agreement.fund_id == row.pk and is_in(world, person, agreement.partnership_id):
            return True
    return False


def _payment(world: World, person: Person, row: Payment) -> bool:
    for agreement in world.rows[Agreement]:
        if agreement.pk == row.agreement_id:
            return is_in(world, person, agreement.partnership_id)
    return False


def _of_my_report(world: World, person: Person, row: Any) -> bool:
    for report in world.rows[Report]:
        if report.pk == row.report_id:
            return is_in(world, person, report.partnership_id)
    return False


def _offer(world: World, person: Person, row: Offer) -> bool:
    """One's own, what one asked to talk about, and what stands there for everybody or for one's circles."""
    if row.person_id == person.pk:
        return True
    for talk in world.rows[Talk]:
        if talk.offer_id == row.pk and talk.asked_by_id == person.pk:
            return True
    if row.closed_at is not None:
        return False
    if row.reach == "place":
        return True
    for membership in world.rows[Membership]:
        if (
            membership.person_id == row.person_id
            and holds(world, membership)
            and is_in(world, person, membership.circle_id)
        ):
            return True
    return False


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
    IdentityProvider: _of_my_organisation,
    SignInRule: _of_my_organisation,
    BreakGlass: _glass,
    Conversation: _of_my_partnership,
    Promise: _of_my_partnership,
    Offer: _offer,
    Talk: _talk,
    TalkLine: _talk_line,
    SystemMap: _of_my_circle,
    Factor: _on_a_map_of_mine,
    Link: _on_a_map_of_mine,
    Snapshot: _on_a_map_of_mine,
    Change: _on_a_map_of_mine,
    Contest: _on_a_map_of_mine,
    GuestsAllowed: _of_my_circle,
    GuestLink: _on_a_map_of_mine,
    Guest: _on_a_map_of_mine,
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
    Agreement: _of_my_partnership,
    Payment: _payment,
    Report: _of_my_partnership,
    ReportSource: _of_my_report,
    SignOff: _of_my_report,
    ApiToken: _for_me,
    Subscription: _for_me,
    KeptAnswer: _for_me,
    Download: _for_me,
    Erasure: _for_me,
    Letter: _for_me,
    Errand: lambda world, person, row: False,
}
