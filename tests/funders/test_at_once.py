"""Several people, tasks and withdrawals at the same moment, each on a connection of its own."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, transaction

from funders.actions import reports
from funders.models import Report, ReportSource, SignOff
from funders.reports.document import Document, verify
from funders.tasks import compose_waiting_reports
from hls_platform.actions import Refused
from hls_platform.celery import app
from hls_platform.embedded import ROOT
from hls_platform.models import AuditEntry
from learning.actions import withdraw_share
from tests.factories import a_reflection, a_share
from tests.funders.test_reports import JULY, OCTOBER, a_world, at, composed, signed

pytestmark = pytest.mark.django_db(transaction=True)


def together(*doings: Callable[[], object]) -> list[object]:
    """What each of `doings` gave (or raised as Refused), begun at the same moment on connections of their own."""
    gate = threading.Barrier(len(doings))
    gave: list[object] = [None] * len(doings)

    def begin(number: int, doing: Callable[[], object]) -> None:
        gate.wait()
        try:
            gave[number] = doing()
        except Refused as refused:
            gave[number] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=begin, args=pair) for pair in enumerate(doings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return gave


def test_one_report_is_asked_for_composed_and_issued_once_however_many_ask():
    world = a_world()

    def ask() -> Report:
        return reports.ask_for_report(
            partnership=world.place, period_start=JULY, period_end=OCTOBER, by=world.owen
        )

    assert len({report.pk for report in together(*[ask] * 4)}) == 1
    report = Report.objects.get()
    together(*[lambda: reports.compose_report(report=report)] * 3)
    report.refresh_from_db()
    assert report.state == "signing"
    assert ReportSource.objects.count() == 1
    assert AuditEntry.objects.filter(verb="report.composed").count() == 1

    def sign(person, organisation) -> Callable[[], object]:
        return lambda: reports.sign_off(
            report=report, organisation=organisation, content_sha256=report.content_sha256, by=person
        )

    together(*[sign(world.owen, world.doer), sign(world.fatima, world.giver)] * 2)
    report.refresh_from_db()
    assert report.number.endswith("-0001")
    assert SignOff.objects.count() == 2
    assert AuditEntry.objects.filter(verb="report.issued").count() == 1


@pytest.mark.parametrize("round_", range(6))
def test_the_last_signature_and_a_withdrawal_at_once_leave_no_withdrawn_word(round_):
    world = a_world()
    report = composed(world)
    reports.sign_off(
        report=report, organisation=world.doer, content_sha256=report.content_sha256, by=world.owen
    )

    def sign() -> object:
        time.sleep(0.004 * (round_ % 3))
        return reports.sign_off(
            report=report, organisation=world.giver, content_sha256=report.content_sha256, by=world.fatima
        )

    signed_or_refused, _gone = together(sign, lambda: withdraw_share(by=world.owen, share=world.share))
    report.refresh_from_db()
    assert "We rang too late." not in str(report.content)
    if report.state == "issued":  # the signature came first: the words left a count behind
        assert Document.from_json(report.content).withdrawn == 1
        assert verify(report.content, report.content_sha256)
    else:  # the withdrawal came first: nobody has signed what is not there any more
        assert isinstance(signed_or_refused, Refused)
        assert (report.state, report.content, report.sign_offs.count()) == ("composing", None, 0)


@pytest.mark.parametrize("round_", range(6))
def test_a_signature_and_composing_again_at_once_never_leave_a_signature_under_other_words(round_):
    world = a_world()
    report = composed(world)

    def sign() -> object:
        return reports.sign_off(
            report=report, organisation=world.doer, content_sha256=report.content_sha256, by=world.owen
        )

    def again() -> object:
        reports.recompose_report(report=report, by=world.fatima)
        return reports.compose_report(report=report)

    together(sign, again)
    report.refresh_from_db()
    assert report.state == "signing"
    assert all(each.content_sha256 == report.content_sha256 for each in report.sign_offs.all())


@pytest.mark.parametrize("round_", range(4))
def test_composing_and_withdrawing_at_once_keep_no_withdrawn_word(round_):
    world = a_world()
    for number in range(5):
        a_share(a_reflection(world.owen, f"It stays {number}."), world.place, shared_at=at("2026-08-04"))
    report = reports.ask_for_report(
        partnership=world.place, period_start=JULY, period_end=OCTOBER, by=world.owen
    )
    together(
        lambda: reports.compose_report(report=report),
        lambda: withdraw_share(by=world.owen, share=world.share),
    )
    report = reports.compose_report(report=report)
    assert report.state == "signing"
    assert "We rang too late." not in str(report.content)
    assert str(report.content).count("It stays") == 5


def test_a_number_taken_back_with_its_transaction_leaves_no_gap():
    first, second = a_world(), a_world()
    ready = [composed(first), composed(second)]

    with transaction.atomic():
        assert signed(first, ready[0]).number.endswith("-0001")
        transaction.set_rollback(True)
    assert signed(second, ready[1]).number.endswith("-0001")
    assert signed(first, Report.objects.get(pk=ready[0].pk)).number.endswith("-0002")


@pytest.fixture
def tasks_here() -> Iterator[None]:
    """Tasks run where they are sent from."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


@pytest.mark.processes
def test_a_task_killed_while_composing_leaves_nothing_half_done_and_the_next_one_finishes(
    process_environment, tasks_here
):
    world = a_world()
    report = reports.ask_for_report(
        partnership=world.place, period_start=JULY, period_end=OCTOBER, by=world.owen
    )
    killed_half_way = (
        "import django, os, signal; django.setup()\n"
        "from funders.actions import reports\n"
        "compose = reports.compose\n"
        "def die(report, show):\n"
        "    def shown(percent):\n"
        "        show(percent)\n"
        "        if percent >= 50: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return compose(report, shown)\n"
        "reports.compose = die\n"
        "from funders.tasks import compose_report\n"
        f"compose_report('{report.pk}')\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", killed_half_way],
        env=process_environment,
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    report.refresh_from_db()
    assert (report.state, report.content, report.sources.count()) == ("composing", None, 0)
    assert 50 <= report.progress < 100
    compose_waiting_reports()
    report.refresh_from_db()
    assert (report.state, report.progress) == ("signing", 100)
    compose_waiting_reports()
    assert AuditEntry.objects.filter(verb="report.composed").count() == 1
