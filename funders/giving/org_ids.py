"""Public identifiers of organisations as org-id.guide writes them: the list, then the number on it."""

import re
from functools import lru_cache
from typing import Any

ISO_COUNTRY = re.compile(r"(?:[A-Z]{2}|360G)-", re.ASCII)
NUMBERS = {
    "GB-CHC": re.compile(r"\d{6,7}"),
    "GB-SC": re.compile(r"SC\d{6}"),
    "GB-NIC": re.compile(r"(NIC)?\d{6}"),
    "GB-COH": re.compile(r"[A-Z0-9]{2}\d{6}|\d{8}"),
}
"""The registers whose numbers we can tell from others."""
CHARITY = re.compile(r"\d{6,7}(-\d+)?|SC\d{6}|(NIC?)?\d{6}", re.IGNORECASE)
COMPANY = re.compile(r"\d{8}|[A-Z]{1,2}[A-Z0-9]?\d{5,6}[A-Z]?", re.IGNORECASE)


@lru_cache(maxsize=8192)
def is_known_list(id: str) -> bool:
    """Whether `id` begins with a country and a list on org-id.guide's pattern, and for registers we know, fits them."""
    scheme, _dash, value = id.rpartition("-")
    if scheme in NUMBERS:
        return bool(NUMBERS[scheme].fullmatch(value))
    return bool(ISO_COUNTRY.match(id)) and id.count("-") >= 2


def is_well_formed(organisation: dict[str, Any]) -> bool:
    """Whether the charity number and the company number of an organisation look as their registers write them."""
    charity, company = organisation.get("charityNumber"), organisation.get("companyNumber")
    return not (
        (charity and not CHARITY.fullmatch(charity.strip()))
        or (company and not COMPANY.fullmatch(company.strip()))
    )
