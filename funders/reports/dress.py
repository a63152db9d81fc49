"""How a report looks when an organisation hands it on: its name, its logo and its colour. Its words are the same in any dress."""

from collections.abc import Iterable
from dataclasses import dataclass

from funders.models import ReportLook
from relationships.models import Organisation

GREEN = "#1d5c4d"


@dataclass(frozen=True, kw_only=True)
class Dress:
    """`colour` is dark enough to be read on white; `logo` is a JPEG; name and logo may be empty."""

    name: str = ""
    colour: str = GREEN
    logo: bytes = b""
    logo_alt: str = ""


PLAIN = Dress()


def dress_of(organisations: Iterable[Organisation]) -> Dress:
    """That of the first of these organisations, by name, that has a look; else the plain one."""
    looks = ReportLook.objects.filter(organisation__in=organisations).select_related("organisation")
    look = looks.order_by("organisation__name", "pk").first()
    if look is None:
        return PLAIN
    return Dress(
        name=look.name or look.organisation.name,
        colour=look.colour or GREEN,
        logo=bytes(look.logo),
        logo_alt=look.logo_alt,
    )
