"""The letters with digests can be stopped by one touch, without signing in."""

import uuid

from django.utils.translation import gettext_lazy as _

from hls_platform.one_touch import one_touch
from hls_platform.security.asking import as_person


@one_touch(
    "digests",
    question=_("Stop the e-mails with your digests?"),
    done=_("They are stopped. Your digests still stand on the platform, under My digests."),
)
def stop_the_letters(person: uuid.UUID, _nothing: str) -> None:
    """On behalf of their reader; stopped already, nothing changes."""
    from learning.actions.digest_choices import stop_letters
    from relationships.models import Person

    with as_person(person):
        by = Person.objects.filter(pk=person).first()
        if by is not None:
            stop_letters(by=by)
