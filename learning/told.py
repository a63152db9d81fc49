"""What was done with what people wrote, in words for those whom it concerns: hardly anybody but themselves."""

from django.utils.translation import gettext_lazy as _

from hls_platform.telling import Words

TOLD = {
    "draft.begun": Words(mine=_("You began to write")),
    "draft.discarded": Words(mine=_("You threw away what you had begun to write")),
    "draft.received": Words(mine=_("A reply of yours came by e-mail, and is kept as a draft")),
    "file.taken": Words(mine=_("You chose a file of notes to bring in")),
    "file.matched": Words(mine=_("You had a file of notes brought in")),
    "file.left": Words(mine=_("You left a file of notes unused")),
    "reflections.brought_in": Words(
        mine=_("You brought notes in"), to_me=_("Notes were brought in as yours, by whoever runs this place")
    ),
    "nudge.set": Words(mine=_("You set a nudge for yourself")),
    "nudge.stopped": Words(mine=_("You stopped a nudge")),
    "reply_address.made": Words(mine=_("You asked for an address for replies by e-mail")),
    "reply_address.taken_away": Words(mine=_("You took your address for replies away")),
    "reflection.written": Words(mine=_("You wrote a reflection")),
    "reflection.edited": Words(mine=_("You changed a reflection")),
    "attachment.added": Words(mine=_("You added a recording or a picture to a reflection")),
    "attachment.removed": Words(mine=_("You took a recording or a picture off a reflection")),
    "reflection.shared": Words(
        mine=_("You shared a reflection"),
        to_me=_("A note of yours was shared with a circle, by whoever runs this place"),
    ),
    "piece.begun": Words(mine=_("You began a piece of learning in public")),
    "piece.changed": Words(mine=_("You changed a piece of learning in public")),
    "piece.asked_for": Words(mine=_("You asked for a piece to be public")),
    "piece.withdrawn": Words(mine=_("You withdrew a piece of learning in public")),
    "quote.added": Words(mine=_("You put what was shared into a piece of yours")),
    "quote.taken_out": Words(mine=_("You took somebody’s words out of a piece of yours")),
    "quote.agreed_to": Words(mine=_("You agreed that your words stand in a piece")),
    "quote.refused": Words(mine=_("You said that your words are not to stand in a piece")),
    "share.withdrawn": Words(mine=_("You withdrew a reflection")),
    "share.returned": Words(
        to_me=_("A reflection went back to you: its time in a circle was over. You still have it")
    ),
    "return.announced": Words(others=_("It was announced that words go back to their authors")),
    "return.done": Words(others=_("Words went back to their authors, their time being over")),
    "factor.mentioned": Words(mine=_("You tied a reflection to a map")),
    "factor.tied": Words(mine=_("You tied something of the work to a map")),
    "factor.untied": Words(mine=_("You took a tie to a map away")),
    "map.change_explained": Words(mine=_("You said what led to a change on a map")),
    "map.explanation_taken_back": Words(mine=_("You took back what led to a change on a map")),
    "factor.unmentioned": Words(mine=_("You took a reflection off a map")),
    "prompts.written": Words(mine=_("You wrote questions for a circle to reflect by")),
    "prompts.changed": Words(
        mine=_("You changed questions that a circle reflects by"),
        others=_("The questions that this circle reflects by were changed"),
    ),
    "prompts.retired": Words(mine=_("You took questions away that a circle reflected by")),
    "question.asked": Words(mine=_("You asked a learning question")),
    "question.put": Words(
        mine=_("You put a question to an organisation"),
        to_me=_("%(who)s put your question to an organisation"),
    ),
    "question.closed": Words(mine=_("You closed a question"), to_me=_("%(who)s closed your question")),
    "understanding.recorded": Words(mine=_("You wrote down how understanding moved")),
    "insight.written": Words(mine=_("You wrote an insight")),
    "insight.superseded": Words(
        mine=_("You wrote an insight in the place of an older one"),
        to_me=_("%(who)s wrote a newer insight in the place of yours"),
    ),
    "insight.voiced": Words(
        mine=_("You said what you think of an insight"),
        to_me=_("%(who)s said what they think of an insight of yours"),
    ),
    "insight.voice_taken_back": Words(mine=_("You took back what you thought of an insight")),
    "adaptation.begun": Words(mine=_("You wrote down what is done differently now")),
    "adaptation.changed": Words(
        mine=_("You wrote down what is done otherwise again"),
        to_me=_("%(who)s changed what you had written down as done differently"),
    ),
    "adaptation.ended": Words(
        mine=_("You wrote down that something is not done any more"),
        to_me=_("%(who)s ended what you had written down as done differently"),
    ),
    "cycle.begun": Words(mine=_("You began a learning cycle")),
    "cycle.described": Words(
        mine=_("You changed what a learning cycle says"),
        to_me=_("%(who)s changed what a learning cycle of yours says"),
    ),
    "cycle.moved": Words(
        mine=_("You moved a learning cycle to another stage"),
        to_me=_("%(who)s moved a learning cycle of yours to another stage"),
    ),
    "cycle.nested": Words(
        mine=_("You said in which wider cycle one nests"),
        to_me=_("%(who)s said in which wider cycle one of yours nests"),
    ),
    "obstacle.raised": Words(
        mine=_("You raised what stands in a cycle’s way"),
        to_me=_("%(who)s raised what stands in the way of a cycle of yours"),
    ),
    "experiment.begun": Words(mine=_("You began an experiment")),
    "experiment.described": Words(
        mine=_("You changed what an experiment says"),
        to_me=_("%(who)s changed what an experiment of yours says"),
    ),
    "experiment.ended": Words(
        mine=_("You ended an experiment"), to_me=_("%(who)s ended an experiment of yours")
    ),
    "measure.kept": Words(mine=_("You began to keep a measure")),
    "measure.described": Words(
        mine=_("You changed what a measure says"), to_me=_("%(who)s changed what a measure of yours says")
    ),
    "measure.put_away": Words(
        mine=_("You put a measure away"), to_me=_("%(who)s put a measure of yours away")
    ),
    "observation.written": Words(mine=_("You wrote down an observation")),
    "observation.corrected": Words(
        mine=_("You corrected an observation"), to_me=_("%(who)s corrected an observation of yours")
    ),
    "observations.brought": Words(mine=_("You brought observations in from a file")),
    "response.written": Words(
        mine=_("You responded to something shared"), to_me=_("%(who)s responded to something you shared")
    ),
    "response.replied": Words(mine=_("You answered what came back to something of yours")),
    "digests.chosen": Words(mine=_("You chose when and how your digests come")),
    "digests.letters_stopped": Words(mine=_("You stopped the letters with digests")),
    "digest.sections_chosen": Words(
        mine=_("You chose what stands in a circle’s digests"),
        others=_("What stands in the digests was changed"),
    ),
    "feed.made": Words(mine=_("You made a new address for the feed of your digests")),
    "feed.ended": Words(mine=_("You ended the address of the feed of your digests")),
    "thread.named": Words(mine=_("You named a thread of a digest")),
    "thread.refused": Words(mine=_("You said that a thread does not belong together")),
    "theme.gathered": Words(mine=_("You put something shared under a theme")),
    "theme.left_out": Words(mine=_("You took something shared out of a theme")),
    "theme.renamed": Words(mine=_("You called a theme otherwise")),
    "themes.joined": Words(mine=_("You joined two themes")),
    "theme.split": Words(mine=_("You took a theme apart")),
    "sense_making.begun": Words(
        mine=_("You began to make sense together"), others=_("Somebody began to make sense together")
    ),
    "sense_making.moved": Words(mine=_("You led a session on")),
    "sense_making.kept": Words(
        mine=_("You kept the minute of a session"), others=_("The minute of a session was kept")
    ),
    "sense_making.handed_over": Words(
        mine=_("You let somebody else facilitate a session"), to_me=_("%(who)s let you facilitate a session")
    ),
    "sense_making.taken_over": Words(
        mine=_("You took over a session"), to_me=_("%(who)s took over the session that you facilitated")
    ),
    "sense_making.timed": Words(mine=_("You set a time in a session")),
    "sense_making.presented": Words(
        mine=_("You said who presents in a session"), to_me=_("%(who)s said that you present in a session")
    ),
    "sense_making.minuted": Words(mine=_("You wrote in the minute of a session")),
    "sense_making.led_to": Words(mine=_("You wrote down what came of a session")),
    "note.written": Words(mine=_("You wrote a note in a session")),
    "note.taken_back": Words(mine=_("You took back a note")),
    "note.returned": Words(to_me=_("A note of yours went back to you: its time in a circle was over")),
    "note.moved": Words(mine=_("You moved a note")),
    "note_group.made": Words(mine=_("You made a group of notes")),
    "note_group.named": Words(mine=_("You named a group of notes")),
    "glass.read": Words(
        mine=_("You read something that was shared"),
        others=_("An administrator read something that was shared here"),
    ),
}
