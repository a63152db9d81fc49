"""Digests as their circles may read them now, and the threads in them."""

import uuid
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from rest_framework import serializers

from hls_platform.api.fields import Filters, Moment, Sent, Shown
from hls_platform.api.resources import Resource, changes
from learning.actions.themes import name_thread, refuse_thread
from learning.digests.periods import Period
from learning.models import Digest, DigestThread, Share
from learning.queries.digests import ReadDigest, digest_for, read_digest


class DigestShown(Shown):
    period = serializers.SerializerMethodField(help_text="The days it covers, in words.")

    class Meta:
        model = Digest
        fields: tuple[str, ...] = ("id", "circle", "period_start", "period_end", "period", "built_at")

    def get_period(self, digest: Digest) -> str:
        return Period(digest.period_start, digest.period_end).in_words


class ThreadRead(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    words = serializers.ListField(
        child=serializers.CharField(), help_text="What sets it apart from the others."
    )
    shared = serializers.SerializerMethodField()

    def get_shared(self, read: Any) -> list[uuid.UUID]:
        return [share.id for share in read.shares]


class DigestRead(DigestShown):
    """Shares, responses and factors by their ids: each is read under its own address."""

    noticed = serializers.SerializerMethodField(help_text="What people noticed: ids under /api/shared/.")
    unsure = serializers.SerializerMethodField(
        help_text="Mistakes and uncertainties: ids under /api/shared/."
    )
    waiting = serializers.SerializerMethodField(help_text="Questions waiting: ids under /api/responses/.")
    factors = serializers.SerializerMethodField(help_text="What came up on the map: ids under /api/factors/.")
    maps = serializers.SerializerMethodField(help_text="What was changed in that time: ids under /api/maps/.")
    insights = serializers.SerializerMethodField(
        help_text="What the circle now thinks: ids under /api/insights/."
    )
    adaptations = serializers.SerializerMethodField(
        help_text="What it does differently: ids under /api/adaptations/."
    )
    answers = serializers.SerializerMethodField(
        help_text="What a wider circle answered to what was raised: the cycles' ids, under /api/cycles/."
    )
    experiments = serializers.SerializerMethodField(
        help_text="Experiments whose day has come: ids under /api/experiments/."
    )
    put = serializers.SerializerMethodField(
        help_text="Questions put to an organisation, the funder first: ids under /api/questions/."
    )
    promises = serializers.SerializerMethodField(help_text="Promises that are due: ids under /api/promises/.")
    partnerships = serializers.SerializerMethodField(
        help_text="What was shared with a funder's partnerships that you are in: ids under /api/shared/."
    )
    prompts = serializers.SerializerMethodField(help_text="For the next conversation.")
    threads = serializers.SerializerMethodField()

    class Meta(DigestShown.Meta):
        fields = (
            *DigestShown.Meta.fields, "put", "answers", "noticed", "unsure", "partnerships", "threads", "insights", "adaptations",
            "experiments", "waiting", "promises", "factors", "maps", "prompts",
        )  # fmt: skip

    def to_representation(self, digest: Digest) -> dict[str, Any]:
        person = self.context["person"]
        self.read: ReadDigest = read_digest(digest_for(person, digest.pk) or digest, person)
        return super().to_representation(digest)

    def get_noticed(self, digest: Digest) -> list[uuid.UUID]:
        return [share.id for share in self.read.noticed]

    def get_unsure(self, digest: Digest) -> list[uuid.UUID]:
        return [share.id for share in self.read.unsure]

    def get_waiting(self, digest: Digest) -> list[uuid.UUID]:
        return [response.id for response in self.read.waiting]

    def get_factors(self, digest: Digest) -> list[uuid.UUID]:
        return [factor.id for factor in self.read.factors]

    def get_maps(self, digest: Digest) -> list[uuid.UUID]:
        return [map.id for map in self.read.maps]

    def get_insights(self, digest: Digest) -> list[uuid.UUID]:
        return [insight.id for insight in self.read.insights]

    def get_adaptations(self, digest: Digest) -> list[uuid.UUID]:
        return [adaptation.id for adaptation in self.read.adaptations]

    def get_answers(self, digest: Digest) -> list[uuid.UUID]:
        return [answer.cycle_id for answer in self.read.answers]

    def get_experiments(self, digest: Digest) -> list[uuid.UUID]:
        return [experiment.id for experiment in self.read.experiments]

    def get_put(self, digest: Digest) -> list[uuid.UUID]:
        return [question.id for question in self.read.put]

    def get_promises(self, digest: Digest) -> list[uuid.UUID]:
        return [promise.id for promise in self.read.promises]

    def get_partnerships(self, digest: Digest) -> list[uuid.UUID]:
        return [share.id for each in self.read.partnerships for share in each.shares]

    def get_prompts(self, digest: Digest) -> list[str]:
        return [str(prompt) for prompt in self.read.prompts]

    def get_threads(self, digest: Digest) -> list[dict[str, Any]]:
        return list(ThreadRead(self.read.threads, many=True).data)


class DigestFilters(Filters):
    circle = serializers.UUIDField(required=False, source="circle_id")
    since = Moment(
        required=False, source="period_end__gt", help_text="Those that cover this moment or later ones."
    )


class Digests(Resource):
    """The digests of your circles. What was withdrawn since is not in them any more."""

    shown = DigestShown
    shown_whole = DigestRead
    order = ("-period_start", "-id")
    filters = DigestFilters

    def rows(self) -> QuerySet[Digest]:
        return Digest.objects.visible_to(self.person).select_related("circle")


class ThreadShown(Shown):
    name = serializers.CharField(help_text="What its theme is called; empty until it has a name.")
    shared = serializers.SerializerMethodField(
        help_text="What is still shared of it: ids under /api/shared/."
    )

    class Meta:
        model = DigestThread
        fields = ("id", "digest", "name", "theme", "shared")

    def get_shared(self, thread: DigestThread) -> list[uuid.UUID]:
        return sorted(share.pk for share in thread.still_shared)  # type: ignore[attr-defined]


class ThreadFilters(Filters):
    digest = serializers.UUIDField(required=False, source="digest_id")
    circle = serializers.UUIDField(required=False, source="digest__circle_id")


class ThreadName(Sent):
    name = serializers.CharField(max_length=160, allow_blank=True)


class Threads(Resource):
    """Reflections that may speak of the same thing: proposed by the machine, named by people."""

    shown = ThreadShown
    order = ("digest_id", "id")
    filters = ThreadFilters
    to_write = "reflect"

    def rows(self) -> QuerySet[DigestThread]:
        live = Share.objects.live().only("pk")
        return (
            DigestThread.objects.visible_to(self.person)
            .annotate(left=Count("shares", filter=Q(shares__withdrawn_at=None)))
            .filter(left__gte=2, refused_at=None)
            .select_related("digest__circle", "theme")
            .prefetch_related(Prefetch("shares", live, to_attr="still_shared"))
        )

    @changes(ThreadName)
    def partial_update(self, thread: DigestThread, sent: dict[str, Any]) -> DigestThread:
        """Say what a thread is about; an empty name takes it away."""
        return name_thread(by=self.person, thread=thread, **sent)

    @changes()
    def refuse(self, thread: DigestThread, sent: dict[str, Any]) -> DigestThread:
        """Say that it does not belong together; the same words alone will not bring it back."""
        return refuse_thread(by=self.person, thread=thread)
