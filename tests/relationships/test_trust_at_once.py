"""The seal under races and kills: both sides at the same moment, and a process that dies between writing and opening."""

import subprocess
import sys
import uuid

import pytest

from hls_platform.actions import Refused
from hls_platform.embedded import ROOT
from hls_platform.identifiers import uuid7
from hls_platform.models import AuditEntry
from relationships.actions.trust import begin_trust_round, change_trust, hand_in_trust, write_trust
from relationships.models import TrustReflection, TrustRound
from tests.funders.test_at_once import together
from tests.relationships.test_trust import DAYS, seen_by, two_sides

pytestmark = pytest.mark.django_db(transaction=True)


def test_both_sides_write_and_hand_in_at_once_many_times_and_each_round_is_opened_once():
    w = two_sides()
    for year in range(2000, 2012):
        days = {name: day.replace(year=year) for name, day in DAYS.items()}
        round = begin_trust_round(by=w.wren, partnership=w.place, id=uuid7(), **days)

        def side(by, words, round=round) -> None:
            written = write_trust(by=by, round=round, id=uuid.uuid4(), trust=words)
            hand_in_trust(by=by, reflection=written)

        gave = together(
            lambda side=side: side(w.wren, "Ours."), lambda side=side: side(w.fay, "Theirs."),
        )  # fmt: skip
        assert gave == [None, None]
        round.refresh_from_db()
        assert round.opened_at is not None
        assert AuditEntry.objects.filter(verb="trust.opened", subject_id=str(round.pk)).count() == 1
    assert seen_by(w.fay) == {"Ours.", "Theirs."}


def test_who_changes_words_while_the_other_side_hands_in_never_changes_what_was_opened():
    w = two_sides()
    for year in range(2000, 2012):
        days = {name: day.replace(year=year) for name, day in DAYS.items()}
        round = begin_trust_round(by=w.wren, partnership=w.place, id=uuid7(), **days)
        ours = write_trust(by=w.wren, round=round, id=uuid.uuid4(), trust="Ours.")
        theirs = write_trust(by=w.fay, round=round, id=uuid.uuid4(), trust="Theirs.")
        hand_in_trust(by=w.wren, reflection=ours)
        changed, _handed_in = together(
            lambda ours=ours: change_trust(by=w.wren, reflection=ours, trust="Ours, after all."),
            lambda theirs=theirs: hand_in_trust(by=w.fay, reflection=theirs),
        )
        round.refresh_from_db()
        ours.refresh_from_db()
        if isinstance(changed, Refused):
            assert (round.opened_at is not None, ours.trust) == (True, "Ours.")
        else:
            assert (round.opened_at, ours.trust, ours.handed_in_at) == (None, "Ours, after all.", None)


@pytest.mark.processes
def test_a_process_killed_between_writing_and_opening_leaves_the_seal_whole(process_environment):
    w = two_sides()
    ours = write_trust(by=w.wren, round=w.round, id=uuid.uuid4(), trust="Ours.")
    theirs = write_trust(by=w.fay, round=w.round, id=uuid.uuid4(), trust="Theirs.")
    hand_in_trust(by=w.fay, reflection=theirs)
    killed = (
        "import django, os, signal; django.setup()\n"
        "from hls_platform.security import audit\n"
        "from relationships.actions import trust\n"
        "from relationships.models import Person, TrustReflection\n"
        "from hls_platform.security.asking import as_person\n"
        "import uuid\n"
        "die = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)\n"
        "record = audit.record\n"
        f"id = uuid.UUID('{w.wren.pk}')\n"
        "for at_the_opening in (False, True):\n"
        "    if os.fork() == 0:\n"  # before anything has connected
        "        if at_the_opening:\n"
        "            audit.record = lambda **said: die() if said['verb'] == 'trust.opened' else record(**said)\n"
        "        else:\n"
        "            trust._open_if_both_have = die\n"
        "        with as_person(id):\n"
        f"            written = TrustReflection.objects.get(pk='{ours.pk}')\n"
        "            trust.hand_in_trust(by=Person.objects.get(pk=id), reflection=written)\n"
        "        os._exit(0)\n"
        "    assert os.waitstatus_to_exitcode(os.wait()[1]) == -signal.SIGKILL\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", killed], env=process_environment, cwd=ROOT, capture_output=True, check=False
    )
    assert ended.returncode == 0, ended.stderr.decode()
    assert TrustRound.objects.get().opened_at is None
    assert TrustReflection.objects.get(pk=ours.pk).handed_in_at is None
    assert (seen_by(w.wren), seen_by(w.fay)) == ({"Ours."}, {"Theirs."})
    hand_in_trust(by=w.wren, reflection=ours)
    assert seen_by(w.wren) == seen_by(w.fay) == {"Ours.", "Theirs."}
    assert AuditEntry.objects.filter(verb="trust.opened").count() == 1
