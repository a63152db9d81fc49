"""Reports: asked for, read, signed, and taken away as files."""

import uuid
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.utils.text import slugify
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from funders.actions import reports as actions
from funders.models import Report, SignOff
from funders.reports.document import Document
from funders.reports.imprint import imprint_of
from funders.reports.outputs import OUTPUTS
from funders.tasks import compose_report
from hls_platform.api.fields import Day, Filters, Known, Sent, Shown
from hls_platform.api.resources import Nothing, Resource, changes, creates, reads
from hls_platform.api.schema import BYTES
from hls_platform.errands import queue_on_commit
from relationships.models import Organisation, Partnership


class SignOffShown(Shown):
    class Meta:
        model = SignOff
        fields = ("organisation", "person", "signed_at", "content_sha256")


class ReportShown(Shown):
    sign_offs = SignOffShown(many=True)

    class Meta:
        model = Report
        fields: tuple[str, ...] = (
            "id",
            "partnership",
            "period_start",
            "period_end",
            "state",
            "progress",
            "number",
            "content_sha256",
            "created_at",
            "issued_at",
            "sign_offs",
        )


class ItemShown(serializers.Serializer):
    kind = serializers.CharField(required=False)
    title = serializers.CharField(required=False)
    text = serializers.CharField(required=False)
    attribution = serializers.CharField(required=False)
    date = serializers.CharField(required=False)
    touches = serializers.ListField(child=serializers.CharField(), required=False)
    amount = serializers.CharField(required=False)
    currency = serializers.CharField(required=False)
    withdrawn = serializers.BooleanField(
        help_text="Its author took the words back after the report was issued."
    )


class SectionShown(serializers.Serializer):
    key = serializers.CharField()
    title = serializers.CharField()
    intro = serializers.CharField()
    items = ItemShown(many=True)


READ = ("kind", "title", "text", "attribution", "date", "touches", "amount", "currency")
"""Of an item, what the page shows: neither its salt nor the share that it came from."""


class ReportWhole(ReportShown):
    sections = serializers.SerializerMethodField(help_text="What it says; null until it is composed.")

    class Meta(ReportShown.Meta):
        fields = (*ReportShown.Meta.fields, "sections")

    @extend_schema_field(SectionShown(many=True, allow_null=True))
    def get_sections(self, report: Report) -> list[dict[str, Any]] | None:
        if report.content is None:
            return None
        return [
            {
                "key": section.key,
                "title": section.title,
                "intro": section.intro,
                "items": [
                    {"withdrawn": True}
                    if item.withdrawn
                    else {**{name: getattr(item, name) for name in READ}, "withdrawn": False}
                    for item in section.items
                ],
            }
            for section in Document.from_json(report.content).sections
        ]


class ReportFilters(Filters):
    partnership = serializers.UUIDField(required=False, source="partnership_id")
    state = serializers.ChoiceField(Report.State.choices, required=False)
    since = Day(required=False, source="period_end__gt", help_text="Those that cover this day or later ones.")


class ReportToAskFor(Sent):
    partnership = Known(Partnership)
    period_start = Day(help_text="Its first day.")
    period_end = Day(help_text="The day after its last.")


class Signature(Sent):
    organisation = Known(Organisation, help_text="The one you speak for.")
    content_sha256 = serializers.CharField(max_length=64, help_text="The hash of what you read.")


class Reports(Resource):
    """The accounts that your partnerships give. One by itself comes with what it says."""

    shown = ReportShown
    shown_whole = ReportWhole
    filters = ReportFilters
    to_write = "reports"

    def rows(self) -> QuerySet[Report]:
        return self.whole_rows().defer("content")

    def whole_rows(self) -> QuerySet[Report]:
        signed = SignOff.objects.order_by("signed_at", "id")
        return (
            Report.objects.visible_to(self.person)
            .select_related("partnership")
            .prefetch_related(Prefetch("sign_offs", signed))
        )

    @creates(ReportToAskFor)
    def create(self, sent: dict[str, Any]) -> Report:
        """Ask for a report; it is composed in the background. Where one for the same days is not issued yet, that one."""
        report = actions.ask_for_report(by=self.person, **sent)
        queue_on_commit(compose_report, str(report.pk))
        return report

    @changes(Nothing)
    def compose_again(self, report: Report, sent: dict[str, Any]) -> Report:
        """Compose it again from what is shared now. Signatures are void then."""
        actions.recompose_report(report=report, by=self.person)
        queue_on_commit(compose_report, str(report.pk))
        return report

    @changes(Signature)
    def sign(self, report: Report, sent: dict[str, Any]) -> Report:
        """Sign it for the organisation you speak for; the last signature that is needed issues it."""
        return actions.sign_off(report=report, by=self.person, **sent)

    @extend_schema(parameters=[OpenApiParameter("kind", str, OpenApiParameter.PATH, enum=list(OUTPUTS))])
    @reads(
        {
            (200, media.partition(";")[0]): OpenApiResponse(BYTES, description="The report.")
            for media, _render in OUTPUTS.values()
        },
        at="files/<str:kind>",
    )
    def file(self, request: Request, pk: uuid.UUID, kind: str) -> HttpResponse:
        """The report as a file: not there until it is composed."""
        shown = self.thing(pk)
        if shown.content is None or kind not in OUTPUTS:
            raise Http404
        media, render_it = OUTPUTS[kind]
        name = f"{slugify(shown.partnership.name)}-{shown.number or 'draft'}.{kind}"
        body = render_it(Document.from_json(shown.content), imprint_of(shown))
        return HttpResponse(body, media, headers={"Content-Disposition": f'attachment; filename="{name}"'})
