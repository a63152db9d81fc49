"""What was done with money and the account, in words for whoever did it: the pages themselves show it to both sides."""

from django.utils.translation import gettext_lazy as _

from hls_platform.telling import Words

TOLD = {
    "fund.opened": Words(mine=_("You opened a fund")),
    "agreement.made": Words(mine=_("You wrote down an agreement")),
    "agreement.proposed": Words(mine=_("You proposed other terms of an agreement")),
    "agreement.agreed": Words(mine=_("You agreed to the terms of an agreement")),
    "agreement.taken_back": Words(mine=_("You took back terms that you had proposed")),
    "agreement.in_force": Words(mine=_("You were the last to agree: an agreement is in force")),
    "agreement.ended": Words(mine=_("You were the last to agree: an agreement has ended")),
    "challenge.asked": Words(mine=_("You said why a target is wanted, or what the law asks")),
    "challenge.answered": Words(mine=_("You answered somebody who wants a target")),
    "challenge.let_go": Words(mine=_("You let go of a target that was wanted")),
    "payment.planned": Words(mine=_("You planned a payment")),
    "payment.approved": Words(mine=_("You approved a payment")),
    "payment.paid": Words(mine=_("You noted that a payment was made")),
    "payment.reversed": Words(mine=_("You reversed a payment, or called it off")),
    "report.asked_for": Words(mine=_("You began a report")),
    "report.begun_again": Words(mine=_("You had a report composed again")),
    "report.signed": Words(mine=_("You signed a report")),
    "report.issued": Words(mine=_("You gave a report its last signature: it was issued")),
}
