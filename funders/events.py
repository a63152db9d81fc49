"""What webhooks may be told of money and reports.

That a report was begun again or lost words is no event: its moment would tell when somebody withdrew, and perhaps who.
"""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "fund.opened": _("a fund was opened"),
    "agreement.made": _("an agreement was written down"),
    "payment.planned": _("a payment was planned"),
    "payment.paid": _("a payment was made"),
    "report_look.given": _("how an organisation’s reports look was changed"),
    "report.asked_for": _("a report was asked for"),
    "report.superseding": _("a report was begun that takes an issued one’s place"),
    "report.composed": _("a report can be read and signed"),
    "report.signed": _("a report was signed by one side"),
    "report.issued": _("a report was issued"),
    "auditor_link.made": _("a link to a report was made for an auditor"),
    "auditor_link.ended": _("a link for an auditor was ended"),
    "committee_report.asked": _("a committee asked for parts of a report"),
    "committee_report.answered": _("an organisation said what it gives to a committee"),
}
