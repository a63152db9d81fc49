"""The grants of a JSON file one after the other, however long it is: no more of it is held than one grant and a stretch."""

import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, NoReturn

from django.utils.translation import gettext as _

from learning.bringing_in.problems import Unreadable

STRETCH = 512 * 1024
LONGEST_VALUE = 8 * 1024 * 1024
SPACE = re.compile(r"[ \t\n\r]*")
LIST = "grants"


def _no_number(said: str) -> NoReturn:
    raise ValueError(said)


DECODER = json.JSONDecoder(parse_constant=_no_number)


def begins_as_json(begins: bytes) -> bool:
    """Whether a file that begins so is meant as JSON."""
    return begins.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}


class JsonGrants:
    """The grants of one file, each with its number in the list and the text that it is written in.

    Raises Unreadable where it is no JSON, or holds no list of grants.
    """

    def __init__(self, opens: Callable[[], BinaryIO]) -> None:
        self.opens = opens
        self.about: dict[str, Any] = {}
        """What the file says beside its grants: its version, its publisher, its licence."""

    def __iter__(self) -> Iterator[tuple[int, Any, str]]:
        with io.TextIOWrapper(self.opens(), "utf-8-sig") as text:
            self.text, self.buffer, self.place, self.line, self.ended = text, "", 0, 1, False
            self._must("{")
            found = False
            first = True
            while not self._comes("}"):
                if not first:
                    self._must(",")
                first = False
                name, _text = self._value()
                self._must(":")
                if name == LIST:
                    found = True
                    yield from self._grants()
                elif isinstance(name, str):
                    self.about[name], _text = self._value()
                else:
                    self._broken()
            if not found:
                raise Unreadable(_("It holds no list called “grants”."))
            if self._peek():
                self._broken()

    def _grants(self) -> Iterator[tuple[int, Any, str]]:
        self._must("[")
        number = 0
        while not self._comes("]"):
            if number:
                self._must(",")
            number += 1
            yield (number, *self._value())

    def _value(self) -> tuple[Any, str]:
        """The value that comes next, and how it is written."""
        self._peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self.buffer, self.place)
            except (ValueError, RecursionError) as error:
                if not self._more():
                    self._broken(error.pos if isinstance(error, json.JSONDecodeError) else self.place)
                continue
            if end == len(self.buffer) and not self.ended:  # a number may go on in the next stretch
                self._more()
                continue
            said = self.buffer[self.place : end]
            self.place = end
            return value, said

    def _peek(self) -> str:
        """The character that comes next, with no space before it; nothing at the end."""
        while True:
            found = SPACE.match(self.buffer, self.place)
            self.place = found.end() if found else self.place
            if self.place < len(self.buffer):
                return self.buffer[self.place]
            if not self._more():
                return ""

    def _comes(self, mark: str) -> bool:
        if self._peek() != mark:
            return False
        self.place += 1
        return True

    def _must(self, mark: str) -> None:
        if not self._comes(mark):
            self._broken()

    def _more(self) -> bool:
        """Read on, and let go of what is done with; whether there was more, and no value grows without end."""
        if self.ended or len(self.buffer) - self.place > LONGEST_VALUE:
            return False
        try:
            read = self.text.read(STRETCH)
        except UnicodeDecodeError as error:
            raise Unreadable(_("It is not in UTF-8, as JSON has to be.")) from error
        self.ended = not read
        self.line += self.buffer.count("\n", 0, self.place)
        self.buffer = self.buffer[self.place :] + read
        self.place = 0
        return bool(read)

    def _broken(self, place: int | None = None) -> NoReturn:
        line = self.line + self.buffer.count("\n", 0, self.place if place is None else place)
        raise Unreadable(_("It is no JSON: in line %(line)s it cannot be read.") % {"line": line}) from None
