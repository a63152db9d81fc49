"""A file as it was sent, looked into only as far as it is allowed to be large, deep and long."""

import codecs
import json
import re
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from systems.formats.drawing import MOST_BYTES
from systems.formats.lz_string import TooLong, decompressed
from systems.formats.pen import Unreadable
from systems.formats.workbooks import Sheet, sheets_of
from systems.formats.xml_tree import Element, Misspelt, mended, parsed

MOST_UNPACKED = 2 * MOST_BYTES
DEEPEST = 60
OF_DEPTH = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
"""A text in JSON (to the end, where it is not closed), or a bracket outside of texts."""


class File:
    """What it is called and what is in it; `text`, `json`, `xml` and `sheets` raise Unreadable where it is no such thing."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name, self.content = name, content
        self.was_mended = False

    @cached_property
    def text(self) -> str:
        """The text, from UTF-8, UTF-16 or (never without saying so: `is_windows`) Windows-1252; unpacked where PRSM packed it."""
        if len(self.content) > MOST_BYTES:
            raise Unreadable(_("The file is larger than 10 MB."))
        if self.content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return self.content.decode("utf-16", errors="replace")
        try:
            return self.content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return self._windows

    @cached_property
    def _windows(self) -> str:
        try:
            return self.content.decode("cp1252")
        except UnicodeDecodeError as error:
            raise Unreadable(_("It is neither in UTF-8 nor in Windows-1252.")) from error

    @property
    def is_windows(self) -> bool:
        """Whether its letters were taken for those of Windows-1252, as they make no UTF-8."""
        return "_windows" in self.__dict__

    @cached_property
    def json(self) -> Any:
        """Parsed JSON. NaN and infinity are no JSON; no deeper than `DEEPEST`, whatever the text says."""
        return json_of(self.text)

    @cached_property
    def packed_json(self) -> Any:
        """The JSON in a file that PRSM packed with lz-string."""
        try:
            return json_of(decompressed(self.text, MOST_UNPACKED))
        except TooLong as error:
            raise Unreadable(_("Unpacked it would be larger than 20 MB.")) from error
        except ValueError as error:
            raise Unreadable(_("It is packed, and broken: it cannot be unpacked.")) from error

    @cached_property
    def xml(self) -> Element:
        """The root; in the encoding that the file declares, or else that its letters are in. What a tool forgot to escape is mended, once."""
        if len(self.content) > MOST_BYTES:
            raise Unreadable(_("The file is larger than 10 MB."))
        try:
            return parsed(self.content)
        except Misspelt as wrong:
            text = self.text
            for said in dict.fromkeys((text, mended(text))):
                try:
                    found = parsed(said)
                except Unreadable:
                    continue
                self.was_mended = said != text
                return found
            self.__dict__.pop("_windows", None)
            raise wrong

    @cached_property
    def sheets(self) -> list[Sheet]:
        if len(self.content) > MOST_BYTES:
            raise Unreadable(_("The file is larger than 10 MB."))
        return sheets_of(self.content)


def object_of(said: Any) -> dict[str, Any]:
    """A parsed JSON that has to be an object."""
    if not isinstance(said, dict):
        raise Unreadable(_("It should be an object with names and values."))
    return said


def json_of(text: str) -> Any:
    """A parsed JSON text. Raises Unreadable, naming the line, for anything else."""
    depth = 0
    for match in OF_DEPTH.finditer(text):
        sign = match[0]
        if sign in ("[", "{"):
            depth += 1
            if depth > DEEPEST:
                raise Unreadable(_("It is nested more than %(n)s deep.") % {"n": DEEPEST})
        elif sign in ("]", "}"):
            depth -= 1
    try:
        return json.loads(text, parse_constant=_no_number, parse_int=_whole)
    except json.JSONDecodeError as error:
        said = _("It is no JSON: something is missing or too much here.")
        raise Unreadable(said, _("line %(n)s") % {"n": error.lineno}) from error


def _no_number(said: str) -> float:
    raise Unreadable(_("It holds %(said)s, which is no number.") % {"said": said})


def _whole(digits: str) -> int | float:
    """A whole number; one of very many digits as a float, so that it costs no time."""
    if len(digits) < 40:
        return int(digits)
    value = float(digits[:330])
    if value in (float("inf"), float("-inf")):
        raise Unreadable(_("It holds a number that is too large."))
    return value
