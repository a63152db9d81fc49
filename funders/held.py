"""What the account that is given holds of a person. Words in the reports themselves go by `scrub_person`."""

from django.utils.translation import gettext_lazy as _

from hls_platform.security.held import Held
from learning.held import GONE, MY_SHARES

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
    Held(
        table="funders_grantfile",
        by=("person_id",),
        title=_("A file of grants that you are bringing in"),
        seen_by=_("Only you"),
        done_at="funders:bring_grants_in",
        shown=("name", "state", "problems", "grants", "rejected", "made_at"),
        goes=True,
    ),
    Held(
        table="funders_publication",
        by=("published_by_id",),
        title=_("Funds that you published"),
        seen_by=_("Anybody reads the grants; that you published them, only you"),
        done_at="funders:partnerships",
        shown=("title", "licence", "grants", "published_at"),
        stays="It is the funder’s; that somebody published it is an id alone, which no page shows.",
    ),
    Held(
        table="funders_trusteespage",
        by=("written_by_id",),
        title=_("Pages for trustees that you wrote"),
        seen_by=_("The people of the organisation"),
        done_at="relationships:circles",
        shown=("quarter", "opening", "created_at"),
        words={"opening": GONE},
    ),
    Held(
        table="funders_trusteespage",
        by=("reviewed_by_id",),
        title=_("Pages for trustees that you reviewed"),
        seen_by=_("The people of the organisation"),
        done_at="relationships:circles",
        shown=("quarter", "reviewed_at"),
        stays="That somebody reviewed it stays; the line names “A person who left”.",
    ),
    Held(
        table="funders_trusteesline",
        by=("chosen_by_id",),
        title=_("What you chose for a page for trustees"),
        seen_by=_("The people of the organisation"),
        done_at="relationships:circles",
        shown=("why", "chosen_at"),
        words={"why": GONE},
    ),
    Held(table="funders_reportsource", by=("share_id",), whose=MY_SHARES, goes=True),
]
