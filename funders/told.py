"""What was done with money and the account, in words for whoever did it: the pages themselves show it to both sides."""

from django.utils.translation import gettext_lazy as _

from hls_platform.telling import Words

TOLD = {
    "fund.opened": Words(mine=_("You opened a fund")),
    "agreement.made": Words(mine=_("You wrote down an agreement")),
    "payment.planned": Words(mine=_("You planned a payment")),
    "payment.paid": Words(mine=_("You noted that a payment was made")),
    "report.asked_for": Words(mine=_("You began a report")),
    "report.begun_again": Words(mine=_("You had a report composed again")),
    "report.signed": Words(mine=_("You signed a report")),
    "report.issued": Words(mine=_("You gave a report its last signature: it was issued")),
}
