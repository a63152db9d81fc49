"""Who may do what with reflections and what comes back: one rule per verb."""

import uuid

from django.db.models import Model

from learning.models import (
    Experiment,
    Insight,
    LearningCycle,
    LearningQuestion,
    Measure,
    Note,
    Phase,
    Reflection,
    Response,
    SenseMaking,
    Share,
)
from relationships.access import can_tend
from relationships.models import Circle, Membership, Organisation, Partnership, PartnershipParty, Person
from systems.models import Change, Factor

FEWEST_POSSIBLE_AUTHORS = 5
"""With fewer people in a circle, leaving out the name does not hide who wrote."""


def can_write_prompts(person: Person, circle: Circle) -> bool:
    """Whoever leads or facilitates the circle says what it asks, as long as it goes on."""
    return can_tend(person, circle)


def is_in(person: Person, circle: Circle) -> bool:
    """Whether `person` is in `circle` now: only these people read what is inside."""
    return Membership.objects.current().filter(person=person, circle_id=circle.pk).exists()


def possible_authors(circle: Circle) -> int:
    """How many people could have written something shared with `circle` without a name."""
    return Membership.objects.current().filter(circle_id=circle.pk, person__is_active=True).count()


def possible_authors_in_both(one: Circle, other: Circle) -> int:
    """How many people could have written what was shared without a name with both circles."""
    in_other = Membership.objects.current().filter(circle_id=other.pk).values("person_id")
    in_one = Membership.objects.current().filter(circle_id=one.pk, person__is_active=True)
    return in_one.filter(person_id__in=in_other).values("person_id").distinct().count()


def can_edit(person: Person, reflection: Reflection) -> bool:
    """A reflection is its author's alone: to change, to look up its history, to tie to a factor."""
    return reflection.author_id == person.pk


def can_attach(person: Person, reflection: Reflection) -> bool:
    """The author adds recordings and pictures to what is theirs, and takes them off."""
    return reflection.author_id == person.pk


def can_share(person: Person, reflection: Reflection, circle: Circle) -> bool:
    """The author shares, with circles they are in and that have not ended."""
    return reflection.author_id == person.pk and circle.ended_at is None and is_in(person, circle)


def can_withdraw(person: Person, share: Share) -> bool:
    """Consent is taken back by whoever gave it, at any time, even after leaving the circle."""
    return share.reflection.author_id == person.pk


def can_read(person: Person, share: Share) -> bool:
    """The author always; others while it is shared and they are in its circle."""
    return Share.objects.visible_to(person).filter(pk=share.pk).exists()


def can_respond(person: Person, share: Share) -> bool:
    """Whoever is in the circle, to what others shared: the author answers by replying."""
    return (
        share.withdrawn_at is None and share.reflection.author_id != person.pk and is_in(person, share.circle)
    )


def can_reply(person: Person, response: Response) -> bool:
    """The author of the reflection that was responded to, while it is shared."""
    return response.share.withdrawn_at is None and response.share.reflection.author_id == person.pk


def can_mention(person: Person, reflection: Reflection, factor: Factor) -> bool:
    """The author, and only factors of maps in circles they are in."""
    return (
        reflection.author_id == person.pk
        and Factor.objects.live().visible_to(person).filter(pk=factor.pk).exists()
    )


def can_tie(person: Person, factor: Factor, thing: Model) -> bool:
    """Anybody who sees the factor and the thing: a map is made together, and so is what it hangs together with."""
    seen = type(thing)._default_manager.visible_to(person)  # type: ignore[attr-defined]
    return (
        Factor.objects.live().visible_to(person).filter(pk=factor.pk).exists()
        and seen.filter(pk=thing.pk).exists()
    )


def can_say_reason(person: Person, change: Change, insight: Insight) -> bool:
    """Anybody who sees the map and the insight, whoever made the change."""
    return (
        Change.objects.visible_to(person).filter(pk=change.pk).exists()
        and Insight.objects.visible_to(person).filter(pk=insight.pk).exists()
    )


def can_ask(person: Person, circle: Circle) -> bool:
    """Anyone in the circle may ask what it should learn about."""
    return circle.ended_at is None and is_in(person, circle)


def can_put(person: Person, question: LearningQuestion, organisation: Organisation) -> bool:
    """Anyone in a partnership may put its question to an organisation that stands in it, the funder too."""
    return is_in(person, question.circle) and stands_in(question.circle, organisation)


def stands_in(circle: Circle, organisation: Organisation) -> bool:
    """Whether the circle is a partnership, and the organisation one of its parties."""
    return (
        circle.kind == Circle.Kind.PARTNERSHIP
        and PartnershipParty.objects.filter(
            partnership__in=Partnership.objects.filter(pk=circle.pk), organisation=organisation
        ).exists()
    )


