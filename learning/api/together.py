"""Sessions in which a circle makes sense together, the notes in them, and their groups."""

import datetime
import uuid
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from rest_framework import serializers

from hls_platform.api.fields import Day, Filters, Known, Moment, Sent, Shown, Words, may_be_left_out
from hls_platform.api.resources import Resource, changes, creates
from hls_platform.identifiers import uuid7
from learning import actions
from learning.api.shared import SharedThing
from learning.models import (
    Digest,
    DigestThread,
    Insight,
    LearningQuestion,
    Note,
    NoteGroup,
    Phase,
    SenseMaking,
    Share,
)
from learning.queries.together import told_by
from relationships.models import Circle, Person


class SenseMakingShown(Shown):
    facilitator_name = serializers.CharField(source="facilitator.name")
    insights = serializers.SerializerMethodField(help_text="What the circle thinks now, out of this session.")
    questions = serializers.SerializerMethodField(help_text="What it wants to understand next.")
    adaptations = serializers.SerializerMethodField(help_text="What it does differently.")

    class Meta:
        model = SenseMaking
        fields = (
            "id", "circle", "format", "about", "digest", "thread", "question", "facilitator", "facilitator_name",
            "presenter", "phase", "version", "begun_at", "shown_at", "kept_at", "time_until", "returns_on", "minute",
            "insights", "questions", "adaptations",
        )  # fmt: skip

    def get_insights(self, session: SenseMaking) -> list[uuid.UUID]:
        return [each.insight_id for each in session.outcomes.all() if each.insight_id]

    def get_questions(self, session: SenseMaking) -> list[uuid.UUID]:
        return [each.question_id for each in session.outcomes.all() if each.question_id]

    def get_adaptations(self, session: SenseMaking) -> list[uuid.UUID]:
        return [each.adaptation_id for each in session.outcomes.all() if each.adaptation_id]


class SenseMakingFilters(Filters):
    circle = serializers.UUIDField(required=False, source="circle_id")
    phase = serializers.ChoiceField(Phase.choices, required=False)
    since = Moment(required=False, source="begun_at__gte")


class SessionToBegin(Sent):
    circle = Known(Circle)
    format = serializers.ChoiceField(SenseMaking.Format.choices)
    about = serializers.CharField(max_length=300, **may_be_left_out())
    digest = Known(Digest, required=False, allow_null=True)
    thread = Known(DigestThread, required=False, allow_null=True)
    question = Known(LearningQuestion, required=False, allow_null=True)
    id = serializers.UUIDField(required=False, default=uuid7)


class WhereTo(Sent):
    to = serializers.ChoiceField(Phase.choices)


class Whom(Sent):
    to = Known(Person)


class WhoPresents(Sent):
    presenter = Known(Person)


class TimeToKeep(Sent):
    minutes = serializers.IntegerField(min_value=0, max_value=240)


class MinuteToWrite(Sent):
    minute = Words(allow_blank=True)
    returns_on = Day(required=False, allow_null=True)


class NextQuestion(Sent):
    text = serializers.CharField(max_length=300)
    why = Words(**may_be_left_out())
    id = serializers.UUIDField(required=False, default=uuid7)


class InsightToConclude(Sent):
    text = Words()
    how_sure = serializers.ChoiceField(Insight.Sure.choices, required=False, default=Insight.Sure.HUNCH)
    shares = serializers.ListField(child=SharedThing(Share), required=False, default=list)
    id = serializers.UUIDField(required=False, default=uuid7)


class AdaptationFromSession(Sent):
    text = Words()
    since = Day(required=False, allow_null=True)
    shares = serializers.ListField(child=SharedThing(Share), required=False, default=list)
    id = serializers.UUIDField(required=False, default=uuid7)


