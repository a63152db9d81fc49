"""The money and the account that is given of it."""

from funders.models.agreement import Agreement, Payment
from funders.models.fund import Fund
from funders.models.grant import Grant, GrantFile
from funders.models.place import Place
from funders.models.publication import Publication
from funders.models.report import Report, ReportSource, SignOff
from funders.models.trustees_page import TrusteesLine, TrusteesPage

__all__ = [
    "Agreement",
    "Fund",
    "Grant",
    "GrantFile",
    "Payment",
    "Place",
    "Publication",
    "Report",
    "ReportSource",
    "SignOff",
    "TrusteesLine",
    "TrusteesPage",
]
