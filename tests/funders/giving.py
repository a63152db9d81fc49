"""Grants for the tests of giving: one that the standard takes, files of them, and a fund with agreements."""

import datetime
import io
import json
from collections.abc import Callable, Iterator
from functools import partial
from types import SimpleNamespace
from typing import Any, BinaryIO

from django.utils import timezone
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from funders.giving.reading import GrantFile, Reading
from funders.giving.shape import MOMENT, SCHEMA, grant_schema
from funders.models import Agreement, Fund, Place
from relationships.models import OrganisationIdentifier
from tests.factories import a_member, a_partnership, a_person, an_organisation

CHECKER = FormatChecker(formats=[])


@CHECKER.checks("date-time")
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or bool(MOMENT.fullmatch(value))


def official() -> Draft202012Validator:
    """The official schema of one grant, read by a library that is not ours."""
    return Draft202012Validator(grant_schema(), format_checker=CHECKER)


def official_package() -> Draft202012Validator:
    """The official schema of a file; the grant schema stands where its address says, and nothing is fetched."""
    package = json.loads((SCHEMA.parent / "360-giving-package-schema.json").read_text())
    grant = Resource.from_contents(grant_schema(), default_specification=DRAFT202012)
    where = package["properties"]["grants"]["items"]["$ref"]
    return Draft202012Validator(
        package, format_checker=CHECKER, registry=Registry().with_resource(where, grant)
    )


def a_grant(number: int = 1, **fields: Any) -> dict[str, Any]:
    """A grant that nothing is to be said against; a field that is None is left out."""
    grant = {
        "id": f"360G-quay-{number}",
        "title": f"Warm rooms {number}",
        "description": "For rooms that are warm in winter.",
        "currency": "GBP",
        "amountAwarded": 1500.5,
        "awardDate": "2026-02-03",
        "plannedDates": [{"startDate": "2026-03-01", "endDate": "2027-02-28", "duration": 12}],
        "fundingOrganization": [{"id": "GB-CHC-200051", "name": "Quay Trust"}],
        "recipientOrganization": [{"id": "GB-CHC-1164859", "name": "Warm Rooms", "charityNumber": "1164859"}],
        "grantProgramme": [{"code": "W", "title": "Winter"}],
        "beneficiaryLocation": [{"name": "Haddermouth", "latitude": 53.645, "longitude": -1.785}],
        "dateModified": "2026-02-04T09:00:00Z",
        "dataSource": "https://quay.example/grants.json",
    }
    return {name: value for name, value in {**grant, **fields}.items() if value is not None}


def a_file(*grants: dict[str, Any], **about: Any) -> bytes:
    return json.dumps({"version": "1.4", **about, "grants": list(grants)}, ensure_ascii=False).encode()


def opened(content: bytes) -> Reading:
    return Reading(GrantFile(partial(io.BytesIO, content)))


class Endless(io.RawIOBase):
    """A file of `number` grants that stands nowhere: what is read of it is made then."""

    def __init__(self, number: int) -> None:
        self.pieces = self._pieces(number)
        self.rest = b""
        self.length = number * 1000

    def _pieces(self, number: int) -> Iterator[bytes]:
        yield b'{"grants": ['
        for each in range(number):
            yield (b",\n" if each else b"") + json.dumps(a_grant(each)).encode()
        yield b"]}"

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self.length if whence == io.SEEK_END else offset

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while len(self.rest) < len(buffer) and (piece := next(self.pieces, None)):
            self.rest += piece
        read = self.rest[: len(buffer)]
        buffer[: len(read)], self.rest = read, self.rest[len(read) :]
        return len(read)


def endless(number: int) -> Callable[[], BinaryIO]:
    return lambda: io.BufferedReader(Endless(number))  # type: ignore[return-value]


def a_fund() -> SimpleNamespace:
    """Fatima leads a funder; Northside, with a public number, and Southside, without, have an agreement of its fund."""
    giver = an_organisation("Harbour Fund", kind="funder", place="Haddermouth")
    doer, other = an_organisation("Northside"), an_organisation("Southside", place="Low Quay")
    fatima, owen = a_person("Fatima"), a_person("Owen")
    a_member(fatima, giver, role="lead")
    OrganisationIdentifier.objects.create(organisation=giver, scheme="GB-CHC", value="200051", preferred=True)
    OrganisationIdentifier.objects.create(
        organisation=doer, scheme="GB-COH", value="01164859", preferred=True
    )
    fund = Fund.objects.create(
        funder=giver, slug="warm-fund", name="Warm fund", purpose="Rooms that are warm in winter."
    )
    day = datetime.date(2026, 4, 1)
    agreements = []
    for name, organisation, amount in (("One", doer, "60000.01"), ("Two", other, "1500")):
        partnership = a_partnership(
            name, resourcing=giver, delivering=organisation, people={owen: organisation}
        )
        agreements.append(
            Agreement.objects.create(
                partnership=partnership, fund=fund, amount=amount, agreed_at=timezone.now(), starts_on=day,
                ends_on=day.replace(year=2027), accountable_for="What Owen said in confidence.",
            )
        )  # fmt: skip
    Place.objects.create(
        partnership=agreements[0].partnership, name="Old Quay", latitude="53.645", longitude="-1.785"
    )
    return SimpleNamespace(
        giver=giver, doer=doer, fatima=fatima, owen=owen, fund=fund, agreements=agreements,
        partnership=agreements[0].partnership,
    )  # fmt: skip
