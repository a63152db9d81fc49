"""What was done with money and the account, in words for whoever did it: the pages themselves show it to both sides."""

from django.utils.translation import gettext_lazy as _

from hls_platform.telling import Words

TOLD = {
    "fund.opened": Words(mine=_("You opened a fund")),
    "fund.described": Words(mine=_("You said what a fund is for")),
    "opening.begun": Words(mine=_("You began first words to a fund")),
    "opening.discarded": Words(mine=_("You threw away first words that were not sent")),
    "opening.sent": Words(mine=_("You sent first words to a fund")),
    "opening.withdrawn": Words(mine=_("You took your first words back")),
    "opening.answered": Words(mine=_("You answered a “not now”")),
    "opening.interest_declared": Words(
        mine=_("You said whether you have a tie to somebody who asks for money")
    ),
    "opening.view_written": Words(mine=_("You wrote your view of first words")),
    "opening.talk_planned": Words(
        mine=_("You planned a conversation about first words"),
        to_me=_("%(who)s planned a conversation with you about your first words"),
    ),
    "opening.talk_moved": Words(
        mine=_("You moved a conversation about first words"),
        to_me=_("%(who)s moved a conversation with you about your first words"),
    ),
    "opening.talk_cancelled": Words(
        mine=_("You cancelled a conversation about first words"),
        to_me=_("%(who)s cancelled a conversation with you about your first words"),
    ),
    "opening.heard": Words(mine=_("You wrote down what you heard in a conversation about first words")),
    "opening.decided": Words(
        mine=_("You gave a decision on first words"),
        to_me=_("%(who)s gave you the decision on your first words"),
    ),
    "opening.became_partnership": Words(
        mine=_("You began a partnership after first words"),
        to_me=_("%(who)s began a partnership with you after your first words"),
    ),
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