def can_record_understanding(person: Person, question: LearningQuestion) -> bool:
    """Anyone in the question's circle: understanding is made together."""
    return Membership.objects.current().filter(person=person, circle_id=question.circle_id).exists()


def can_write_insight(person: Person, circle: Circle) -> bool:
    """Anyone in the circle: what "we" think is for any of us to say, and for the others to doubt."""
    return is_in(person, circle)


def can_voice(person: Person, insight: Insight) -> bool:
    """Anyone in the circle, whoever wrote it too."""
    return is_in(person, insight.circle)


def can_adapt(person: Person, circle: Circle) -> bool:
    """Anyone in the circle says what it does differently, and when that ended."""
    return is_in(person, circle)


def can_close(person: Person, question: LearningQuestion) -> bool:
    """Whoever asked it, and those who facilitate or lead the circle; anyone in it once the asker has left the platform.

    One that was raised has no asker there.
    """
    membership = Membership.objects.current().filter(person=person, circle_id=question.circle_id).first()
    return membership is not None and (
        question.asked_by_id == person.pk
        or (question.asked_by is not None and not question.asked_by.is_active)
        or membership.role in {Membership.Role.FACILITATOR, Membership.Role.LEAD}
    )


def can_begin(person: Person, circle: Circle) -> bool:
    """A cycle, an experiment, a measure: anyone in the circle may begin one, and tends it then."""
    return circle.ended_at is None and is_in(person, circle)


def can_tend_cycle(person: Person, cycle: LearningCycle) -> bool:
    """Moving, describing and nesting it, raising what stands in its way: who tends it, and who tends its circle."""
    return _still_theirs(person, cycle.tended_by_id, cycle.circle_id)


def can_nest(person: Person, cycle: LearningCycle, wider: LearningCycle) -> bool:
    """Whoever tends the smaller cycle and is in the circle of the wider one, too."""
    return (
        can_tend_cycle(person, cycle)
        and LearningCycle.objects.visible_to(person).filter(pk=wider.pk).exists()
    )


def can_tend_experiment(person: Person, experiment: Experiment) -> bool:
    """Changing and ending it: who tends it, and who tends its circle."""
    return _still_theirs(person, experiment.tended_by_id, experiment.circle_id)


def can_keep_measure(person: Person, measure: Measure) -> bool:
    """Saying what it is, bringing a file in, putting it away: who keeps it, and who tends its circle."""
    return _still_theirs(person, measure.kept_by_id, measure.circle_id)


def _still_theirs(person: Person, whose: uuid.UUID, circle_id: uuid.UUID) -> bool:
    membership = Membership.objects.current().filter(person=person, circle_id=circle_id).first()
    return membership is not None and (whose == person.pk or membership.role != Membership.Role.MEMBER)


def can_begin_session(person: Person, circle: Circle) -> bool:
    """Anyone in the circle may begin to make sense together, and then facilitates."""
    return circle.ended_at is None and is_in(person, circle)


def can_take_part(person: Person, sense_making: SenseMaking) -> bool:
    """Whoever is in the circle, whether they were invited to this session or not."""
    return is_in(person, sense_making.circle)


def facilitates(person: Person, sense_making: SenseMaking) -> bool:
    """Whoever holds the session just now leads it on, keeps its time and its minute."""
    return sense_making.facilitator_id == person.pk


def can_take_back(person: Person, note: Note) -> bool:
    """What somebody wrote goes back to them at any time, when the minute is kept, too."""
    return note.author_id == person.pk


WRITTEN_IN: dict[str, tuple[Phase, ...]] = {
    Note.Kind.NOTE: (Phase.ALONE, Phase.SHOWN, Phase.GROUPED, Phase.DISAGREE, Phase.OUTCOME),
    Note.Kind.QUESTION: (Phase.ALONE, Phase.SHOWN),
    Note.Kind.ANSWER: (Phase.SHOWN, Phase.DISAGREE),
    Note.Kind.REASON: (Phase.DISAGREE, Phase.OUTCOME),
    Note.Kind.OTHERWISE: (Phase.DISAGREE, Phase.OUTCOME, Phase.MINUTE),
    Note.Kind.PROMISE: (Phase.OUTCOME, Phase.MINUTE),
    Note.Kind.CORRECTION: (Phase.MINUTE,),
}
"""In which phases each kind of note is written. When the minute is kept, nothing more is."""


def can_write(sense_making: SenseMaking, kind: str) -> bool:
    """Whether this is the time for a note of that kind."""
    return sense_making.phase in WRITTEN_IN[kind]
