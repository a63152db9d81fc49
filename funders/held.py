"""What the account that is given holds of a person. Words in the reports themselves go by `scrub_person`."""

from django.utils.translation import gettext_lazy as _

from hls_platform.security.held import ME, Held
from learning.held import MY_SHARES
from relationships.held import ERASED_ADDRESS, GONE

MY_OPENINGS = f"opening_id IN (SELECT id FROM funders_openingconversation WHERE applicant_id = {ME})"
THE_FUND_S = _("The people of the organisation whose fund it is")
YOU_AND_THE_FUND_S = _("You, and the people of the organisation whose fund it is")

HELD = [
    Held(
        table="funders_openingconversation",
        by=("applicant_id", "email", "id"),
        whose=f"applicant_id = {ME} OR email IN ((SELECT wall.my_address()), {ERASED_ADDRESS})",
        title=_("First words that you wrote to funds"),
        seen_by=YOU_AND_THE_FUND_S,
        done_at="funders:openings",
        shown=(
            "name",
            "email",
            "organisation",
            "matters",
            "who",
            "learn",
            "begun_at",
            "sent_at",
            "answer",
            "answered_at",
            "withdrawn_at",
        ),
        becomes={
            **dict.fromkeys(("name", "organisation", "matters", "who", "learn", "answer"), "''"),
            "email": ERASED_ADDRESS,
            "withdrawn_at": "coalesce(withdrawn_at, wall.moment())",
        },
    ),
    Held(
        table="funders_openingfile",
        by=("opening_id",),
        whose=MY_OPENINGS,
        title=_("Files that came with your first words"),
        seen_by=YOU_AND_THE_FUND_S,
        done_at="funders:openings",
        shown=("content_type", "size"),
        goes=True,
    ),
    Held(
        table="funders_openingdecision",
        by=("opening_id",),
        whose=MY_OPENINGS,
        title=_("Decisions on your first words"),
        seen_by=YOU_AND_THE_FUND_S,
        done_at="funders:openings",
        shown=("outcome", "reason", "helps", "decided_at"),
        words={"reason": GONE, "helps": GONE},
    ),
    Held(
        table="funders_openingdecision",
        by=("decided_by_id", "opening_id"),
        title=_("Decisions on first words that you gave"),
        seen_by=_("The people of your organisation, and whoever asked"),
        shown=("outcome", "reason", "helps", "decided_at"),
        stays="The decision is the organisation’s, and its reason is owed to whoever asked; that somebody gave it is an id alone.",
    ),
    Held(
        table="funders_openingtalk",
        by=("opening_id",),
        whose=MY_OPENINGS,
        title=_("Conversations about your first words"),
        seen_by=YOU_AND_THE_FUND_S,
        done_at="funders:openings",
        shown=("starts_at", "place", "cancelled_at", "heard_by_applicant", "heard_by_funder"),
        words={"heard_by_applicant": GONE, "heard_by_funder": GONE},
    ),
    Held(
        table="funders_openingtalk",
        by=("written_by_id",),
        title=_("What you wrote down of conversations about first words"),
        seen_by=_("The people of your organisation, and whoever asked"),
        shown=("starts_at", "heard_by_funder"),
        words={"heard_by_funder": GONE},
    ),
    Held(
        table="funders_openinginterest",
        by=("person_id", "opening_id"),
        title=_("Whether you have a tie to somebody who asks for money"),
        seen_by=THE_FUND_S,
        shown=("is_tied", "words", "declared_at"),
        words={"words": GONE},
    ),
    Held(
        table="funders_openinginterest",
        by=("opening_id",),
        whose=MY_OPENINGS,
        words={"words": GONE},
    ),
    Held(
        table="funders_openingview",
        by=("person_id", "opening_id"),
        title=_("Your views of first words"),
        seen_by=THE_FUND_S,
        shown=("text", "written_at"),
        words={"text": GONE},
    ),
    Held(
        table="funders_openingview",
        by=("opening_id",),
        whose=MY_OPENINGS,
        words={"text": GONE},
    ),
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
