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
    "payment.planned": Words(mine=_("You planned a payment")),
    "payment.paid": Words(mine=_("You noted that a payment was made")),
    "report.asked_for": Words(mine=_("You began a report")),
    "report.begun_again": Words(mine=_("You had a report composed again")),
    "report.signed": Words(mine=_("You signed a report")),
    "report.issued": Words(mine=_("You gave a report its last signature: it was issued")),
}
