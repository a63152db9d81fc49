"""Reports: asked for, read, signed, and taken away as files."""

import uuid
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.utils.text import slugify
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from funders import access
from funders.actions import composing
from funders.actions import reports as actions
from funders.models import Report, SignOff
from funders.queries.composing import board
from funders.reports.document import Document
from funders.reports.dress import dress_of
from funders.reports.imprint import imprint_of
from funders.reports.outputs import OUTPUTS
from funders.tasks import compose_report
from hls_platform.api.fields import Day, Filters, Known, Sent, Shown, Words, may_be_left_out
from hls_platform.api.resources import Nothing, Resource, changes, creates, reads
from hls_platform.api.schema import BYTES
from hls_platform.errands import queue_on_commit
from relationships.models import Organisation, Partnership


class SignOffShown(Shown):
    class Meta:
        model = SignOff
        fields = ("organisation", "person", "signed_at", "content_sha256", "reservation")


class ReportShown(Shown):
    sign_offs = SignOffShown(many=True)
    language = serializers.CharField(help_text="Of its own words; empty: the language of this place.")

    class Meta:
        model = Report
        fields: tuple[str, ...] = (
            "id",
            "partnership",
            "period_start",
            "period_end",
            "language",
            "state",
            "progress",
            "number",
            "content_sha256",
            "summary",
            "supersedes",
            "what_changed",
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
    comment = serializers.CharField(required=False)
    withdrawn = serializers.BooleanField(
        help_text="Its author took the words back after the report was issued."
    )


class FigureShown(serializers.Serializer):
    key = serializers.CharField()
    title = serializers.CharField()
    words = serializers.CharField(help_text="What it shows.")
    columns = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))


class SectionShown(serializers.Serializer):
    key = serializers.CharField()
    title = serializers.CharField()
    intro = serializers.CharField()
    items = ItemShown(many=True)
    figures = FigureShown(many=True, help_text="What its pictures show, in words and as tables.")


READ = ("kind", "title", "text", "attribution", "date", "touches", "amount", "currency", "comment")
"""Of an item, what the page shows: neither its salt nor the share that it came from."""

PICTURED = ("key", "title", "words", "columns", "rows")


class ProposedShown(serializers.Serializer):
    key = serializers.CharField(help_text="What it is chosen by.")
    section = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    consent = serializers.CharField(help_text="By whose consent it stands there.")
    left_out = serializers.BooleanField()
    comment = serializers.CharField()


def proposed_in(report: Report) -> list[dict[str, Any]]:
    """What the composer proposes and people choose from, in the order that was chosen; empty once issued."""
    if not report.proposal:
        return []
    return [
        {
            "key": line.item.key,
            "section": part.section.key,
            "kind": line.item.kind,
            "title": line.item.title,
            "text": line.item.text,
            "consent": line.consent,
            "left_out": bool(line.left_out_by),
            "comment": line.comment,
        }
        for part in board(report).parts
        for line in part.lines
        if line.item.key
    ]


class ReportWhole(ReportShown):
    sections = serializers.SerializerMethodField(help_text="What it says; null until it is composed.")
    missing_voices = serializers.SerializerMethodField(
        help_text="Who has not spoken in it, one sentence each."
    )
    proposed = serializers.SerializerMethodField(
        help_text="All that can stand in it, with what was chosen; empty once it is issued."
    )

    class Meta(ReportShown.Meta):
        fields = (*ReportShown.Meta.fields, "sections", "missing_voices", "proposed")

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_missing_voices(self, report: Report) -> list[str]:
        return list(Document.from_json(report.content).meta.missing_voices) if report.content else []

    @extend_schema_field(ProposedShown(many=True))
    def get_proposed(self, report: Report) -> list[dict[str, Any]]:
        return proposed_in(report)

    @extend_schema_field(SectionShown(many=True, allow_null=True))
    def get_sections(self, report: Report) -> list[dict[str, Any]] | None:
        return sections_of(Document.from_json(report.content)) if report.content is not None else None


def sections_of(document: Document) -> list[dict[str, Any]]:
    """What a document says, as pages show it."""
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
            "figures": [{name: getattr(figure, name) for name in PICTURED} for figure in section.pictures],
        }
        for section in document.sections
    ]


