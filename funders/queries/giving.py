"""The agreements of a fund as the grants that are published of them: what anybody may know, and no more is read."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import connection

from funders.giving.awarded import Awarded, Party
from funders.models import Fund

AT_ONCE = 500
AGREED = "agreement.agreed_at IS NOT NULL"
AGREED_ON = f"(agreement.agreed_at AT TIME ZONE '{settings.TIME_ZONE}')::date"
"""Which agreements all sides have agreed, and on which day."""
AGREEMENTS = f"""
    SELECT agreement.id, agreement.amount, agreement.currency, agreement.starts_on, agreement.ends_on,
        {AGREED_ON}, (
        SELECT jsonb_agg(jsonb_build_object(
            'id', organisation.circle_id, 'name', circle.name, 'place', organisation.place, 'org_ids', (
                SELECT coalesce(jsonb_agg(ARRAY[scheme, value] ORDER BY preferred DESC, scheme), '[]')
                FROM relationships_organisationidentifier WHERE organisation_id = organisation.circle_id
            )) ORDER BY circle.name, circle.id)
        FROM relationships_partnershipparty party
        JOIN relationships_circle circle ON circle.id = party.organisation_id
        JOIN relationships_organisation organisation ON organisation.circle_id = circle.id
        WHERE party.partnership_id = agreement.partnership_id AND party.side = 'delivering'
    ), (
        SELECT jsonb_agg(jsonb_build_array(name, latitude, longitude) ORDER BY name)
        FROM funders_place WHERE partnership_id = agreement.partnership_id
    )
    FROM funders_agreement agreement
    WHERE agreement.fund_id = %(fund)s AND {AGREED} AND (%(after)s::uuid IS NULL OR agreement.id > %(after)s::uuid)
    ORDER BY agreement.id LIMIT %(most)s"""  # noqa: S608  our own words
FUNDER = """
    SELECT circle.id, circle.name, organisation.place, (
        SELECT coalesce(jsonb_agg(ARRAY[scheme, value] ORDER BY preferred DESC, scheme), '[]')
        FROM relationships_organisationidentifier WHERE organisation_id = circle.id
    )
    FROM relationships_circle circle JOIN relationships_organisation organisation ON circle_id = circle.id
    WHERE circle.id = %(funder)s"""


def funder_of(fund: Fund) -> Party:
    """Whose fund it is. Asked for by who may read it."""
    with connection.cursor() as cursor:
        cursor.execute(FUNDER, {"funder": fund.funder_id})
        return Party(*_read(cursor.fetchone(), 3))


def awarded_by(fund: Fund) -> Iterator[Awarded]:
    """Every agreement of the fund that both sides agreed and somebody receives, so many at a time. Asked for by who may read them."""
    after = None
    while True:
        with connection.cursor() as cursor:
            cursor.execute(AGREEMENTS, {"fund": fund.pk, "after": after, "most": AT_ONCE})
            found = cursor.fetchall()
        for *plain, recipients, places in found:
            if recipients:
                parties = [Party(uuid.UUID(each.pop("id")), **each) for each in _json(recipients)]
                yield Awarded(*plain, parties, _json(places) or [])  # type: ignore[call-arg]
        if len(found) < AT_ONCE:
            return
        after = found[-1][0]


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _read(row: Any, place: int) -> list[Any]:
    return [_json(each) if number == place else each for number, each in enumerate(row)]
