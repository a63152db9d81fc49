"""Run inside a place: a report of a hundred pages as each kind of file, ten at once, and WeasyPrint on the same web page."""

import io
import json
import sys
import threading
import time
from collections.abc import Callable

import django
import psutil

A_LONG_ONE = 100
"""Pages."""
AT_ONCE = 10
TIMES = 3
WORDS = "We rang too late, and nobody told the family that we would come on another day. "


def a_report(items: int, nth: int = 0) -> object:
    """A report of as many reflections; `nth` makes it another."""
    from funders.reports.document import Document, Item, Meta, Section
    from learning.models import Reflection

    said = Reflection.objects.select_related("author").order_by("pk")[:items]
    things = tuple(
        Item(
            kind=each.kind,
            title=str(each.get_kind_display()),
            text=f"{nth}: {each.words} {WORDS * 4}",
            attribution=each.author.name,
            date=each.happened_on.isoformat(),
            share_id=str(each.pk),
        )
        for each in said
    )
    meta = Meta(
        report="bench", title="Accountability for learning", partnership="Bench", purpose="To learn.",
        period_start="2026-01-01", period_end="2026-07-01", composed_at="2026-07-02T09:00:00+00:00",
        language="en-gb",
    )  # fmt: skip
    return Document(meta=meta, sections=(Section(key="noticed", title="What was noticed", items=things),))


def took(render: Callable[[], object]) -> float:
    """Seconds, the best of some."""
    best = float("inf")
    for _nth in range(TIMES):
        began = time.perf_counter()
        render()
        best = min(best, time.perf_counter() - began)
    return best


def main() -> None:
    import pypdf
    import weasyprint

    from funders.reports.imprint import Imprint
    from funders.reports.outputs import OUTPUTS

    imprint = Imprint(number="", sha256="0" * 64, issued_on="", signatures=())
    render = OUTPUTS["pdf"][1]
    items, pages = 500, 0
    while pages < A_LONG_ONE:
        document = a_report(items)
        pages = len(pypdf.PdfReader(io.BytesIO(render(document, imprint))).pages)
        items += 50
    seconds = {kind: took(lambda kind=kind: OUTPUTS[kind][1](document, imprint)) for kind in OUTPUTS}
    page = OUTPUTS["html"][1](document, imprint).decode()
    began = time.perf_counter()
    weasyprint.HTML(string=page).write_pdf()
    theirs = time.perf_counter() - began
    others = [a_report(items - 50, nth) for nth in range(AT_ONCE)]
    threads = [threading.Thread(target=render, args=(each, imprint)) for each in others]
    before = psutil.Process().memory_info().rss
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.stdout.write(
        json.dumps(
            {
                "pages": pages,
                "seconds": seconds,
                "theirs": theirs,
                "at_once": time.perf_counter() - began,
                "before": before,
                "after": psutil.Process().memory_info().rss,
            }
        )
    )


if __name__ == "__main__":
    django.setup()
    main()
