"""What webhooks may be told of learning. What is shared without a name is no event: its audit entry names no circle."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "reflection.shared": _("something was shared, with a name"),
    "return.announced": _("it was announced that words go back to their authors"),
    "return.done": _("words went back to their authors, their time being over"),
    "share.withdrawn": _("something shared with a name was withdrawn"),
    "response.written": _("somebody responded to what was shared"),
    "response.replied": _("an author with a name answered"),
    "question.asked": _("a learning question was asked"),
    "question.put": _("a question was put to an organisation"),
    "question.closed": _("a question was closed"),
    "understanding.recorded": _("understanding moved"),
    "insight.written": _("an insight was written"),
    "insight.superseded": _("an insight took the place of an older one"),
    "insight.voiced": _("somebody supported or doubted an insight"),
    "adaptation.begun": _("something is done differently now"),
    "adaptation.changed": _("something is done otherwise again"),
    "adaptation.ended": _("something that was done differently ended"),
    "digest.built": _("a digest is there to be read"),
    "sense_making.begun": _("a circle began to make sense together"),
    "sense_making.kept": _("the minute of a session was kept"),
    "thread.named": _("a thread was named"),
    "thread.refused": _("a thread was refused"),
    "theme.gathered": _("something shared was put under a theme"),
    "theme.renamed": _("a theme was called otherwise"),
    "themes.joined": _("two themes were joined"),
    "theme.split": _("a theme was taken apart"),
}
