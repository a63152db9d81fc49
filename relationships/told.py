"""What was done to people, circles and partnerships, in words for those whom it concerns."""

from django.utils.translation import gettext_lazy as _

from hls_platform.telling import Words

TOLD = {
    "organisation.begun": Words(mine=_("You added it"), others=_("%(who)s added it")),
    "partnership.begun": Words(mine=_("You began it"), others=_("%(who)s began it")),
    "peer_group.begun": Words(mine=_("You began it"), others=_("%(who)s began it")),
    "circle.described": Words(
        mine=_("You changed what is said about it, or how often its digest is made"),
        others=_("%(who)s changed what is said about it, or how often its digest is made"),
    ),
    "circle.stay_set": Words(
        mine=_("You set how long words stay there"), others=_("%(who)s set how long words stay here")
    ),
    "circle.ended": Words(mine=_("You ended it"), others=_("%(who)s ended it")),
    "conversation.planned": Words(mine=_("You planned a conversation")),
    "conversation.moved": Words(mine=_("You moved a conversation")),
    "conversation.cancelled": Words(mine=_("You called a conversation off")),
    "conversation.held": Words(mine=_("You wrote down what a conversation was")),
    "conversation.heard": Words(mine=_("You wrote down what your organisation heard")),
    "handover.written": Words(
        mine=_("You wrote the story of a relationship that you hand over"),
        mine_to=_("You wrote the story of a relationship that you hand over to %(whom)s"),
        to_me=_("%(who)s would hand a relationship over to you"),
    ),
    "handover.changed": Words(mine=_("You changed the story of a relationship that you hand over")),
    "handover.accepted": Words(
        mine=_("You took a relationship up"),
        mine_to=_("You took a relationship up from %(whom)s"),
        to_me=_("%(who)s took up the relationship that you handed over"),
    ),
    "handover.taken_back": Words(mine=_("You took back that a relationship is handed over")),
    "calendar.made": Words(mine=_("You made a private address for your calendar")),
    "calendar.ended": Words(mine=_("You ended the private address of your calendar")),
    "promise.made": Words(mine=_("You made a promise")),
    "promise.kept": Words(mine=_("You noted that a promise was kept")),
    "promise.renegotiated": Words(mine=_("You noted that a promise was renegotiated")),
    "promise.let_go": Words(mine=_("You noted that a promise was let go")),
    "trust.begun": Words(mine=_("You began a period to reflect on trust")),
    "trust.written": Words(mine=_("You wrote about trust, for your side")),
    "trust.changed": Words(mine=_("You changed what your side wrote about trust")),
    "trust.handed_in": Words(mine=_("You handed in what your side wrote about trust")),
    "trust.taken_back": Words(mine=_("You took back what your side wrote about trust")),
    "trust.opened": Words(others=_("What both sides wrote about trust was opened to the two")),
    "companion.kept": Words(mine=_("You kept what somebody says of themselves, as they agreed")),
    "companion.changed": Words(mine=_("You corrected what somebody says of themselves")),
    "companion.agreed": Words(mine=_("You wrote down what somebody agreed to")),
    "companion.worker_named": Words(
        mine=_("You named a colleague on somebody’s page"),
        to_me=_("%(who)s named you on the page of somebody whom you support"),
    ),
    "companion.worker_taken_off": Words(
        mine=_("You took a name off somebody’s page"),
        to_me=_("%(who)s took your name off the page of somebody whom you supported"),
    ),
    "companion.key_given": Words(mine=_("You gave somebody an address of their own page")),
    "companion.ended": Words(mine=_("You ended somebody’s page, as they wished")),
    "companion.corrected_by_themselves": Words(mine=_("They corrected their own page")),
    "companion.ended_by_themselves": Words(mine=_("They ended their own page")),
    "companion.ran_out": Words(mine=_("What somebody agreed to ran out: their words are gone")),
    "offer.put_up": Words(mine=_("You put up an offer or an ask")),
    "offer.taken_down": Words(mine=_("You took an offer or an ask down")),
    "talk.asked_for": Words(mine=_("You asked somebody to talk")),
    "talk.begun": Words(mine=_("You said yes to talking")),
    "talk.said": Words(mine=_("You wrote in a conversation with somebody")),
    "talk.ended": Words(mine=_("You ended a conversation with somebody, or said not now")),
    "look.taken": Words(
        mine_to=_("You said whether something of %(whom)s may be public"),
        to_me=_("A steward said whether something of yours may be public"),
    ),
    "concern.said": Words(mine=_("You said that something public should not stand as it does")),
    "concern.closed": Words(mine=_("You saw to what somebody said about something public")),
    "listing.asked_for": Words(
        mine=_("You asked for it to stand on the map"), others=_("%(who)s asked for it to stand on the map")
    ),
    "listing.changed": Words(
        mine=_("You changed what the map says of it"), others=_("%(who)s changed what the map says of it")
    ),
    "listing.taken_down": Words(mine=_("You took it off the map"), others=_("%(who)s took it off the map")),
    "ask_to_join.sent": Words(mine=_("You asked to come into a group")),
    "ask_to_join.withdrawn": Words(mine=_("You took back that you would like to come into a group")),
    "ask_to_join.answered": Words(
        mine_to=_("You answered somebody who asked to come in"),
        others=_("%(who)s answered somebody who asked to come in"),
        to_me=_("You were answered whether you may come in"),
    ),
    "event.announced": Words(mine=_("You announced an event"), others=_("%(who)s announced an event")),
    "event.changed": Words(mine=_("You changed an event"), others=_("%(who)s changed an event")),
    "event.called_off": Words(mine=_("You called an event off"), others=_("%(who)s called an event off")),
    "invitation.sent": Words(mine=_("You invited somebody"), others=_("%(who)s invited somebody")),
    "invitation.accepted": Words(
        mine=_("You came in by an invitation"), others=_("%(who)s came in by an invitation")
    ),
    "invitation.withdrawn": Words(
        mine=_("You withdrew an invitation"), others=_("%(who)s withdrew an invitation")
    ),
    "invitation.undeliverable": Words(others=_("An invitation could not be delivered")),
    "membership.begun": Words(
        mine=_("You joined"),
        mine_to=_("You let %(whom)s in"),
        others=_("%(who)s joined"),
        others_to=_("%(who)s let %(whom)s in"),
        to_me=_("%(who)s let you in"),
    ),
    "membership.ended": Words(
        mine=_("You left"),
        mine_to=_("You ended the membership of %(whom)s"),
        others=_("%(who)s left"),
        others_to=_("%(who)s ended the membership of %(whom)s"),
        to_me=_("%(who)s ended your membership"),
    ),
    "membership.role_changed": Words(
        mine=_("You changed your role"),
        mine_to=_("You changed the role of %(whom)s"),
        others=_("%(who)s changed a role"),
        others_to=_("%(who)s changed the role of %(whom)s"),
        to_me=_("%(who)s changed your role"),
    ),
    "set_up.done": Words(mine=_("You set this place up")),
    "session.ended": Words(mine=_("You signed yourself out somewhere")),
    "session.others_ended": Words(mine=_("You signed yourself out everywhere else")),
    "session.all_ended": Words(
        mine=_("You signed yourself out everywhere"),
        mine_to=_("You signed somebody out everywhere"),
        to_me=_("%(who)s signed you out everywhere"),
    ),
    "person.renamed": Words(mine=_("You changed your name")),
    "person.asked_to_confirm": Words(mine=_("You asked for the link that confirms your address")),
    "person.closed": Words(
        mine=_("You closed your account"),
        mine_to=_("You closed somebody’s account"),
        to_me=_("%(who)s closed your account"),
    ),
    "person.opened": Words(
        mine_to=_("You opened somebody’s account again"), to_me=_("%(who)s opened your account again")
    ),
    "person.made_administrator": Words(
        mine_to=_("You made somebody an administrator"), to_me=_("%(who)s made you an administrator")
    ),
    "person.no_longer_administrator": Words(
        mine=_("You stopped being an administrator"),
        mine_to=_("You stopped somebody being an administrator"),
        to_me=_("%(who)s stopped you being an administrator"),
    ),
    "person.made_steward": Words(
        mine=_("You made yourself a steward"),
        mine_to=_("You made somebody a steward"),
        to_me=_("%(who)s made you a steward of what is public"),
    ),
    "person.no_longer_steward": Words(
        mine=_("You stopped being a steward"),
        mine_to=_("You stopped somebody being a steward"),
        to_me=_("%(who)s stopped you being a steward"),
    ),
    "person.second_steps_forgotten": Words(
        to_me=_("Whoever runs this place took away your passkeys and codes")
    ),
    "person.asked_to_be_erased": Words(mine=_("You asked to be erased")),
    "person.erased": Words(mine=_("You were erased")),
    "download.asked_for": Words(mine=_("You asked for everything that is held about you")),
    "download.made": Words(mine=_("Everything that is held about you was put into a file for you")),
    "token.made": Words(mine=_("You made a token for a program")),
    "token.revoked": Words(mine=_("You revoked a token")),
    "subscription.begun": Words(
        mine=_("You had events sent to another program"),
        others=_("%(who)s had events sent to another program, without any words of yours"),
    ),
    "subscription.ended": Words(
        mine=_("You stopped sending events to another program"),
        others=_("%(who)s stopped sending events to another program"),
    ),
    "subscription.resumed": Words(
        mine=_("You had events sent on to another program"),
        others=_("%(who)s had events sent on to another program"),
    ),
    "glass.asked_for": Words(
        mine=_("You asked to read what is shared there"),
        others=_("An administrator asked to read what is shared here"),
    ),
    "glass.allowed": Words(
        mine=_("You allowed another administrator to read what is shared there"),
        others=_("A second administrator allowed it: what is shared here could be read"),
    ),
    "glass.refused": Words(
        mine=_("You refused that what is shared there is read"),
        others=_("It was refused that an administrator reads what is shared here"),
    ),
    "glass.ended": Words(
        mine=_("You ended the reading of what is shared there"),
        others=_("The reading of what is shared here was ended"),
    ),
    "identity_provider.named": Words(
        mine=_("You said where its people sign in at work"),
        others=_("%(who)s said where you sign in at work"),
    ),
    "identity_provider.connected": Words(mine=_("You connected your sign-in at work")),
    "sign_in_rule.set": Words(
        mine=_("You set what it asks of how its people sign in"),
        others=_("%(who)s set what is asked of how you sign in"),
    ),
    "sign_in_rule.lifted": Words(
        mine=_("You lifted what it asks of how its people sign in"),
        others=_("%(who)s lifted what is asked of how you sign in"),
    ),
}
