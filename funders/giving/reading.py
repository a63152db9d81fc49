"""Any file of grants, row by row: what of it can be kept, what is wrong with the rest, and how good it is."""

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO, NamedTuple

from django.utils.translation import gettext as _

from funders.giving.quality import Quality
from funders.giving.shape import grant_check, short
from funders.giving.stream import JsonGrants, begins_as_json
from funders.giving.table import columns_of, grants_in
from learning.bringing_in.files import MOST_BYTES, Broken, NoteFile
from learning.bringing_in.problems import Unreadable
from learning.bringing_in.xlsx import Workbook

LONGEST_ID = 300
LONGEST_GRANT = 1024 * 1024
MOST_AMOUNT = 10**12
NO_TEXT = re.compile("[\x00\ud800-\udfff]")
"""What no database keeps as text."""


@dataclass(frozen=True)
class GrantProblem:
    """Why one grant cannot be kept: its row (in JSON, its number in the list), its id, a sentence."""

    row: int
    id: str
    problem: str


class Read(NamedTuple):
    """A grant that can be kept: what pages show and ask for, and in `details` all that its file said of it."""

    row: int
    grant_id: str
    title: str
    description: str
    currency: str
    amount: Decimal
    awarded_on: str
    funder_id: str
    funder: str
    recipient_id: str
    recipient: str
    programme: str
    place: str
    details: str


class GrantFile:
    """One file, JSON, CSV or Excel; `remarks` say how it was read. Raises Unreadable where it is none of them."""

    def __init__(self, opens: Callable[[], BinaryIO]) -> None:
        """`opens` gives the file from its beginning, as often as it is asked."""
        with opens() as file:
            if file.seek(0, io.SEEK_END) > MOST_BYTES:
                raise Unreadable(_("The file is larger than %(n)s MB.") % {"n": MOST_BYTES // 1024**2})
            file.seek(0)
            begins = file.read(1024)
        self.json = JsonGrants(opens) if begins_as_json(begins) else None
        self.table = None if self.json else NoteFile(opens)
        if self.table and self.table.book:
            _turn_to_the_grants(self.table, self.table.book)

    @property
    def remarks(self) -> list[str]:
        """What is worth knowing about how it was read."""
        return self.table.remarks if self.table else []

    def __iter__(self) -> Iterator[tuple[int, Any, str]]:
        """Each grant with its row and the JSON it is written in. Raises Unreadable where reading cannot go on."""
        if self.json is not None:
            yield from self.json
        elif self.table is not None:
            try:
                for row, grant in grants_in(self.table.rows(), self.table.header):
                    yield row, grant, json.dumps(grant, ensure_ascii=False)
            except Broken as broken:
                said = _("Row %(row)s: %(said)s") % {"row": broken.row, "said": broken.said}
                raise Unreadable(said) from broken


def _turn_to_the_grants(table: NoteFile, book: Workbook) -> None:
    """Read the first sheet that has a column for identifiers; before it some publishers put one about the file."""
    for part in book.parts:
        book.sheet = part
        header = next((cells for _row, cells in book.rows() if any(cells)), [])
        if any(column is not None and column.path == ("id",) for column in columns_of(header)):
            table.header = header
            if part != book.parts[0]:
                table.remarks = [
                    _("It has several sheets: the first one with a column for identifiers is read.")
                ]
            return
    book.sheet = book.parts[0]


class Reading:
    """The grants of a file, each as what can be kept, or as the problems that it has; `quality` fills on the way."""

    def __init__(self, file: GrantFile) -> None:
        self.file, self.quality = file, Quality()

    def __iter__(self) -> Iterator[Read | list[GrantProblem]]:
        check = grant_check()
        for row, grant, raw in self.file:
            wrong: list[str] = []
            check(grant, wrong)
            if not wrong:
                _beyond_the_schema(grant, raw, wrong)
            if wrong:
                id = grant.get("id") if isinstance(grant, dict) else None
                yield [GrantProblem(row, short(id) if id else "", each) for each in wrong]
            else:
                self.quality.look(row, grant, raw)
                yield _kept(row, grant, raw)


def _beyond_the_schema(grant: dict[str, Any], raw: str, wrong: list[str]) -> None:
    """What the schema lets pass, and no place could keep or find again."""
    id = grant["id"]
    if not id.strip() or id != id.strip() or len(id) > LONGEST_ID:
        wrong.append(
            _("The identifier is empty, begins or ends with a space, or is longer than %(n)s characters.")
            % {"n": LONGEST_ID}
        )
    if abs(grant["amountAwarded"]) >= MOST_AMOUNT:
        wrong.append(_("The amount awarded is larger than can be kept here."))
    if len(raw) > LONGEST_GRANT:
        wrong.append(_("It is longer than %(n)s MB.") % {"n": 1})
    if "\\u" in raw and NO_TEXT.search(json.dumps(grant, ensure_ascii=False).replace("\\u0000", "\0")):
        wrong.append(_("It holds characters that are no text."))


def _kept(row: int, grant: dict[str, Any], raw: str) -> Read:
    funder = grant["fundingOrganization"][0]
    recipients = grant.get("recipientOrganization") or [grant["recipientIndividual"]]
    return Read(
        row,
        grant["id"],
        grant["title"],
        grant["description"],
        grant["currency"],
        Decimal(repr(grant["amountAwarded"])),
        grant["awardDate"][:10],
        funder["id"],
        funder["name"],
        recipients[0]["id"],
        recipients[0]["name"] if len(recipients) == 1 else ", ".join(each["name"] for each in recipients),
        _names(grant.get("grantProgramme"), "title"),
        _names(grant.get("beneficiaryLocation"), "name"),
        raw,
    )


def _names(things: list[dict[str, Any]] | None, name: str) -> str:
    return ", ".join([each[name] for each in things if each.get(name)]) if things else ""