class ReportFilters(Filters):
    partnership = serializers.UUIDField(required=False, source="partnership_id")
    state = serializers.ChoiceField(Report.State.choices, required=False)
    since = Day(required=False, source="period_end__gt", help_text="Those that cover this day or later ones.")


class ReportToAskFor(Sent):
    partnership = Known(Partnership)
    period_start = Day(help_text="Its first day.")
    period_end = Day(help_text="The day after its last.")
    language = serializers.CharField(
        **may_be_left_out(max_length=10), help_text="Of its own words, such as cy; empty: that of this place."
    )


class Signature(Sent):
    organisation = Known(Organisation, help_text="The one you speak for.")
    content_sha256 = serializers.CharField(max_length=64, help_text="The hash of what you read.")
    reservation = Words(
        **may_be_left_out(help_text="With what you do not agree; printed with the signature.")
    )


class Choice(Sent):
    key = serializers.CharField(max_length=80, help_text="Of the item; see `proposed`.")


class Move(Choice):
    up = serializers.BooleanField(help_text="One place up in its section; false is down.")


class Comment(Choice):
    comment = Words(**may_be_left_out(help_text="Empty for none."))


class Summary(Sent):
    summary = Words(**may_be_left_out(help_text="In plain words; empty for none."))


class WhatChanged(Sent):
    what_changed = Words(help_text="Since the one before; printed in the new one.")


class Reports(Resource):
    """The accounts that your partnerships give. One by itself comes with what it says."""

    shown = ReportShown
    shown_whole = ReportWhole
    filters = ReportFilters
    to_write = "reports"

    def rows(self) -> QuerySet[Report]:
        return self.whole_rows().defer("content", "proposal")

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

    @changes(Choice)
    def leave_out(self, report: Report, sent: dict[str, Any]) -> Report:
        """Leave an item out, as long as nobody has signed."""
        return composing.leave_out(report=report, by=self.person, **sent)

    @changes(Choice)
    def put_in(self, report: Report, sent: dict[str, Any]) -> Report:
        """Put an item back that was left out."""
        return composing.put_in(report=report, by=self.person, **sent)

    @changes(Move)
    def move(self, report: Report, sent: dict[str, Any]) -> Report:
        """Move an item one place up or down in its section."""
        return composing.move(report=report, by=self.person, **sent)

    @changes(Comment)
    def comment(self, report: Report, sent: dict[str, Any]) -> Report:
        """What the partnership says about one item."""
        return composing.comment_on(report=report, by=self.person, **sent)

    @changes(Summary)
    def sum_up(self, report: Report, sent: dict[str, Any]) -> Report:
        """What the report says, in plain words."""
        return composing.write_summary(report=report, by=self.person, **sent)

    @changes(WhatChanged)
    def supersede(self, report: Report, sent: dict[str, Any]) -> Report:
        """Begin the report that takes the place of an issued one, and answer with this one: `supersedes` of the new one names it."""
        later = actions.supersede_report(report=report, by=self.person, **sent)
        queue_on_commit(compose_report, str(later.pk))
        return report

    @extend_schema(parameters=[OpenApiParameter("kind", str, OpenApiParameter.PATH, enum=list(OUTPUTS))])
    @reads(
        {
            (200, media.partition(";")[0]): OpenApiResponse(BYTES, description="The report.")
            for media, _render in OUTPUTS.values()
        },
        at="files/<str:kind>",
    )
    def file(self, request: Request, pk: uuid.UUID, kind: str) -> HttpResponse:
        """The report as a file, in the look of your organisation: not there until it is composed."""
        shown = self.thing(pk)
        if shown.content is None or kind not in OUTPUTS:
            raise Http404
        media, render_it = OUTPUTS[kind]
        dress = dress_of(access.organisations_spoken_for(self.person, shown.partnership))
        body = render_it(Document.from_json(shown.content), imprint_of(shown, dress))
        name = f"{slugify(shown.partnership.name)}-{shown.number or 'draft'}.{kind}"
        actions.note_file(report=shown, kind=kind, body=body)
        return HttpResponse(body, media, headers={"Content-Disposition": f'attachment; filename="{name}"'})
