"""What webhooks may be told of people, circles and partnerships: verbs of audit entries that name a circle."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "organisation.begun": _("an organisation came into the place"),
    "partnership.begun": _("a partnership began"),
    "peer_group.begun": _("a peer group began"),
    "circle.stay_set": _("it was set how long words stay"),
    "circle.ended": _("the circle ended"),
    "invitation.accepted": _("somebody came in by an invitation"),
    "membership.begun": _("somebody joined"),
    "membership.ended": _("somebody left"),
    "membership.role_changed": _("somebody has another role"),
    "ask_to_join.answered": _("somebody who asked to come in was answered"),
    "listing.asked_for": _("somebody asked for the group to stand on the map"),
    "event.announced": _("an event was announced"),
    "event.changed": _("an event was changed"),
    "event.called_off": _("an event was called off"),
    "conversation.planned": _("a conversation is planned"),
    "conversation.moved": _("a conversation was moved, or its rhythm changed"),
    "conversation.cancelled": _("a conversation was cancelled"),
    "conversation.held": _("it was written down what a conversation was"),
    "conversation.heard": _("an organisation wrote down what it heard"),
    "handover.written": _("somebody would hand a relationship over"),
    "handover.accepted": _("a relationship was handed over"),
    "promise.made": _("something was promised"),
    "promise.kept": _("a promise was kept"),
    "promise.renegotiated": _("a promise was renegotiated"),
    "promise.let_go": _("a promise was let go"),
    "trust.begun": _("a period to reflect on trust began"),
    "trust.opened": _("what both sides wrote about trust was opened"),
}
