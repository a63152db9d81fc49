"""What was done with money and the account, in words for whoever did it: the pages themselves show it to both sides."""

from django.utils.translation import gettext_lazy as _

from hls_platform.telling import Words

TOLD = {
    "fund.opened": Words(mine=_("You opened a fund")),
    "fund.published": Words(mine=_("You published a fund’s agreements")),
    "fund.unpublished": Words(mine=_("You stopped publishing a fund")),
    "grants.brought_in": Words(mine=_("You brought grants of other funders in")),
    "grants.taken_away": Words(mine=_("You took grants of another funder away")),
    "grant_file.taken": Words(mine=_("You sent a file of grants")),
    "grant_file.read": Words(mine=_("Your file of grants was read")),
    "grant_file.left": Words(mine=_("You put a file of grants away")),
    "place.added": Words(mine=_("You put a place on the map")),
    "place.removed": Words(mine=_("You took a place off the map")),
    "trustees_page.begun": Words(mine=_("You began a quarter’s page for the trustees")),
    "trustees_page.written": Words(mine=_("You wrote about a quarter for the trustees")),
    "trustees_page.chosen": Words(mine=_("You chose something for the trustees’ page")),
    "trustees_page.left_out": Words(mine=_("You left something out of the trustees’ page")),
    "trustees_page.reviewed": Words(mine=_("You reviewed the trustees’ page")),
    "agreement.made": Words(mine=_("You wrote down an agreement")),
    "payment.planned": Words(mine=_("You planned a payment")),
    "payment.paid": Words(mine=_("You noted that a payment was made")),
    "report.asked_for": Words(mine=_("You began a report")),
    "report.begun_again": Words(mine=_("You had a report composed again")),
    "report.signed": Words(mine=_("You signed a report")),
    "report.issued": Words(mine=_("You gave a report its last signature: it was issued")),
}
