"""The money and the account that is given of it."""

from funders.models.agreement import Agreement, AgreementVersion, Assent
from funders.models.auditor_link import AuditorLink
from funders.models.committee_report import CommitteePart, CommitteeReport
from funders.models.fund import Fund
from funders.models.grant import Grant, GrantFile
from funders.models.look import ReportLook
from funders.models.opening import (
    OpeningConversation,
    OpeningDecision,
    OpeningFile,
    OpeningInterest,
    OpeningTalk,
    OpeningView,
)
from funders.models.payment import LedgerEntry, Payment
from funders.models.place import Place
from funders.models.publication import Publication
from funders.models.report import Report, ReportSource, SignOff
from funders.models.report_choice import ReportChoice
from funders.models.report_file import ReportFile
from funders.models.target_challenge import ChallengeAnswer, TargetChallenge
from funders.models.trustees_page import TrusteesLine, TrusteesPage

__all__ = [
    "Agreement",
    "AgreementVersion",
    "Assent",
    "AuditorLink",
    "ChallengeAnswer",
    "CommitteePart",
    "CommitteeReport",
    "Fund",
    "Grant",
    "GrantFile",
    "LedgerEntry",
    "OpeningConversation",
    "OpeningDecision",
    "OpeningFile",
    "OpeningInterest",
    "OpeningTalk",
    "OpeningView",
    "Payment",
    "Place",
    "Publication",
    "Report",
    "ReportChoice",
    "ReportFile",
    "ReportLook",
    "ReportSource",
    "SignOff",
    "TargetChallenge",
    "TrusteesLine",
    "TrusteesPage",
]
