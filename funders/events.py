"""What webhooks may be told of money and reports.

That a report was begun again or lost words is no event: its moment would tell when somebody withdrew, and perhaps who.
"""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "fund.opened": _("a fund was opened"),
    "fund.published": _("a fund’s agreements were published"),
    "fund.unpublished": _("a fund is not published any more"),
    "grants.brought_in": _("grants of other funders were brought in"),
    "place.added": _("a place was put on the map"),
    "place.removed": _("a place was taken off the map"),
    "trustees_page.reviewed": _("the trustees’ page of a quarter was reviewed"),
    "agreement.made": _("an agreement was written down"),
    "payment.planned": _("a payment was planned"),
    "payment.paid": _("a payment was made"),
    "report.asked_for": _("a report was asked for"),
    "report.composed": _("a report can be read and signed"),
    "report.signed": _("a report was signed by one side"),
    "report.issued": _("a report was issued"),
}
