"""What a page says of its own, and says alike to everybody: put together once in each language."""

import re
from collections.abc import Mapping

from django import template
from django.template.base import (
    FilterExpression,
    NodeList,
    Parser,
    Token,
    render_value_in_context,
    token_kwargs,
)
from django.template.defaulttags import CsrfTokenNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
MARK = "00000000-0000-0000-0000-{:012d}"
"""Stands where a value will: it is a UUID, and reads as a slug too."""


class Once(template.Node):
    def __init__(self, inside: NodeList, values: Mapping[str, FilterExpression]) -> None:
        self.inside = inside
        self.values = values
        self.marks = {name: MARK.format(nth) for nth, name in enumerate(values)}
        self.said: dict[str | None, list[str]] = {}
        """In each language what stands before the first value, the name of that, what stands after it, and so on."""

    def render(self, context: template.Context) -> SafeString:
        language = get_language()
        parts = self.said.get(language)
        if parts is None:
            parts = self.said[language] = self._parts(context)
        if not self.values:
            return SafeString(parts[0])
        told = {
            name: render_value_in_context(value.resolve(context), context)
            for name, value in self.values.items()
        }
        return SafeString("".join(told[part] if nth % 2 else part for nth, part in enumerate(parts)))

    def _parts(self, context: template.Context) -> list[str]:
        whole = self.inside.render(context.new(dict(self.marks)))
        if not self.marks:
            return [whole]
        names = {mark: name for name, mark in self.marks.items()}
        parts = re.split(f"({'|'.join(names)})", whole)
        return [names[part] if nth % 2 else part for nth, part in enumerate(parts)]


@register.tag
def once(parser: Parser, token: Token) -> Once:
    """`{% once slug=circle.slug %} … {% endonce %}`: words and addresses of the platform's own, with values put in each time.

    Inside, nothing of the page is known but those values, and of them only where they stand: there is a mark in the place
    of each until the block is said. So nothing can be kept that somebody wrote or may not see.
    """
    _name, *said = token.split_contents()
    values = token_kwargs(said, parser)
    if said:
        raise template.TemplateSyntaxError(f"once takes values by name, not {said[0]}")
    inside = parser.parse(("endonce",))
    parser.delete_first_token()
    if inside.get_nodes_by_type(CsrfTokenNode):
        raise template.TemplateSyntaxError(
            "The token of a form is another for everybody: it stands outside of once."
        )
    return Once(inside, values)
