"""The files of attachments in the storage: forgetting one that is not needed any more, and finding those that belong to nobody."""

import datetime
import uuid

from django.core.files.storage import default_storage
from django.utils import timezone

from hls_platform.errands import errand
from hls_platform.security.asking import as_job
from learning.models import Attachment

FOLDER = "attachments"
LEFT_ALONE = datetime.timedelta(days=1)
"""A file this young may belong to a transaction that is not done yet."""


@errand("learning.forget_file")
def forget_file(id: uuid.UUID, name: str) -> None:
    """Delete a file whose row is gone. One that is gone already stays so."""
    default_storage.delete(name)


def forget_lost_files(*, at: datetime.datetime | None = None) -> int:
    """Delete every file that no attachment names: what a refused or broken-off request left. How many."""
    lost = 0
    before = (at or timezone.now()) - LEFT_ALONE
    try:
        _folders, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:  # nothing was ever kept
        return 0
    for start in range(0, len(names), 1000):
        some = {f"{FOLDER}/{name}" for name in names[start : start + 1000]}
        with as_job("hls_clock"):
            some -= set(Attachment.objects.filter(file__in=some).values_list("file", flat=True))
        for name in some:
            if default_storage.get_modified_time(name) < before:
                default_storage.delete(name)
                lost += 1
    return lost
