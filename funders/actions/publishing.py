"""A fund's agreements are published as open data, looked at first, and taken back whole."""

import gzip
import hashlib
import io
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from funders import access
from funders.giving.awarded import Awarded
from funders.giving.shape import grant_check
from funders.giving.writing import About, as_grant, as_package, as_table
from funders.models import Fund, Publication
from funders.money import exactly
from funders.queries.giving import awarded_by, funder_of
from hls_platform.actions import NotAllowed, Refused, action, in_turn
from hls_platform.security import audit
from hls_platform.security.asking import as_job
from hls_platform.versions import kept, must_be_as_read
from relationships.actions.ending import must_go_on
from relationships.models import Person

PUBLISHER = "hls_publisher"
"""The job that reads a fund's agreements, and of them only what is published."""
SHOWN = 200
"""So many of a fund's grants are looked at before they are published."""


def usual_prefix(fund: Fund) -> str:
    """What the identifiers of a funder's grants begin with, until it says otherwise."""
    return f"360G-{fund.funder.slug}"[:60]


def about(fund: Fund, *, licence: str, id_prefix: str, description: str) -> About:
    """What is the same in all grants of the fund."""
    return About(
        funder=funder_of(fund),
        programme=(fund.slug, fund.name),
        description=description,
        id_prefix=id_prefix,
        licence=licence,
        address=settings.PUBLIC_URL + reverse("funders:published", args=[fund.slug]),
        modified=timezone.now().isoformat(timespec="seconds"),
        title=_("Grants of %(funder)s: %(fund)s") % {"funder": fund.funder.name, "fund": fund.name},
        grant_title=_("Grant to %(recipient)s"),
        place=fund.place,
    )


@dataclass
class Exported:
    """How many grants were written, and their amounts."""

    grants: int = 0
    sums: dict[str, Decimal] = field(default_factory=dict)

    def counted(self, awarded: Iterable[Awarded], said: About) -> Iterator[dict[str, Any]]:
        """Each as the grant that it is, counted on its way; one that the standard would not take stops it."""
        check = grant_check()
        for each in awarded:
            grant, wrong = as_grant(each, said), list[str]()
            check(grant, wrong)
            if wrong:
                raise Refused(f"{grant['id']}: {wrong[0]}")
            self.grants += 1
            self.sums[each.currency] = self.sums.get(each.currency, Decimal(0)) + each.amount
            yield grant

    @property
    def amounts(self) -> dict[str, str]:
        return {currency: exactly(amount) for currency, amount in sorted(self.sums.items())}


def what_there_is(by: Person, fund: Fund) -> list[Awarded]:
    """The first of the agreements that publishing the fund would show; nothing for who may not publish it."""
    if not access.can_open_fund(by, fund.funder):
        return []
    with as_job(PUBLISHER):
        found = awarded_by(fund)
        return [each for each, _number in zip(found, range(SHOWN), strict=False)]


@action
def publish_fund(
    *,
    by: Person,
    fund: Fund,
    licence: str,
    id_prefix: str,
    description: str,
    left_out: Collection[str] = (),
    read: str | None = None,
) -> Publication:
    """Publish a fund's agreements, but those `left_out` (their ids), as they are now, for anybody. Again, anew.

    Raises NotAllowed but for those who lead the funder, Refused where there is nothing to publish, ChangedMeanwhile.
    """
    _must_lead(by, fund)
    must_go_on(fund.funder)
    if not description.strip():
        raise Refused(_("Say what its grants are for."))
    in_turn(fund.pk)
    before = Publication.objects.filter(fund=fund).first()
    must_be_as_read(read, kept(before, FORM))
    said, out = (
        about(fund, licence=licence, id_prefix=id_prefix, description=description.strip()),
        set(left_out),
    )
    made = Exported()
    with as_job(PUBLISHER):
        grants = list(made.counted((each for each in awarded_by(fund) if str(each.id) not in out), said))
    if not grants:
        raise Refused(_("There is no agreement to publish: both sides have to have agreed one first."))
    package = "".join(as_package(grants, said)).encode()
    words = {
        "slug": fund.slug,
        "title": said.title,
        "funder": fund.funder.name,
        "licence": licence,
        "id_prefix": id_prefix,
        "description": said.description,
        "left_out": sorted(out),
        "published_by": by,
        "published_at": timezone.now(),
        "grants": made.grants,
        "amounts": made.amounts,
        "sha256": hashlib.sha256(package).hexdigest(),
        "package": gzip.compress(package, mtime=0),
        "table": gzip.compress("".join(as_table(grants)).encode("utf-8-sig"), mtime=0),
    }
    publication, _made = Publication.objects.update_or_create(fund=fund, defaults=words)
    audit.record(
        by=by,
        verb="fund.published",
        subject=fund,
        circle=fund.funder,
        grants=made.grants,
        sha256=words["sha256"],
    )
    return publication


FORM = ("licence", "id_prefix", "description", "left_out")
"""What is edited together when a fund is published again."""


@action
def take_publication_back(*, by: Person, fund: Fund) -> None:
    """Publish a fund no more: its files are gone from here. Raises NotAllowed; where nothing is published, nothing changes."""
    _must_lead(by, fund)
    in_turn(fund.pk)
    gone, _by_kind = Publication.objects.filter(fund=fund).delete()
    if not gone:
        return audit.nothing_changed()
    audit.record(by=by, verb="fund.unpublished", subject=fund, circle=fund.funder)


def _must_lead(by: Person, fund: Fund) -> None:
    if not access.can_open_fund(by, fund.funder):
        raise NotAllowed(_("Those who lead the organisation whose fund it is publish it."))


def unpacked(files: bytes | memoryview) -> bytes:
    """A file of a publication as it is read."""
    return gzip.GzipFile(fileobj=io.BytesIO(bytes(files))).read()
