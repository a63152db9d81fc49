"""What was done with money and the account, in words for whoever did it: the pages themselves show it to both sides."""

from django.utils.translation import gettext_lazy as _

from hls_platform.telling import Words

TOLD = {
    "fund.opened": Words(mine=_("You opened a fund")),
    "agreement.made": Words(mine=_("You wrote down an agreement")),
    "payment.planned": Words(mine=_("You planned a payment")),
    "payment.paid": Words(mine=_("You noted that a payment was made")),
    "report_look.given": Words(
        mine=_("You chose how your organisation’s reports look"),
        others=_("%(who)s chose how the organisation’s reports look"),
    ),
    "report.asked_for": Words(mine=_("You began a report")),
    "report.begun_again": Words(mine=_("You had a report composed again")),
    "report.superseding": Words(mine=_("You began the report that takes an issued one’s place")),
    "report.left_out": Words(mine=_("You left something out of a report")),
    "report.put_in": Words(mine=_("You put something back into a report")),
    "report.moved": Words(mine=_("You moved something in a report")),
    "report.commented": Words(mine=_("You wrote what the partnership says about something in a report")),
    "report.summed_up": Words(mine=_("You wrote the summary of a report")),
    "auditor_link.made": Words(mine=_("You made a link for an auditor")),
    "auditor_link.ended": Words(mine=_("You ended a link for an auditor")),
    "auditor_link.opened": Words(others=_("An auditor opened the link to a report")),
    "committee_report.begun": Words(mine=_("You began a report for a committee")),
    "committee_report.asked": Words(mine=_("You asked a partnership for parts of its report")),
    "committee_report.answered": Words(mine=_("You said what your organisation gives to a committee")),
    "report.signed": Words(mine=_("You signed a report")),
    "report.issued": Words(mine=_("You gave a report its last signature: it was issued")),
}
