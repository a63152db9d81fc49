"""Open questions for a circle's next conversation."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

PROMPTS = (
    _("Which of these stayed with you, and what did it stir?"),
    _("What do we see here that none of us would have seen alone?"),
    _("Where did somebody’s own strength carry the day?"),
    _("Whose side of this have we not heard?"),
    _("What did we believe a month ago that we now doubt?"),
    _("Where did a rule of ours stand in somebody’s way?"),
    _("What would we try if nobody were counting?"),
    _("Which mistake here could have been any of ours?"),
    _("Where were we trusted, and where did we trust?"),
    _("What does this ask of the funder, and of us?"),
    _("What is one small thing to do differently before we meet again?"),
    _("What should we stop doing?"),
)
A_DIGEST = 3


def prompts_for(digest_id: UUID) -> list[str]:
    """Three prompts, always the same for one digest and mostly others for the next."""
    first = digest_id.int % len(PROMPTS)
    return [str(PROMPTS[(first + 5 * step) % len(PROMPTS)]) for step in range(A_DIGEST)]
