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
        shown=("signed_at", "content_sha256"),
        names={"organisation": "(SELECT name FROM relationships_circle WHERE id = organisation_id)"},
        stays="An organisation signed, and an issued report stays signed: the line names “A person who left”.",
    ),
    Held(table="funders_reportsource", by=("share_id",), whose=MY_SHARES, goes=True),
]
