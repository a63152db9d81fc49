"""Cards of what was shared, written straight from Python: a page shows twenty, and each through a template costs more than to read it."""

from collections.abc import Iterable
from html import escape
from typing import Protocol

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()
CARD = """<article class="card share">
<p class="meta"><strong>{author}</strong> · {day} <span class="kind">{kind}</span></p>
{said}
<div class="foot">
<p class="seen-by">{seen_by}</p>
<p><a href="{url}">{respond}<span class="unseen"> {to_whom}</span></a></p>
</div>
</article>"""


class Card(Protocol):
    """What a card shows, as `feed.Told` has it."""

    author: str
    day: str
    kind: str
    said: SafeString
    seen_by: list[str]
    url: str
    to_whom: str


@register.simple_tag
def as_cards(cards: Iterable[Card]) -> SafeString:
    """A card for each; all but `said`, which is made of escaped words, is escaped here."""
    respond = escape(_("Read and respond"))
    return SafeString(
        "\n".join(
            CARD.format(
                author=escape(card.author),
                day=escape(card.day),
                kind=escape(card.kind),
                said=card.said,
                seen_by="<br>".join(map(escape, card.seen_by)),
                url=escape(card.url),
                respond=respond,
                to_whom=escape(card.to_whom),
            )
            for card in cards
        )
    )
