"""Learning cycles and what they raise, experiments, measures and their observations. Nothing here has a target."""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hls_platform.api.fields import Day, Filters, Known, Moment, Sent, Shown, Words, may_be_left_out
from hls_platform.api.resources import Resource, changes, creates
from hls_platform.identifiers import uuid7
from learning import actions
from learning.models import (
    STAGES,
    CycleStep,
    Experiment,
    LearningCycle,
    LearningQuestion,
    Measure,
    Observation,
    Obstacle,
    Scale,
    Stage,
    Understanding,
)
from relationships.models import Circle

OF_STAGES = [(stage.value, stage.label) for stage in STAGES]


class Planned(Sent):
    understand = Day(required=False, allow_null=True, default=None)
    design = Day(required=False, allow_null=True, default=None)
    experiment = Day(required=False, allow_null=True, default=None)
    embed = Day(required=False, allow_null=True, default=None)


class CycleShown(Shown):
    tended_by_name = serializers.CharField(source="tended_by.name")
    planned = Planned(help_text="By stage the day from which it was planned.")
    wider = serializers.SerializerMethodField(
        help_text="The wider cycle that it nests in, where you may see that one."
    )

    class Meta:
        model = LearningCycle
        fields = (
            "id",
            "circle",
            "name",
            "to_learn",
            "scale",
            "stage",
            "question",
            "tended_by",
            "tended_by_name",
            "planned",
            "wider",
            "created_at",
        )

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_wider(self, cycle: LearningCycle) -> str | None:
        return str(cycle.wider_id) if cycle.wider_seen else None  # type: ignore[attr-defined]


class CycleFilters(Filters):
    circle = serializers.UUIDField(required=False, source="circle_id")
    stage = serializers.ChoiceField(Stage.choices, required=False)
    scale = serializers.ChoiceField(Scale.choices, required=False)
    wider = serializers.UUIDField(required=False, help_text="Those that nest in this one, which you may see.")
    since = Moment(required=False, source="created_at__gte")

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        if wider := self.validated_data.pop("wider", None):
            rows = rows.filter(wider_id=wider, wider_seen=True)
        return super().narrow(rows)


class QuestionInMyCircles(Known):
    def get_queryset(self) -> QuerySet[LearningQuestion]:
        return LearningQuestion.objects.in_circles_of(self.context["person"])


class CycleToBegin(Sent):
    circle = Known(Circle)
    name = serializers.CharField(max_length=160)
    to_learn = Words()
    scale = serializers.ChoiceField(Scale.choices)
    question = QuestionInMyCircles(LearningQuestion, required=False, allow_null=True, default=None)
    planned = Planned(required=False)
    stage = serializers.ChoiceField(OF_STAGES, required=False, default=Stage.UNDERSTAND.value)
    why = Words(**may_be_left_out())
    id = serializers.UUIDField(required=False, default=uuid7)


class CycleWords(Sent):
    name = serializers.CharField(required=False, max_length=160)
    to_learn = Words(required=False)
    question = QuestionInMyCircles(LearningQuestion, required=False, allow_null=True)
    planned = Planned(required=False)


class WhereItStands(Sent):
    stage = serializers.ChoiceField(Stage.choices)
    why = Words()
    entered_on = Day(required=False, allow_null=True, default=None)


class WhatItNestsIn(Sent):
    wider = Known(LearningCycle, allow_null=True)


class WhatStandsInTheWay(Sent):
    text = serializers.CharField(max_length=300)
    why = Words(**may_be_left_out())
    show_circle = serializers.BooleanField(default=False)
    id = serializers.UUIDField(required=False, default=uuid7, help_text="The id the question will have.")


class Cycles(Resource):
    """The learning cycles of your circles: understand, design, experiment, embed, in whatever order they run."""

    shown = CycleShown
    filters = CycleFilters
    to_write = "circles"

    def rows(self) -> QuerySet[LearningCycle]:
        seen = LearningCycle.objects.visible_to(self.person)
        wider_seen = Exists(seen.filter(pk=OuterRef("wider_id")))
        return seen.annotate(wider_seen=wider_seen).select_related("tended_by", "circle", "question")

    @creates(CycleToBegin)
    def create(self, sent: dict[str, Any]) -> LearningCycle:
        """Begin a cycle, which you then tend."""
        return actions.begin_cycle(by=self.person, **sent)

    @changes(CycleWords)
    def partial_update(self, cycle: LearningCycle, sent: dict[str, Any]) -> LearningCycle:
        """Say anew what it is to learn and how it is planned."""
        now = {"name": cycle.name, "to_learn": cycle.to_learn, "question": cycle.question}
        return actions.describe_cycle(by=self.person, cycle=cycle, **{**now, **sent})

    @changes(WhereItStands)
    def move(self, cycle: LearningCycle, sent: dict[str, Any]) -> LearningCycle:
        """Say that it entered another stage, and why: on, back, past one, or to its end."""
        actions.move_cycle(by=self.person, cycle=cycle, **sent)
        return cycle

    @changes(WhatItNestsIn)
    def nest(self, cycle: LearningCycle, sent: dict[str, Any]) -> LearningCycle:
        """Nest it in a cycle of a wider scale, whose circle you are in; null takes it out."""
        return actions.nest_cycle(by=self.person, cycle=cycle, **sent)

    @changes(WhatStandsInTheWay)
    def raise_obstacle(self, cycle: LearningCycle, sent: dict[str, Any]) -> LearningCycle:
        """Make what stands in its way a learning question of the wider cycle's circle. What comes back stands under obstacles."""
        actions.raise_obstacle(by=self.person, cycle=cycle, **sent)
        return cycle


