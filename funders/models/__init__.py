"""The money and the account that is given of it."""

from funders.models.agreement import Agreement, Payment
from funders.models.auditor_link import AuditorLink
from funders.models.committee_report import CommitteePart, CommitteeReport
from funders.models.fund import Fund
from funders.models.look import ReportLook
from funders.models.report import Report, ReportSource, SignOff
from funders.models.report_choice import ReportChoice
from funders.models.report_file import ReportFile

__all__ = [
    "Agreement",
    "AuditorLink",
    "CommitteePart",
    "CommitteeReport",
    "Fund",
    "Payment",
    "Report",
    "ReportChoice",
    "ReportFile",
    "ReportLook",
    "ReportSource",
    "SignOff",
]
