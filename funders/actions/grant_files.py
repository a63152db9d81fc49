"""A file of grants on its way in: taken, read in the background, said to be in or what is wrong with it, and gone."""

import datetime
import io
import uuid
from dataclasses import asdict

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from funders import access
from funders.actions.grants import BroughtIn, bring_grants_in
from funders.giving.reading import GrantFile as File
from funders.giving.reading import GrantProblem, Reading
from funders.models import GrantFile
from hls_platform.actions import NotFound, Refused, action, in_turn
from hls_platform.security import audit
from hls_platform.security.asking import as_job, as_person
from relationships.actions.ending import must_go_on
from relationships.models import Circle, Person

LARGEST_FILE = 32 * 1024 * 1024
MOST_PROBLEMS = 200
"""So many are listed on the page; how many there are is said."""
KEPT_FOR = datetime.timedelta(days=7)


class BeingBroughtIn(Refused):
    """The file is on its way already."""


@action
def take_grant_file(
    *, by: Person, circle: Circle, name: str, content: bytes, only_valid: bool = False
) -> GrantFile:
    """Take a file, in the place of an earlier one: it is on its way in for a circle that `by` is in.

    Raises NotFound, Ended, Unreadable, Refused for one larger than 32 MB, BeingBroughtIn while another is on its way.
    """
    if not access.is_in(by, circle):
        raise NotFound
    must_go_on(circle)
    if len(content) > LARGEST_FILE:
        raise Refused(_("The file is larger than %(n)s MB. Bring it in as several files.") % {"n": 32})
    in_turn(by.pk)
    mine = GrantFile.objects.filter(person=by)
    if mine.filter(state=GrantFile.State.WAITING).exists():
        raise BeingBroughtIn(_("A file of yours is being brought in. Wait until it is done."))
    File(lambda: io.BytesIO(content))
    mine.delete()
    taken = GrantFile.objects.create(
        person=by, circle=circle, name=name.strip()[-200:], content=content, only_valid=only_valid
    )
    _on_its_way(by)
    audit.record(by=by, verb="grant_file.taken", subject=taken)
    return taken


@action
def bring_the_valid_in(*, by: Person) -> GrantFile:
    """Bring in what is right in one's file, and leave the rest. Raises NotFound where no file was stopped."""
    in_turn(by.pk)
    file = GrantFile.objects.filter(person=by).exclude(state=GrantFile.State.DONE).defer("content").get()
    if file.state == GrantFile.State.WAITING:
        audit.nothing_changed()
        return file
    file.only_valid, file.state = True, GrantFile.State.WAITING
    file.save(update_fields=["only_valid", "state"])
    _on_its_way(by)
    audit.record(by=by, verb="grant_file.taken", subject=file)
    return file


@action
def leave_grant_file(*, by: Person) -> None:
    """Throw one's file away, unless it is on its way; where there is none, nothing changes."""
    in_turn(by.pk)
    file = GrantFile.objects.filter(person=by).defer("content").first()
    if file is None:
        return audit.nothing_changed()
    if file.state == GrantFile.State.WAITING:
        raise BeingBroughtIn(_("This file is being brought in. Wait until it is done."))
    audit.record(by=by, verb="grant_file.left", subject=file)
    GrantFile.objects.filter(pk=file.pk).delete()


def _on_its_way(by: Person) -> None:
    from funders.tasks import bring_grant_file_in

    bring_grant_file_in.ask(str(by.pk))


def bring_file_in(*, person_id: uuid.UUID) -> None:
    """Bring in the file that this person sent, or say what is wrong with it. Done or left, nothing happens."""
    with as_person(person_id):
        person = Person.objects.get(pk=person_id)
        file = (
            GrantFile.objects.select_related("circle")
            .filter(person=person, state=GrantFile.State.WAITING)
            .first()
        )
        if file is not None:
            keep_grant_file(by=person, file=file)


@action
def keep_grant_file(*, by: Person, file: GrantFile) -> BroughtIn:
    """All of the file's grants for its circle, or none and what is wrong; the file itself goes, once it is brought in."""
    content = bytes(file.content or b"")
    found, reading = BroughtIn(), None
    try:
        opened = File(lambda: io.BytesIO(content))
        reading = Reading(opened)
        found = bring_grants_in(
            by=by,
            circle=file.circle,
            grants=reading,
            only_valid=file.only_valid,
            tell=lambda read: cache.set(progress_of(file), read, 600),
        )
        file.remarks = opened.remarks
    except NotFound:
        found.note([GrantProblem(0, "", _("You are not in that circle any more."))])
    except Refused as refused:
        found.note([GrantProblem(0, "", str(refused))])
    file.problems = [[each.row, each.id, each.problem] for each in found.problems[:MOST_PROBLEMS]]
    file.problem_count = found.problem_count
    file.findings = [asdict(each) for each in reading.quality.all()] if reading else []
    file.grants, file.rejected = found.grants, found.rejected
    file.funders, file.amounts = found.funders, found.amounts
    file.state = GrantFile.State.DONE if found.grants else GrantFile.State.STOPPED
    if file.state == GrantFile.State.DONE:
        file.content = None
    file.save()
    cache.delete(progress_of(file))
    audit.record(by=by, verb="grant_file.read", subject=file)
    return found


def progress_of(file: GrantFile) -> str:
    """Where it is told how many grants were read."""
    return f"grants-brought-in:{file.pk}"


def forget_grant_files(*, at: datetime.datetime | None = None) -> None:
    """Delete what has been left for a week."""
    with as_job("hls_clock"):
        over = GrantFile.objects.filter(made_at__lte=(at or timezone.now()) - KEPT_FOR)
        over._raw_delete(over.db)  # the clock may read no column that Django would look at first