class CycleStepShown(Shown):
    written_by_name = serializers.CharField(source="written_by.name")

    class Meta:
        model = CycleStep
        fields = (
            "id",
            "cycle",
            "stage",
            "entered_on",
            "why",
            "written_by",
            "written_by_name",
            "written_at",
        )


class CycleStepFilters(Filters):
    cycle = serializers.UUIDField(required=False, source="cycle_id")
    circle = serializers.UUIDField(required=False, source="cycle__circle_id")
    since = Moment(required=False, source="written_at__gte")


class CycleSteps(Resource):
    """How the cycles of your circles ran: each step with its day and its reason."""

    shown = CycleStepShown
    order = ("-written_at", "-id")
    filters = CycleStepFilters

    def rows(self) -> QuerySet[CycleStep]:
        return CycleStep.objects.visible_to(self.person).select_related("written_by")


class CameBack(serializers.Serializer):
    text = serializers.CharField()
    written_at = serializers.DateTimeField()


class ObstacleShown(Shown):
    text = serializers.CharField(source="question.text")
    why = serializers.CharField(source="question.why")
    shown_as = serializers.CharField(
        source="question.who_asked", help_text="What the wider circle reads of where it comes from."
    )
    closed_at = serializers.DateTimeField(source="question.closed_at", allow_null=True)
    came_back = CameBack(
        source="question.steps", many=True, help_text="What the wider circle understood, step by step."
    )
    raised_by_name = serializers.CharField(source="raised_by.name")

    class Meta:
        model = Obstacle
        fields = (
            "id",
            "cycle",
            "question",
            "text",
            "why",
            "shown_as",
            "raised_by",
            "raised_by_name",
            "raised_at",
            "closed_at",
            "came_back",
        )


class ObstacleFilters(Filters):
    cycle = serializers.UUIDField(required=False, source="cycle_id")
    circle = serializers.UUIDField(
        required=False, source="cycle__circle_id", help_text="Of the cycle it was raised from."
    )
    since = Moment(required=False, source="raised_at__gte")


class Obstacles(Resource):
    """What stood in the way of your circles' cycles and was raised with wider ones, and what came back down."""

    shown = ObstacleShown
    order = ("-raised_at", "-id")
    filters = ObstacleFilters

    def rows(self) -> QuerySet[Obstacle]:
        steps = Understanding.objects.order_by("written_at", "id")
        return (
            Obstacle.objects.visible_to(self.person)
            .select_related("question", "raised_by")
            .prefetch_related(Prefetch("question__understandings", steps, to_attr="steps"))
        )


class ExperimentShown(Shown):
    tended_by_name = serializers.CharField(source="tended_by.name")

    class Meta:
        model = Experiment
        fields = (
            "id",
            "circle",
            "cycle",
            "follows",
            "what",
            "why",
            "notice",
            "look_on",
            "tended_by",
            "tended_by_name",
            "begun_at",
            "ended_at",
            "ending",
            "reason",
        )


class ExperimentFilters(Filters):
    circle = serializers.UUIDField(required=False, source="circle_id")
    cycle = serializers.UUIDField(required=False, source="cycle_id")
    ending = serializers.ChoiceField(Experiment.Ending.choices, required=False)
    running = serializers.BooleanField(
        required=False, source="ended_at__isnull", help_text="Those that run, or those that have ended."
    )
    since = Moment(required=False, source="begun_at__gte")


class ExperimentToBegin(Sent):
    circle = Known(Circle)
    what = Words()
    why = Words()
    notice = Words()
    look_on = Day()
    cycle = Known(LearningCycle, required=False, allow_null=True, default=None)
    follows = Known(Experiment, required=False, allow_null=True, default=None)
    id = serializers.UUIDField(required=False, default=uuid7)


class ExperimentWords(Sent):
    what = Words(required=False)
    why = Words(required=False)
    notice = Words(required=False)
    look_on = Day(required=False)
    cycle = Known(LearningCycle, required=False, allow_null=True)


class HowItEnds(Sent):
    ending = serializers.ChoiceField(Experiment.Ending.choices)
    reason = Words()


