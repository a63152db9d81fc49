"""What webhooks may be told of money and reports.

That a report was begun again or lost words is no event: its moment would tell when somebody withdrew, and perhaps who.
"""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "fund.opened": _("a fund was opened"),
    "fund.described": _("what a fund is for was changed"),
    "opening.sent": _("first words arrived at a fund"),
    "opening.answered": _("a “not now” was answered"),
    "opening.talk_planned": _("a conversation about first words was planned"),
    "opening.talk_moved": _("a conversation about first words was moved"),
    "opening.talk_cancelled": _("a conversation about first words was cancelled"),
    "opening.decided": _("a decision on first words was given"),
    "opening.became_partnership": _("a partnership began after first words"),
    "agreement.made": _("an agreement was written down"),
    "payment.planned": _("a payment was planned"),
    "payment.paid": _("a payment was made"),
    "report.asked_for": _("a report was asked for"),
    "report.composed": _("a report can be read and signed"),
    "report.signed": _("a report was signed by one side"),
    "report.issued": _("a report was issued"),
}
