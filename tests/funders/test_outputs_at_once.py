"""Many reports taken away at the same time take no more memory than one after the other."""

import threading

import psutil

from funders.reports.document import Document
from funders.reports.outputs import OUTPUTS
from tests.funders.a_whole_report import a_whole_report, an_imprint

MEGABYTE = 1_000_000


def a_long_report(nth: int) -> Document:
    words = f"In report {nth} we rang too late, and asked again. " * 20
    return a_whole_report(*(f"Number {number}. {words}" for number in range(25)))


def test_ten_reports_at_once_leave_this_process_as_small_as_it_was():
    documents = [a_long_report(nth) for nth in range(11)]
    imprint, render = an_imprint(documents[0]), OUTPUTS["pdf"][1]
    render(documents[10], imprint)
    before = psutil.Process().memory_info().rss
    made: dict[int, bytes] = {}

    def take_away(nth: int) -> None:
        made[nth] = render(documents[nth], imprint)

    threads = [threading.Thread(target=take_away, args=[nth]) for nth in range(10)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(set(made.values())) == 10
    grown = psutil.Process().memory_info().rss - before
    assert grown < 40 * MEGABYTE, f"{grown / MEGABYTE:.0f} MB more"