class Experiments(Resource):
    """What your circles try, and how it ended: adopted, adapted or stopped, each with its reason."""

    shown = ExperimentShown
    order = ("-begun_at", "-id")
    filters = ExperimentFilters
    to_write = "circles"

    def rows(self) -> QuerySet[Experiment]:
        return Experiment.objects.visible_to(self.person).select_related("tended_by", "circle", "cycle")

    @creates(ExperimentToBegin)
    def create(self, sent: dict[str, Any]) -> Experiment:
        """Begin to try something, which you then tend."""
        return actions.begin_experiment(by=self.person, **sent)

    @changes(ExperimentWords)
    def partial_update(self, experiment: Experiment, sent: dict[str, Any]) -> Experiment:
        """Say anew what is tried and when it is looked at, while it runs."""
        now = {name: getattr(experiment, name) for name in ("what", "why", "notice", "look_on", "cycle")}
        return actions.describe_experiment(by=self.person, experiment=experiment, **{**now, **sent})

    @changes(HowItEnds)
    def end(self, experiment: Experiment, sent: dict[str, Any]) -> Experiment:
        """Adopt it, adapt it or stop it, and say why."""
        return actions.end_experiment(by=self.person, experiment=experiment, **sent)


class MeasureShown(Shown):
    kept_by_name = serializers.CharField(source="kept_by.name")

    class Meta:
        model = Measure
        fields = (
            "id",
            "circle",
            "name",
            "unit",
            "definition",
            "why",
            "collected_by",
            "cost",
            "kept_by",
            "kept_by_name",
            "created_at",
            "ended_at",
        )


class MeasureFilters(Filters):
    circle = serializers.UUIDField(required=False, source="circle_id")
    kept = serializers.BooleanField(
        required=False, source="ended_at__isnull", help_text="Those that are taken, or those put away."
    )
    since = Moment(required=False, source="created_at__gte")


class MeasureToKeep(Sent):
    circle = Known(Circle)
    name = serializers.CharField(max_length=160)
    why = Words(help_text="How this helps us learn.")
    collected_by = serializers.CharField(max_length=160)
    cost = Words(help_text="What that costs whoever collects it.")
    unit = serializers.CharField(max_length=60, **may_be_left_out())
    definition = Words(**may_be_left_out())
    id = serializers.UUIDField(required=False, default=uuid7)


class MeasureWords(Sent):
    name = serializers.CharField(required=False, max_length=160)
    why = Words(required=False)
    collected_by = serializers.CharField(required=False, max_length=160)
    cost = Words(required=False)
    unit = serializers.CharField(required=False, max_length=60, allow_blank=True)
    definition = Words(required=False, allow_blank=True)


class Measures(Resource):
    """What your circles measure to learn from, with the reason."""

    shown = MeasureShown
    filters = MeasureFilters
    to_write = "circles"

    def rows(self) -> QuerySet[Measure]:
        return Measure.objects.visible_to(self.person).select_related("kept_by", "circle")

    @creates(MeasureToKeep)
    def create(self, sent: dict[str, Any]) -> Measure:
        """Begin to keep a measure."""
        return actions.keep_measure(by=self.person, **sent)

    @changes(MeasureWords)
    def partial_update(self, measure: Measure, sent: dict[str, Any]) -> Measure:
        """Say anew what it is."""
        now = {name: getattr(measure, name) for name in Measure.EDITED}
        return actions.describe_measure(by=self.person, measure=measure, **{**now, **sent})

    @changes()
    def put_away(self, measure: Measure, sent: dict[str, Any]) -> Measure:
        """Stop taking it; what it showed stays readable."""
        return actions.put_measure_away(by=self.person, measure=measure)


class ObservationShown(Shown):
    value = serializers.CharField(source="in_words", help_text="A decimal number, exactly as written.")

    class Meta:
        model = Observation
        fields = ("id", "measure", "day", "value", "story", "written_by", "created_at")


class ObservationFilters(Filters):
    measure = serializers.UUIDField(required=False, source="measure_id")
    circle = serializers.UUIDField(required=False, source="measure__circle_id")
    since = Day(required=False, source="day__gte")
    until = Day(required=False, source="day__lt")


class Value(serializers.DecimalField):
    def __init__(self, **said: Any) -> None:
        super().__init__(max_digits=18, decimal_places=6, **said)


class ObservationToWrite(Sent):
    measure = Known(Measure)
    day = Day()
    value = Value()
    story = Words(**may_be_left_out())
    id = serializers.UUIDField(required=False, default=uuid7)


class ObservationWords(Sent):
    value = Value(required=False)
    story = Words(required=False, allow_blank=True)


class Observations(Resource):
    """What was observed, a value for a day, with its story."""

    shown = ObservationShown
    order = ("-day", "-id")
    filters = ObservationFilters
    to_write = "circles"

    def rows(self) -> QuerySet[Observation]:
        return Observation.objects.visible_to(self.person).select_related("measure")

    @creates(ObservationToWrite)
    def create(self, sent: dict[str, Any]) -> Observation:
        """Write down what was observed on a day; the same again for that day changes nothing."""
        return actions.observe(by=self.person, **sent)

    @changes(ObservationWords)
    def partial_update(self, observation: Observation, sent: dict[str, Any]) -> Observation:
        """Correct it."""
        now = {"value": observation.value, "story": observation.story}
        return actions.correct_observation(by=self.person, observation=observation, **{**now, **sent})
