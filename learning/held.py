"""What people wrote: where it is held, who sees it, and what becomes of it when its writer goes."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from hls_platform.security.held import ME, Held
from relationships.held import CIRCLE, ONLY_YOU

GONE = _("These words are gone: whoever wrote them left, and took them along.")


def are_gone(text: str) -> bool:
    """Whether an erasure has taken these words away."""
    with override(settings.LANGUAGE_CODE):
        return text == str(GONE)


MINE = f"reflection_id IN (SELECT id FROM learning_reflection WHERE author_id = {ME})"
MY_SHARES = f"share_id IN (SELECT id FROM learning_share WHERE {MINE})"
TO_ME = "learning:reflections"

HELD = [
    Held(
        table="learning_reflection",
        by=("author_id", "id"),
        title=_("Reflections"),
        seen_by=_("You, and the people of each circle that you shared one with"),
        done_at=TO_ME,
        shown=("kind", "happened_on", "text", "what", "so_what", "now_what", "created_at", "updated_at"),
        goes=True,
    ),
    Held(
        table="learning_reflectionversion",
        by=("reflection_id",),
        whose=MINE,
        title=_("Earlier words of your reflections"),
        seen_by=ONLY_YOU,
        done_at=TO_ME,
        shown=("written_at", "words"),
        goes=True,
    ),
    Held(
        table="learning_share",
        by=("id", "reflection_id", "circle_id"),
        whose=MINE,
        title=_("With whom you shared, and what you withdrew"),
        seen_by=_("You; that it is shared, the people of the circle"),
        done_at=TO_ME,
        shown=("anonymous", "shared_at", "withdrawn_at"),
        names={"circle": CIRCLE},
        goes=True,
    ),
    Held(
        table="learning_response",
        by=("id", "share_id"),
        whose=MY_SHARES,
        title=_("What others answered to you, and your replies"),
        seen_by=_("The people of the circle you shared with, while it is shared"),
        done_at=TO_ME,
        shown=("kind", "text", "created_at", "reply", "replied_at"),
        goes=True,
    ),
    Held(  # with an answer, or without words, somebody else’s words and counts rest on it
        table="learning_response",
        by=("author_id", "share_id"),
        title=_("What you gave back to others, and what they replied"),
        seen_by=_("The people of the circle in which you read it, while it is shared"),
        shown=("kind", "text", "created_at"),
        names={"reply": "CASE WHEN wall.reads_share(share_id, (SELECT wall.mine())) THEN reply END"},
        words={"text": GONE},
    ),
    Held(
        table="learning_response",
        by=("author_id", "kind", "replied_at"),
        whose=f"author_id = {ME} AND replied_at IS NULL AND kind <> 'resonates'",
        goes=True,
    ),
    Held(
        table="learning_draft",
        by=("author_id",),
        title=_("Drafts"),
        seen_by=ONLY_YOU,
        done_at="learning:today",
        shown=("saved_at", "words"),
        goes=True,
    ),
    Held(
        table="learning_bringin",
        by=("person_id",),
        title=_("A file of notes that you are bringing in"),
        seen_by=ONLY_YOU,
        done_at="learning:bring_in",
        shown=("name", "state", "header", "begins", "problems", "imported", "already", "made_at"),
        goes=True,
    ),
    Held(
        table="learning_nudge",
        by=("person_id",),
        title=_("Nudges that you set for yourself"),
        seen_by=ONLY_YOU,
        done_at="learning:nudges",
        shown=("days", "at", "zone", "quiet_from", "quiet_until", "next_at", "created_at"),
        goes=True,
    ),
    Held(
        table="learning_replyaddress",
        by=("person_id",),
        title=_("Your address for replies that become drafts"),
        seen_by=ONLY_YOU,
        done_at="learning:nudges",
        shown=("made_at",),
        goes=True,
    ),
    Held(
        table="learning_mention",
        by=("reflection_id", "factor_id"),
        whose=MINE,
        title=_("Factors of maps that you tied reflections to"),
        seen_by=_("Whoever reads the reflection and sees the map"),
        done_at=TO_ME,
        names={"factor": "wall.label_of(factor_id)"},
        goes=True,
    ),
    Held(
        table="learning_learningquestion",
        by=("asked_by_id", "circle_id"),
        title=_("Learning questions that you asked"),
        seen_by=_("The people of the circle"),
        done_at="learning:home",
        shown=("text", "why", "created_at", "closed_at"),
        names={"circle": CIRCLE},
        words={"text": GONE, "why": GONE},
    ),
    Held(
        table="learning_understanding",
        by=("written_by_id",),
        title=_("Steps of understanding that you wrote"),
        seen_by=_("The people of the circle"),
        shown=("text", "written_at"),
        words={"text": GONE},
    ),
    Held(
        table="learning_insight",
        by=("written_by_id", "circle_id"),
        title=_("Insights that you wrote"),
        seen_by=_("The people of the circle"),
        done_at="learning:home",
        shown=("text", "how_sure", "what_changed", "created_at"),
        names={"circle": CIRCLE},
        words={"text": GONE, "what_changed": GONE},
    ),
    Held(
        table="learning_insightvoice",
        by=("person_id",),
        title=_("What you said to insights"),
        seen_by=_("The people of the circle"),
        shown=("kind", "reason", "created_at", "until"),
        words={"reason": GONE},
    ),
    Held(
        table="learning_adaptation",
        by=("written_by_id", "circle_id"),
        title=_("What you wrote down as done differently now"),
        seen_by=_("The people of the circle"),
        done_at="learning:home",
        shown=("text", "since", "created_at", "ended_on"),
        names={"circle": CIRCLE},
        words={"text": GONE},
    ),
    Held(
        table="learning_adaptation",
        by=("ended_by_id",),
        title=_("What you wrote when something was not done any more"),
        seen_by=_("The people of the circle"),
        shown=("ended_because", "ended_on"),
        words={"ended_because": GONE},
    ),
    Held(
        table="learning_delivery",
        by=("person_id",),
        title=_("Digests that were sent to you"),
        seen_by=ONLY_YOU,
        done_at="relationships:me",
        shown=("channel", "created_at", "sent_at", "dropped_at"),
        goes=True,
    ),
    Held(
        table="learning_digestthread",
        by=("refused_by_id",),
        title=_("Threads that you refused"),
        seen_by=_("The people of the circle"),
        shown=("refused_at",),
        stays="That it was refused keeps the machine from proposing it again; who did it is an id alone.",
    ),
    Held(
        table="learning_theme",
        by=("named_by_id", "circle_id"),
        title=_("Themes that you named"),
        seen_by=_("The people of the circle"),
        done_at="learning:home",
        shown=("name", "created_at"),
        names={"circle": CIRCLE},
        words={"name": GONE},
    ),
    Held(table="learning_theme_shares", by=("share_id",), whose=MY_SHARES, goes=True),
    Held(table="learning_digestthread_shares", by=("share_id",), whose=MY_SHARES, goes=True),
]
