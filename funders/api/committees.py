"""Reports for a committee, what is given to them, and the links of auditors."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from funders.actions import auditing, committees
from funders.api.reports import SectionShown, sections_of
from funders.models import AuditorLink, CommitteePart, CommitteeReport, Report
from funders.queries.committees import document_of, given_to
from hls_platform.api.fields import Filters, Known, Sent, Shown
from hls_platform.api.resources import Nothing, Resource, changes, creates
from relationships.models import Organisation


class AuditorLinkShown(Shown):
    class Meta:
        model = AuditorLink
        fields: tuple[str, ...] = (
            "id", "report", "for_whom", "made_by", "made_at", "expires_at", "ended_at", "opened_at",
        )  # fmt: skip


class AuditorLinkMade(AuditorLinkShown):
    secret = serializers.CharField(help_text="The end of its address, /audited/{secret}/. Shown this once.")

    class Meta(AuditorLinkShown.Meta):
        fields = (*AuditorLinkShown.Meta.fields, "secret")


class AuditorLinkFilters(Filters):
    report = serializers.UUIDField(required=False, source="report_id")


class AuditorLinkToMake(Sent):
    report = Known(Report, help_text="An issued one.")
    for_whom = serializers.CharField(max_length=160)
    days = serializers.ChoiceField(auditing.DAYS)


class AuditorLinks(Resource):
    """The links by which auditors read issued reports of your partnerships."""

    shown = AuditorLinkShown
    order = ("-made_at", "-id")
    filters = AuditorLinkFilters
    to_write = "reports"

    def rows(self) -> QuerySet[AuditorLink]:
        return AuditorLink.objects.visible_to(self.person).select_related("partnership")

    @creates(AuditorLinkToMake, again=False, shown=AuditorLinkMade)
    def create(self, sent: dict[str, Any]) -> tuple[AuditorLink, dict[str, Any]]:
        """Make a link; its secret is shown this once."""
        link, secret = auditing.make_auditor_link(by=self.person, **sent)
        return link, {"secret": secret}

    @changes(Nothing)
    def end(self, link: AuditorLink, sent: dict[str, Any]) -> AuditorLink:
        """It leads nowhere from now on."""
        return auditing.end_auditor_link(link=link, by=self.person)


class CommitteeReportShown(Shown):
    class Meta:
        model = CommitteeReport
        fields: tuple[str, ...] = ("id", "organisation", "title", "for_whom", "begun_by", "begun_at")


class CommitteeReportWhole(CommitteeReportShown):
    sections = serializers.SerializerMethodField(help_text="All that was given, as it reads now.")

    class Meta(CommitteeReportShown.Meta):
        fields = (*CommitteeReportShown.Meta.fields, "sections")

    @extend_schema_field(SectionShown(many=True))
    def get_sections(self, committee_report: CommitteeReport) -> list[dict[str, Any]]:
        return sections_of(document_of(committee_report, given_to(committee_report)))


class CommitteeReportToBegin(Sent):
    organisation = Known(Organisation, help_text="One that you lead or facilitate.")
    title = serializers.CharField(max_length=160)
    for_whom = serializers.CharField(max_length=160)


class ReportToAsk(Sent):
    report = Known(Report, help_text="An issued one of a partnership that you are in.")


class CommitteeReports(Resource):
    """Reports over many partnerships, of your organisations and those that ask your partnerships."""

    shown = CommitteeReportShown
    shown_whole = CommitteeReportWhole
    order = ("-begun_at", "-id")
    to_write = "reports"

    def rows(self) -> QuerySet[CommitteeReport]:
        return CommitteeReport.objects.visible_to(self.person).select_related("organisation")

    @creates(CommitteeReportToBegin)
    def create(self, sent: dict[str, Any]) -> CommitteeReport:
        """Begin one."""
        return committees.begin_committee_report(by=self.person, **sent)

    @changes(ReportToAsk)
    def ask(self, committee_report: CommitteeReport, sent: dict[str, Any]) -> CommitteeReport:
        """Ask a partnership for parts of its issued report."""
        committees.ask_for_parts(committee_report=committee_report, by=self.person, **sent)
        return committee_report


class CommitteePartShown(Shown):
    sections = serializers.ListField(child=serializers.CharField(), allow_null=True)

    class Meta:
        model = CommitteePart
        fields = (
            "id",
            "committee_report",
            "report",
            "organisation",
            "sections",
            "answered_by",
            "answered_at",
        )


class CommitteePartFilters(Filters):
    report = serializers.UUIDField(required=False, source="report_id")
    committee_report = serializers.UUIDField(required=False, source="committee_report_id")


class Sections(Sent):
    sections = serializers.ListField(
        child=serializers.CharField(max_length=40),
        help_text="The keys of those that you give; empty for none.",
    )


class CommitteeParts(Resource):
    """What is asked of your partnerships for committees, and what others answered to yours."""

    shown = CommitteePartShown
    order = ("-id",)
    filters = CommitteePartFilters
    to_write = "reports"

    def rows(self) -> QuerySet[CommitteePart]:
        return CommitteePart.objects.visible_to(self.person)

    @changes(Sections)
    def give(self, part: CommitteePart, sent: dict[str, Any]) -> CommitteePart:
        """Say for the organisation which sections it gives."""
        return committees.give_parts(part=part, by=self.person, **sent)
