"""What the account that is given holds of a person. Words in the reports themselves go by `scrub_person`."""

from django.utils.translation import gettext_lazy as _

from hls_platform.security.held import Held
from learning.held import MY_SHARES

HELD = [
    Held(
        table="funders_report",
        by=("created_by_id",),
        title=_("Reports that you began"),
        seen_by=_("The people of the partnership"),
        done_at="funders:reports",
        shown=("period_start", "period_end", "state", "number", "created_at", "issued_at"),
        stays="The report is the partnership’s; that somebody began it is an id alone.",
    ),
    Held(
        table="funders_signoff",
        by=("person_id", "organisation_id"),
        title=_("Reports that you signed"),
        seen_by=_("The people of the partnership, and whoever reads the report"),
        done_at="funders:reports",
        shown=("signed_at", "content_sha256", "reservation"),
        names={"organisation": "(SELECT name FROM relationships_circle WHERE id = organisation_id)"},
        stays="An organisation signed, and an issued report stays signed: the line names “A person who left”.",
    ),
    Held(
        table="funders_reportchoice",
        by=("left_out_by_id",),
        title=_("What you left out of reports"),
        seen_by=_("The people of the partnership"),
        done_at="funders:reports",
        shown=("key",),
        stays="The report is the partnership’s; that somebody left something out is an id alone.",
    ),
    Held(
        table="funders_auditorlink",
        by=("made_by_id",),
        title=_("Links that you made for auditors"),
        seen_by=_("The people of the partnership"),
        done_at="funders:reports",
        shown=("for_whom", "made_at", "expires_at", "ended_at", "opened_at"),
        stays="The partnership has to know to whom its report was shown; the line names “A person who left”.",
    ),
    Held(
        table="funders_committeereport",
        by=("begun_by_id",),
        title=_("Reports for a committee that you began"),
        seen_by=_("The people of the organisation, and of the partnerships that are asked"),
        done_at="funders:committees",
        shown=("title", "for_whom", "begun_at"),
        stays="The report is the organisation’s; that somebody began it is an id alone.",
    ),
    Held(
        table="funders_committeepart",
        by=("answered_by_id",),
        title=_("What you said your organisation gives to a committee"),
        seen_by=_("The people of the partnership, and of the organisation whose committee asked"),
        done_at="funders:reports",
        shown=("sections", "answered_at"),
        stays="An organisation said it; that somebody did so for it is an id alone.",
    ),
    Held(table="funders_reportsource", by=("share_id",), whose=MY_SHARES, goes=True),
]