class SenseMakings(Resource):
    """The sessions of your circles: who leads them, in which phase they are, and the words of their minutes."""

    shown = SenseMakingShown
    order = ("-begun_at", "-id")
    filters = SenseMakingFilters
    to_write = "circles"

    def rows(self) -> QuerySet[SenseMaking]:
        return (
            SenseMaking.objects.visible_to(self.person)
            .select_related("facilitator")
            .prefetch_related("outcomes")
        )

    @creates(SessionToBegin)
    def create(self, sent: dict[str, Any]) -> SenseMaking:
        """Begin a session; whoever begins facilitates."""
        return actions.begin_session(by=self.person, **sent)

    @changes(WhereTo)
    def move_on(self, sense_making: SenseMaking, sent: dict[str, Any]) -> SenseMaking:
        """Lead it to the next phase, or back to the one before; `kept` keeps the minute."""
        return actions.move_on(by=self.person, sense_making=sense_making, **sent)

    @changes(Whom)
    def hand_over(self, sense_making: SenseMaking, sent: dict[str, Any]) -> SenseMaking:
        """Let somebody else of the circle facilitate."""
        return actions.hand_over(by=self.person, sense_making=sense_making, **sent)

    @changes()
    def take_over(self, sense_making: SenseMaking, sent: dict[str, Any]) -> SenseMaking:
        """Facilitate in the place of whoever cannot go on."""
        return actions.take_over(by=self.person, sense_making=sense_making)

    @changes(TimeToKeep)
    def keep_time(self, sense_making: SenseMaking, sent: dict[str, Any]) -> SenseMaking:
        """Show everybody how much time is left; 0 takes it away."""
        return actions.keep_time(by=self.person, sense_making=sense_making, **sent)

    @changes(WhoPresents)
    def say_who_presents(self, sense_making: SenseMaking, sent: dict[str, Any]) -> SenseMaking:
        """In an action learning set: whose matter it is."""
        return actions.say_who_presents(by=self.person, sense_making=sense_making, **sent)

    @changes(MinuteToWrite)
    def write_minute(self, sense_making: SenseMaking, sent: dict[str, Any]) -> SenseMaking:
        """Write what the minute says beside what stands in the session."""
        return actions.write_minute(by=self.person, sense_making=sense_making, **sent)

    @changes(InsightToConclude)
    def conclude(self, sense_making: SenseMaking, sent: dict[str, Any]) -> SenseMaking:
        """Write down what the circle now thinks, resting on these shares; it stands among its insights."""
        sources = sent.pop("shares")
        actions.conclude(by=self.person, sense_making=sense_making, sources=sources, **sent)
        return sense_making

    @changes(AdaptationFromSession)
    def adapt(self, sense_making: SenseMaking, sent: dict[str, Any]) -> SenseMaking:
        """Write down what the circle does differently now; it stands among its adaptations."""
        sources = sent.pop("shares")
        actions.adapt(by=self.person, sense_making=sense_making, sources=sources, **sent)
        return sense_making

    @changes(NextQuestion)
    def ask_next_question(self, sense_making: SenseMaking, sent: dict[str, Any]) -> SenseMaking:
        """Ask what the circle wants to understand next; the question stands among its questions."""
        actions.ask_next_question(by=self.person, sense_making=sense_making, **sent)
        return sense_making


class NoteShown(Shown):
    told_by = serializers.SerializerMethodField(help_text="Who says it, as they chose.")
    share = serializers.SerializerMethodField(help_text="What was shared that it rests on, while it is.")
    gap = serializers.SerializerMethodField(help_text="Whether what it rests on was withdrawn.")
    group = serializers.SerializerMethodField()
    written_on = serializers.SerializerMethodField()

    class Meta:
        model = Note
        fields = (
            "id", "sense_making", "kind", "text", "told_by", "to_whom", "about_note", "share", "gap", "group",
            "written_on",
        )  # fmt: skip

    def get_told_by(self, note: Note) -> str:
        return told_by(note, self.context["person"])

    def get_share(self, note: Note) -> uuid.UUID | None:
        return note.share_id if note.is_shared else None  # type: ignore[attr-defined]

    def get_gap(self, note: Note) -> bool:
        return note.quotes and not note.is_shared  # type: ignore[attr-defined]

    def get_group(self, note: Note) -> uuid.UUID | None:
        placed = getattr(note, "placed", None)
        return placed.group_id if placed else None

    def get_written_on(self, note: Note) -> datetime.date:
        return timezone.localdate(note.written_at)


