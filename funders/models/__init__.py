"""The money and the account that is given of it."""

from funders.models.agreement import Agreement, Payment
from funders.models.fund import Fund
from funders.models.opening import (
    OpeningConversation,
    OpeningDecision,
    OpeningFile,
    OpeningInterest,
    OpeningTalk,
    OpeningView,
)
from funders.models.report import Report, ReportSource, SignOff

__all__ = [
    "Agreement",
    "Fund",
    "OpeningConversation",
    "OpeningDecision",
    "OpeningFile",
    "OpeningInterest",
    "OpeningTalk",
    "OpeningView",
    "Payment",
    "Report",
    "ReportSource",
    "SignOff",
]
