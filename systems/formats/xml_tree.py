"""XML as a small tree under local names, with the line each element begins in. No document type, no entity of one's own, nothing fetched."""

import re
import sys
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from systems.formats.drawing import MOST_FACTORS, MOST_LINKS
from systems.formats.pen import Unreadable, too_many

MOST_ELEMENTS = 600_000
MOST_DEEP = 60
NONE: dict[str, str] = {}
AMPERSAND = re.compile(r"&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)")
ATTRIBUTE = re.compile(r'([\w:.-]+=")([^\n]{0,9999}?)("(?=\s+[\w:.-]+="|\s*[/?]?>))')
ENTITY = re.compile(rb"&(?!amp;|lt;|gt;|quot;|apos;)[A-Za-z_]")
BARE = re.compile(r"<(?![A-Za-z/!?_])")


class Misspelt(Unreadable):
    """It would be XML but for some of its signs."""


class Element:
    """`tag` and the names in `said` are without their namespaces; `whole_tag` has it."""

    __slots__ = ("inside", "line", "said", "tag", "text", "whole_tag")

    def __init__(self, whole_tag: str, said: dict[str, str], line: int) -> None:
        self.whole_tag, self.said, self.line = whole_tag, said, line
        self.tag = sys.intern(whole_tag.rpartition(" ")[2])
        self.text = ""
        self.inside: list[Element] = []

    def all(self, *tags: str) -> Iterator["Element"]:
        """The elements right inside of these local names."""
        return (each for each in self.inside if each.tag in tags)

    def first(self, *tags: str) -> "Element | None":
        return next(self.all(*tags), None)

    def every(self) -> Iterator["Element"]:
        """This element and all that are in it, in their order."""
        waiting = [self]
        while waiting:
            each = waiting.pop()
            yield each
            waiting.extend(reversed(each.inside))

    def words(self, *tags: str) -> str:
        """The text of the first such element right inside, or of this one when none is named."""
        found = self.first(*tags) if tags else self
        return found.text if found else ""


def parsed(content: bytes | str) -> Element:
    """The root. Raises Unreadable, with the line, for what is no XML, declares entities, or is too deep or too much.

    A document type that only names its grammar is passed over; nothing is fetched from there.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text, parser.buffer_size = True, 1 << 20
    root: list[Element] = []
    way: list[Element] = []
    number = 0
    left = {"node": MOST_FACTORS, "edge": MOST_LINKS}

    def begin(tag: str, said: dict[str, str]) -> None:
        nonlocal number
        number += 1
        if number > MOST_ELEMENTS:
            raise Unreadable(_("It has more than %(n)s elements.") % {"n": MOST_ELEMENTS}, _line(parser))
        bare_tag = tag.rpartition(" ")[2]
        if bare_tag in left:
            left[bare_tag] -= 1
            if left[bare_tag] < 0:
                raise Unreadable(too_many(), _line(parser))
        if len(way) >= MOST_DEEP:
            raise Unreadable(_("It is nested more than %(n)s deep.") % {"n": MOST_DEEP}, _line(parser))
        bare = {name.rpartition(" ")[2]: value for name, value in said.items()} if said else NONE
        element = Element(tag, bare, parser.CurrentLineNumber)
        (way[-1].inside if way else root).append(element)
        way.append(element)

    def text(words: str) -> None:
        if way and not way[-1].inside:  # what stands between elements is no text of a map
            way[-1].text += words

    def no_type(_name: str, _system: str | None, _public: str | None, says_more: int) -> None:
        if says_more or ENTITY.search(content if isinstance(content, bytes) else content.encode()):
            no_entity()

    def no_entity(*_said: Any) -> Any:
        raise Unreadable(
            _("It declares a document type or entities, which a map needs none of."), _line(parser)
        )

    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda _tag: way.pop() and None
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = no_type
    parser.EntityDeclHandler = no_entity
    parser.ExternalEntityRefHandler = no_entity
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        said = _("It is no XML: %(what)s.") % {"what": expat.ErrorString(error.code)}
        raise Misspelt(said, _("line %(n)s") % {"n": error.lineno}) from error
    except (LookupError, UnicodeError, ValueError) as error:
        raise Unreadable(_("It is written in an encoding that nobody here knows.")) from error
    return root[0]


def mended(text: str) -> str:
    """The XML with the signs escaped that a tool forgot to escape: PRSM writes labels and titles just as people typed them."""

    def value(match: re.Match[str]) -> str:
        said = match[2].replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
        return f"{match[1]}{said}{match[3]}"

    return ATTRIBUTE.sub(value, BARE.sub("&lt;", AMPERSAND.sub("&amp;", text)))


def _line(parser: Any) -> str:
    return _("line %(n)s") % {"n": parser.CurrentLineNumber}


def at_line(element: Element) -> str:
    """Where an element begins, in words."""
    return _("line %(n)s") % {"n": element.line}


def written(text: Any) -> str:
    """A text as the content of an element; what XML cannot hold is left out."""
    return escape(holdable(text), {"\r": "&#13;"})


def named(**said: Any) -> str:
    """Attributes, each with a blank before it; those that are None are left out."""
    marks = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
    return "".join(
        f" {name.rstrip('_').replace('__', ':')}={quoteattr(holdable(value), marks)}"
        for name, value in said.items()
        if value is not None
    )


def holdable(text: Any) -> str:
    """Without the signs that XML 1.0 has no way to write."""
    return "".join(
        sign
        for sign in str(text)
        if sign in "\t\n\r" or (" " <= sign <= "\ud7ff") or ("\ue000" <= sign <= "\ufffd") or sign > "\uffff"
    )