class NoteFilters(Filters):
    sense_making = serializers.UUIDField(required=False, source="sense_making_id")
    kind = serializers.ChoiceField(Note.Kind.choices, required=False)


class NoteToWrite(Sent):
    sense_making = Known(SenseMaking)
    kind = serializers.ChoiceField(Note.Kind.choices, required=False, default=Note.Kind.NOTE)
    text = Words(**may_be_left_out())
    without_name = serializers.BooleanField(required=False, default=False)
    said_by = serializers.CharField(
        max_length=160,
        help_text="Somebody present for whom it is written down, who agreed to be named.",
        **may_be_left_out(),
    )
    to_whom = serializers.CharField(max_length=160, **may_be_left_out())
    about_note = Known(Note, required=False, allow_null=True)
    share = SharedThing(Share, required=False, allow_null=True)
    group = Known(NoteGroup, required=False, allow_null=True)
    id = serializers.UUIDField(required=False, default=uuid.uuid4)


class WhereItLies(Sent):
    group = Known(NoteGroup, allow_null=True)


class Notes(Resource):
    """The notes of your circles' sessions: your own, and those of the others once all were shown."""

    shown = NoteShown
    order = ("id",)
    filters = NoteFilters
    to_write = "circles"

    def rows(self) -> QuerySet[Note]:
        shared = Share.objects.in_circles_of(self.person).live().filter(pk=OuterRef("share_id"))
        return (
            Note.objects.visible_to(self.person)
            .select_related("author", "placed")
            .annotate(is_shared=Exists(shared))
        )

    @creates(NoteToWrite)
    def create(self, sent: dict[str, Any]) -> Note:
        """Write a note; until all are shown, nobody else can see it."""
        return actions.write_note(by=self.person, **sent)

    @changes(WhereItLies)
    def move(self, note: Note, sent: dict[str, Any]) -> Note:
        """Put it into a group, or into none."""
        return actions.move_note(by=self.person, note=note, **sent)

    @changes()
    def take_back(self, note: Note, sent: dict[str, Any]) -> None:
        """Take back a note of yours."""
        actions.take_back_note(by=self.person, note=note)


class NoteGroupShown(Shown):
    class Meta:
        model = NoteGroup
        fields = ("id", "sense_making", "name")


class NoteGroupFilters(Filters):
    sense_making = serializers.UUIDField(required=False, source="sense_making_id")


class GroupToMake(Sent):
    sense_making = Known(SenseMaking)
    name = serializers.CharField(max_length=160, **may_be_left_out())
    id = serializers.UUIDField(required=False, default=uuid7)


class GroupName(Sent):
    name = serializers.CharField(max_length=160, allow_blank=True)


class NoteGroups(Resource):
    """Groups of notes."""

    shown = NoteGroupShown
    order = ("id",)
    filters = NoteGroupFilters
    to_write = "circles"

    def rows(self) -> QuerySet[NoteGroup]:
        return NoteGroup.objects.all().visible_to(self.person)

    @creates(GroupToMake)
    def create(self, sent: dict[str, Any]) -> NoteGroup:
        """Make a group, when all notes are shown."""
        return actions.make_group(by=self.person, **sent)

    @changes(GroupName)
    def rename(self, group: NoteGroup, sent: dict[str, Any]) -> NoteGroup:
        """Give it another name."""
        return actions.name_group(by=self.person, group=group, **sent)
