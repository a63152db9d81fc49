"""Who may add, change and take away what, said as plainly as `obvious` says who may see it.

Held against the policies of the database, which let nobody write what no action writes.
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
    IdentityProvider,
    Invitation,
    Membership,
    Offer,
    Organisation,
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
    GuestLink,
    GuestsAllowed,
    Link,
    Snapshot,
    SystemMap,
)
from tests.obvious import holds, is_in, may_see, tends
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


def the(world: World, noun: type, pk: Any) -> Any:
    """The row of the world with that key."""
    return next(row for row in world.rows[noun] if row.pk == pk)


def wrote(world: World, person: Person, reflection_id: Any) -> bool:
    return the(world, Reflection, reflection_id).author_id == person.pk


def _circle(world: World, person: Person, row: Circle) -> bool:
    if row.kind == "peer_group":
        return True
    return person.is_administrator if row.kind == "organisation" else tends_something(world, person, row)


def _membership(world: World, person: Person, row: Membership) -> bool:
    """Oneself, into a circle just begun or an open group."""
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


def _guests_link(world: World, person: Person, row: GuestLink) -> bool:
    circle = the(world, SystemMap, row.map_id).circle_id
    allowed = any(each.circle_id == circle for each in world.rows[GuestsAllowed])
    return allowed and row.made_by_id == person.pk and is_in(world, person, circle)


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


def _of_an_organisation(world: World, person: Person, row: Any) -> bool:
    return tends(world, person, row.organisation_id)


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


ADD: dict[type, Rule] = {
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
    Promise: lambda world, person, row: stands_for(world, person, row.partnership_id, row.by_organisation_id),
    SystemMap: _in_its_circle,
    Factor: _on_a_map,
    Link: _on_a_map,
    Snapshot: _on_a_map,
    Change: lambda world, person, row: row.by_id == person.pk and _on_a_map(world, person, row),
    Contest: _on_a_map,
    GuestsAllowed: lambda world, person, row: row.by_id == person.pk and tends(world, person, row.circle_id),
    GuestLink: _guests_link,
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
    Agreement: lambda world, person, row: gives(world, person, row.partnership_id),
    Payment: lambda world, person, row: gives(
        world, person, the(world, Agreement, row.agreement_id).partnership_id
    ),
    Report: _in_its_partnership,
    SignOff: _signature,
    ReportSource: _of_a_report,
    ApiToken: lambda world, person, row: row.person_id == person.pk,
    Subscription: lambda world, person, row: (
        row.person_id == person.pk and is_in(world, person, row.circle_id)
    ),
    KeptAnswer: lambda world, person, row: row.person_id == person.pk,
    Download: lambda world, person, row: row.person_id == person.pk,
    Errand: lambda world, person, row: True,
}

CHANGE: dict[type, Rule] = {
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
    Promise: lambda world, person, row: stands_for(world, person, row.partnership_id, row.by_organisation_id),
    SystemMap: _in_its_circle,
    Factor: _on_a_map,
    Link: _on_a_map,
    Contest: _on_a_map,
    GuestLink: _on_a_map,
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
    Payment: lambda world, person, row: gives(
        world, person, the(world, Agreement, row.agreement_id).partnership_id
    ),
    Report: _in_its_partnership,
    ApiToken: lambda world, person, row: row.person_id == person.pk,
    Subscription: lambda world, person, row: row.person_id == person.pk,
    KeptAnswer: lambda world, person, row: row.person_id == person.pk,
    Download: lambda world, person, row: row.person_id == person.pk,
}

REMOVE: dict[type, Rule] = {
    IdentityProvider: _of_an_organisation,
    SignInRule: _of_an_organisation,
    Subscription: lambda world, person, row: row.person_id == person.pk,
    KeptAnswer: lambda world, person, row: row.person_id == person.pk,
    DigestCopy: lambda world, person, row: row.person_id == person.pk and row.delivery_id is None,
    Factor: _on_a_map,
    Link: _on_a_map,
    GuestsAllowed: lambda world, person, row: tends(world, person, row.circle_id),
    Draft: lambda world, person, row: row.author_id == person.pk,
    BringIn: lambda world, person, row: row.person_id == person.pk,
    Nudge: lambda world, person, row: row.person_id == person.pk,
    ReplyAddress: lambda world, person, row: row.person_id == person.pk,
    Reflection: lambda world, person, row: row.author_id == person.pk,
    ReflectionVersion: lambda world, person, row: wrote(world, person, row.reflection_id),
    Mention: lambda world, person, row: wrote(world, person, row.reflection_id),
    Note: lambda world, person, row: row.author_id == person.pk,
    Placed: _sees_where_it_lies,
    ReportSource: _of_a_report,
    SignOff: _of_a_report,
    Download: lambda world, person, row: row.person_id == person.pk,
}
