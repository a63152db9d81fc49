"""Grants as the standard writes them: JSON, and the rows of a spreadsheet whose columns it knows."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from funders.giving.awarded import Awarded, Party
from hls_platform.spreadsheets import harmless

VERSION = "1.4"
CHARITIES, COMPANIES = ("GB-CHC", "GB-SC", "GB-NIC"), ("GB-COH",)
TABLE = {
    "Identifier": ("id",),
    "Title": ("title",),
    "Description": ("description",),
    "Currency": ("currency",),
    "Amount Awarded": ("amountAwarded",),
    "Award Date": ("awardDate",),
    "Planned Dates:Start Date": ("plannedDates", 0, "startDate"),
    "Planned Dates:End Date": ("plannedDates", 0, "endDate"),
    "Recipient Org:Identifier": ("recipientOrganization", "id"),
    "Recipient Org:Name": ("recipientOrganization", "name"),
    "Recipient Org:Charity Number": ("recipientOrganization", "charityNumber"),
    "Recipient Org:Company Number": ("recipientOrganization", "companyNumber"),
    "Beneficiary Location:Name": ("beneficiaryLocation", "name"),
    "Beneficiary Location:Latitude": ("beneficiaryLocation", "latitude"),
    "Beneficiary Location:Longitude": ("beneficiaryLocation", "longitude"),
    "Funding Org:Identifier": ("fundingOrganization", 0, "id"),
    "Funding Org:Name": ("fundingOrganization", 0, "name"),
    "Grant Programme:Code": ("grantProgramme", 0, "code"),
    "Grant Programme:Title": ("grantProgramme", 0, "title"),
    "Last Modified": ("dateModified",),
    "Data Source": ("dataSource",),
}
LISTS = ("recipientOrganization", "beneficiaryLocation")
"""Of these a grant can have several: the second stands in a row of its own under the same identifier."""


@dataclass(frozen=True)
class About:
    """What is the same in every grant of a publication."""

    funder: Party
    programme: tuple[str, str]
    """The fund's code and its name."""
    description: str
    id_prefix: str
    licence: str
    address: str
    modified: str
    """The moment it is published, in ISO 8601."""
    title: str
    grant_title: str
    """With a place for `recipient`."""
    place: str


def as_grant(awarded: Awarded, about: About) -> dict[str, Any]:
    """One agreement as a grant of the standard."""
    named = ", ".join(each.name for each in awarded.recipients)
    places = [_place(*each) for each in awarded.places]
    if not places:
        known = about.place or next((each.place for each in awarded.recipients if each.place), "")
        places = [{"name": known}] if known else []
    code, programme = about.programme
    grant = {
        "id": f"{about.id_prefix}-{awarded.id}",
        "title": about.grant_title % {"recipient": named},
        "description": about.description,
        "currency": awarded.currency,
        "amountAwarded": _number(awarded),
        "awardDate": awarded.agreed_on.isoformat(),
        "plannedDates": [
            {"startDate": awarded.starts_on.isoformat(), "endDate": awarded.ends_on.isoformat()}
        ],
        "recipientOrganization": [as_organisation(each, about.id_prefix) for each in awarded.recipients],
        "fundingOrganization": [as_organisation(about.funder, about.id_prefix)],
        "grantProgramme": [{"code": code, "title": programme}],
        "beneficiaryLocation": places,
        "dateModified": about.modified,
        "dataSource": about.address,
    }
    return {name: value for name, value in grant.items() if value != []}


def _number(awarded: Awarded) -> int | float:
    """The amount as JSON writes it: exact, as no amount here has more digits than a float keeps."""
    whole = int(awarded.amount)
    return whole if whole == awarded.amount else float(awarded.amount)


def _place(name: str, latitude: float | str, longitude: float | str) -> dict[str, Any]:
    return {"name": name, "latitude": float(latitude), "longitude": float(longitude)}


def as_organisation(party: Party, id_prefix: str) -> dict[str, str]:
    """An organisation with its public identifier, or one that the publisher gives it; and its numbers beside it."""
    said = {"id": f"{id_prefix}-{party.id}", "name": party.name}
    if party.org_ids:
        said["id"] = "-".join(party.org_ids[0])
    for scheme, value in party.org_ids:
        if scheme in CHARITIES:
            said.setdefault("charityNumber", value)
        elif scheme in COMPANIES:
            said.setdefault("companyNumber", value)
    return said


def as_package(grants: Iterable[dict[str, Any]], about: About) -> Iterator[str]:
    """A whole file as JSON, grant by grant."""
    publisher = as_organisation(about.funder, about.id_prefix)
    head = {
        "version": VERSION,
        "title": about.title,
        "description": about.description,
        "issued": about.modified[:10],
        "modified": about.modified,
        "publisher": {"identifier": publisher["id"], "name": publisher["name"]},
        "license": about.licence,
        "accessURL": about.address,
        "downloadURL": f"{about.address}grants.json",
    }
    yield json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "grants": [\n'
    for number, grant in enumerate(grants):
        yield (",\n" if number else "") + json.dumps(grant, ensure_ascii=False)
    yield "\n]}\n"


def as_table(grants: Iterable[dict[str, Any]]) -> Iterator[str]:
    """A whole file as CSV: a row for each grant, and one more for each further receiver or place."""
    yield _row(TABLE)
    for grant in grants:
        for number in range(max(1, *(len(grant.get(name, ())) for name in LISTS))):
            yield _row(_cell(grant, path, number) for path in TABLE.values())


def _cell(grant: dict[str, Any], path: tuple[str | int, ...], number: int) -> str:
    value: Any = grant
    if path[0] in LISTS:
        path = (path[0], number, *path[1:])
    elif number and path != ("id",):
        return ""
    for step in path:
        if isinstance(step, int):
            value = value[step] if len(value) > step else {}
        else:
            value = value.get(step, [] if step in LISTS else "")
    return "" if value in ([], {}) else str(value)


def _row(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([harmless(cell) for cell in cells])
    return line.getvalue()
