"""Makes a world: the ground, the maps, then the reflections, written by COPY in one transaction; all or nothing."""

import random

from django.db import connections, transaction
from django.utils import timezone
from psycopg import Cursor

from funders.worlds.ground import Maker
from funders.worlds.practice import Practice
from funders.worlds.rows import copy
from hls_platform.security.walls import owner_past_them
from learning.finding import index

TABLES = {
    "person": (
        "relationships_person",
        "id email name password joined_at is_active is_administrator is_steward",
    ),
    "circle": ("relationships_circle", "id kind slug name purpose digest_rhythm language created_at"),
    "organisation": ("relationships_organisation", "circle_id organisation_kind place"),
    "partnership": ("relationships_partnership", "circle_id"),
    "peer_group": ("relationships_peergroup", "circle_id place joining rhythm"),
    "party": ("relationships_partnershipparty", "id partnership_id organisation_id side"),
    "membership": (
        "relationships_membership",
        "id person_id circle_id role on_behalf_of_id since until",
    ),
    "conversation": ("relationships_conversation", "id partnership_id starts_at about held_at notes"),
    "promise": (
        "relationships_promise",
        "id partnership_id by_organisation_id to_organisation_id text due_on state reason created_at closed_at",
    ),
    "question": (
        "learning_learningquestion",
        "id circle_id text why asked_by_id put_to_id created_at closed_at",
    ),
    "understanding": ("learning_understanding", "id question_id text written_by_id written_at"),
    "agreement": (
        "funders_agreement",
        "id partnership_id amount currency starts_on ends_on unrestricted rhythm accountable_for"
        " agreed_at in_force",
    ),
    "agreement_version": (
        "funders_agreementversion",
        "id agreement_id number kind terms sha256 why organisation_id written_by_id written_at",
    ),
    "payment": (
        "funders_payment",
        "id agreement_id amount due_on entered_by_id approved_by_id approved_at paid_on",
    ),
    "ledger_entry": (
        "funders_ledgerentry",
        "id agreement_id kind account amount currency day payment_id version_id note written_by_id written_at",
    ),
    "map": ("systems_systemmap", "id circle_id slug name description created_at"),
    "factor": ("systems_factor", "id map_id external_id label description cluster extra"),
    "link": (
        "systems_link",
        "id map_id external_id source_id target_id polarity strength delay confidence evidence extra",
    ),
}
"""Where the rows of the ground go and in which columns, what is referred to before what refers to it."""
REFLECTION = "id author_id kind happened_on text what so_what now_what created_at updated_at"
SHARE = "id reflection_id circle_id anonymous shared_at withdrawn_at"
RESPONSE = "id share_id author_id kind text created_at reply replied_at"
A_MAP_IN = 10
"""One circle in so many has a map."""


def make_world(*, people: int, circles: int, reflections: int, seed: int = 1) -> None:
    """Fill the empty database. Written as the owner of the tables, who alone may bring their statistics up to date.

    The same numbers of people and circles and the same seed make the same people and circles, however many
    reflections. Foreign keys are checked at the end of each COPY, so that no queue of checks grows.
    """
    now = timezone.now()
    owner = connections["owner"]
    ground = Maker(random.Random(seed), now).make(people, circles)  # noqa: S311 - chance, not secrecy
    practice = Practice(ground, random.Random(seed), now, reflections)  # noqa: S311
    practice.make_maps(-(-circles // A_MAP_IN))
    with transaction.atomic("owner"), owner.cursor() as wrapped:
        cursor: Cursor[object] = wrapped.cursor
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with owner_past_them(cursor), index.resting(cursor):
            for name, (table, columns) in TABLES.items():
                copy(cursor, table, columns, ground.rows.pop(name, []))
            for chunk in practice.chunks():
                copy(cursor, "learning_reflection", REFLECTION, chunk.reflections)
                copy(cursor, "learning_share", SHARE, chunk.shares)
                copy(cursor, "learning_response", RESPONSE, chunk.responses)
                copy(cursor, "learning_mention", "id reflection_id factor_id", chunk.mentions)
        cursor.execute("ANALYZE")
