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
    "fund.described": _("what a fund is for was changed"),
    "opening.sent": _("first words arrived at a fund"),
    "opening.answered": _("a “not now” was answered"),
    "opening.talk_planned": _("a conversation about first words was planned"),
    "opening.talk_moved": _("a conversation about first words was moved"),
    "opening.talk_cancelled": _("a conversation about first words was cancelled"),
    "opening.decided": _("a decision on first words was given"),
    "opening.became_partnership": _("a partnership began after first words"),
    "agreement.made": _("an agreement was written down"),
    "agreement.proposed": _("other terms of an agreement were proposed"),
    "agreement.agreed": _("an organisation agreed to terms"),
    "agreement.in_force": _("terms that all have agreed to are in force"),
    "agreement.ended": _("an agreement ended, as all agreed"),
    "challenge.asked": _("somebody wants a target, or recorded what the law asks"),
    "challenge.answered": _("somebody answered who wants a target"),
    "challenge.let_go": _("a target that was wanted was let go"),
    "payment.planned": _("a payment was planned"),
    "payment.approved": _("a payment was approved"),
    "payment.paid": _("a payment was made"),
    "payment.reversed": _("a payment was reversed, or called off"),
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
