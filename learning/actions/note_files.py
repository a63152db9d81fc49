"""A file of notes on its way in: taken, matched, brought in once its person says so, and gone."""

import datetime
import io
import uuid
from dataclasses import asdict

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import NotFound, Refused, action, in_turn
from hls_platform.security import audit
from hls_platform.security.asking import as_job, as_person
from learning import access
from learning.actions.bringing_in import BroughtIn, bring_in
from learning.bringing_in.columns import Columns, guess
from learning.bringing_in.days import Order
from learning.bringing_in.files import Broken, NoteFile
from learning.bringing_in.notes import Reading
from learning.models import BringIn
from relationships.actions.ending import Ended, must_go_on
from relationships.models import Circle, Person

LARGEST_FILE = 16 * 1024 * 1024
SHOWN_ROWS, SHOWN_LETTERS = 5, 120
MOST_PROBLEMS = 200
"""So many are listed; how many there are is said."""
KEPT_FOR = datetime.timedelta(days=7)


class BeingBroughtIn(Refused):
    """The file is on its way already."""


def opened(content: bytes) -> NoteFile:
    """The file for reading. Raises Unreadable."""
    return NoteFile(lambda: io.BytesIO(content))


@action
def take_file(*, by: Person, name: str, content: bytes) -> BringIn:
    """Take a file to be matched and brought in, in the place of an earlier one.

    Raises Unreadable for what is no table, Refused for one larger than 16 MB, BeingBroughtIn while another is on its way.
    """
    if len(content) > LARGEST_FILE:
        raise Refused(_("The file is larger than %(n)s MB. Bring it in as several files.") % {"n": 16})
    in_turn(by.pk)
    mine = BringIn.objects.filter(person=by)
    if mine.filter(state=BringIn.State.WAITING).exists():
        raise BeingBroughtIn(_("A file of yours is being brought in. Wait until it is done."))
    file = opened(content)
    mine.delete()
    taken = BringIn.objects.create(
        person=by,
        name=name.strip()[-200:],
        content=content,
        header=[_shown(cell) for cell in file.header],
        begins=_begins(file),
        remarks=file.remarks,
        columns=guess(file.header).matched,
    )
    audit.record(by=by, verb="file.taken", subject=taken)
    return taken


def _begins(file: NoteFile) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for _number, cells in file.rows():
            rows.append([_shown(cell) for cell in cells])
            if len(rows) == SHOWN_ROWS:
                break
    except Broken:  # said with its row, once it is looked through
        pass
    return rows


def _shown(cell: str) -> str:
    return cell.strip().replace("\0", "")[:SHOWN_LETTERS]


@action
def match_file(*, by: Person, columns: Columns, order: Order, circle: Circle | None = None) -> BringIn:
    """Say what the columns of one's file hold, and with which circle its notes are shared, if with any: it is on its way then.

    Raises NotFound without a file or outside the circle, Ended, and Refused for a matching that makes no sense.
    """
    in_turn(by.pk)
    file = BringIn.objects.filter(person=by).exclude(state=BringIn.State.DONE).get()
    if file.state == BringIn.State.WAITING:
        audit.nothing_changed()
        return file
    if wrong := columns.problem():
        raise Refused(wrong)
    if circle is not None:
        if not access.is_in(by, circle):
            raise NotFound
        must_go_on(circle)
    file.columns, file.day_order, file.circle = columns.matched, order, circle
    file.state, file.problems, file.problem_count = BringIn.State.WAITING, [], 0
    file.save(update_fields=["columns", "day_order", "circle", "state", "problems", "problem_count"])
    from learning.tasks import bring_file_in as later

    later.ask(str(by.pk))
    audit.record(by=by, verb="file.matched", subject=file)
    return file


@action
def leave_file(*, by: Person) -> None:
    """Throw one's file away, unless it is on its way; where there is none, nothing changes."""
    in_turn(by.pk)
    file = BringIn.objects.filter(person=by).defer("content").first()
    if file is None:
        return audit.nothing_changed()
    if file.state == BringIn.State.WAITING:
        raise BeingBroughtIn(_("This file is being brought in. Wait until it is done."))
    audit.record(by=by, verb="file.left", subject=file)
    BringIn.objects.filter(pk=file.pk).delete()


def bring_file_in(*, person_id: uuid.UUID) -> None:
    """Bring in the file that this person has matched, or say what is wrong with its rows. Done or left, nothing happens."""
    with as_person(person_id):
        person = Person.objects.get(pk=person_id)
        file = BringIn.objects.filter(person=person, state=BringIn.State.WAITING).first()
        if file is not None:
            keep_file(by=person, file=file)


@action
def keep_file(*, by: Person, file: BringIn) -> BroughtIn:
    """All of the file's notes as reflections of `by`'s, or none and what is wrong; the file itself goes, once it is brought in."""
    notes = Reading(
        opened(bytes(file.content or b"")),
        Columns(**file.columns),
        order=Order(file.day_order),
        today=timezone.localdate(),
    )
    try:
        found = bring_in(
            by=by,
            author=by,
            notes=notes,
            circle=file.circle,
            tell=lambda read: cache.set(progress_of(file), read, 600),
        )
    except (
        NotFound,
        Ended,
    ):  # the circle ended, or was left, since it was chosen: nothing is shared, and it is asked anew
        found = BroughtIn()
        file.circle = None
        file.problems = [
            [0, _("You are not in that circle any more, or it has ended. Nothing was brought in.")]
        ]
        file.state, file.problem_count = BringIn.State.MATCHING, 1
    else:
        file.problems = [list(asdict(each).values()) for each in found.problems[:MOST_PROBLEMS]]
        file.problem_count = len(found.problems)
        file.imported, file.already, file.shared = found.imported, found.already, found.shared
        file.state = BringIn.State.MATCHING if found.problems else BringIn.State.DONE
    if file.state == BringIn.State.DONE:
        file.content, file.begins, file.header = None, [], []
    file.save()
    cache.delete(progress_of(file))
    return found


def progress_of(file: BringIn) -> str:
    """Where it is told how many rows were read."""
    return f"brought-in:{file.pk}"


def forget_files(*, at: datetime.datetime | None = None) -> None:
    """Delete what has been left for a week."""
    with as_job("hls_clock"):
        over = BringIn.objects.filter(made_at__lte=(at or timezone.now()) - KEPT_FOR)
        over._raw_delete(over.db)  # the clock may read no column that Django would look at first
