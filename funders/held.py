"""What the account that is given holds of a person. Words in the reports themselves go by `scrub_person`."""

from django.utils.translation import gettext_lazy as _

from hls_platform.security.held import ME, Held
from learning.held import MY_SHARES

ORGANISATION = {"organisation": "(SELECT name FROM relationships_circle WHERE id = organisation_id)"}
HELD = [
    Held(
        table="funders_agreementversion",
        by=("written_by_id", "organisation_id"),
        title=_("Terms that you proposed"),
        seen_by=_("The people of the partnership"),
        done_at="funders:partnerships",
        shown=("number", "kind", "terms", "why", "written_at", "taken_back_at"),
        names=ORGANISATION,
        stays="An organisation proposed them, and what was agreed to stays as it was read: the line names “A person who left”.",
    ),
    Held(
        table="funders_assent",
        by=("person_id", "organisation_id"),
        title=_("Terms that you agreed to"),
        seen_by=_("The people of the partnership"),
        done_at="funders:partnerships",
        shown=("agreed_at", "sha256"),
        names=ORGANISATION,
        stays="An organisation agreed, and goes on being bound: the line names “A person who left”.",
    ),
    Held(
        table="funders_payment",
        by=("entered_by_id", "approved_by_id"),
        whose=f"entered_by_id = {ME} OR approved_by_id = {ME}",
        title=_("Payments that you entered or approved"),
        seen_by=_("The people of the partnership"),
        done_at="funders:partnerships",
        shown=("amount", "due_on", "paid_on", "approved_at", "called_off_at"),
        stays="Who entered money and who approved it is kept as long as the accounts are; it is an id alone.",
    ),
    Held(
        table="funders_ledgerentry",
        by=("written_by_id",),
        title=_("Entries in ledgers that you made"),
        seen_by=_("The people of the partnership"),
        done_at="funders:partnerships",
        shown=("kind", "account", "amount", "currency", "day", "note", "written_at"),
        stays="A ledger in which entries change is none; that somebody made one is an id alone.",
    ),
    Held(
        table="funders_targetchallenge",
        by=("asked_by_id", "organisation_id"),
        title=_("Targets that you asked for, and why"),
        seen_by=_("The people of the partnership, and whoever reads its report"),
        done_at="funders:partnerships",
        shown=(
            "wanted",
            "why",
            "evidence",
            "effect",
            "law",
            "law_reason",
            "asked_at",
            "let_go_at",
            "let_go_because",
        ),
        names=ORGANISATION,
        stays="An organisation asked for it and gave its reasons, of law too, which stay with the agreement: "
        "the line names “A person who left”.",
    ),
    Held(
        table="funders_challengeanswer",
        by=("person_id", "organisation_id"),
        title=_("What you answered somebody who wants a target"),
        seen_by=_("The people of the partnership, and whoever reads its report"),
        done_at="funders:partnerships",
        shown=("text", "answered_at"),
        names=ORGANISATION,
        stays="An organisation answered, and it stays beside what was asked: the line names “A person who left”.",
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
