"""What came on a channel, read once for all who listen to it in this process, and given to those alone who may read it now."""

import logging
import uuid
from collections.abc import Mapping

from django.contrib.sessions.models import Session
from django.db import DatabaseError, connections
from django.utils import timezone

from hls_platform.live.channels import kinds, parts

log = logging.getLogger(__name__)

LONGEST = 50_000
"""Letters. Whoever listens asks for what is longer, as for what they missed."""


def words_since(name: str, after: int, people: Mapping[str, uuid.UUID]) -> dict[str, str]:
    """What came on the channel after a version, by the session of each who is still signed in and may read it.

    `people` are those who listen, by their sessions. Where the database does not answer it is nothing: they ask.
    """
    kind, id = parts(name)
    tell = kinds()[kind].words
    if tell is None:
        return {}
    try:
        here = Session.objects.filter(pk__in=people, expire_date__gt=timezone.now())
        signed_in = {each: people[each] for each in here.values_list("pk", flat=True)}
        words = tell(id, after, frozenset(signed_in.values()))
    except DatabaseError as away:
        log.warning("live pages ask for what came: the database does not answer (%s)", type(away).__name__)
        return {}
    finally:
        connections.close_all()
    said = {session: words.get(person, "") for session, person in signed_in.items()}
    return {session: each for session, each in said.items() if len(each) <= LONGEST}
