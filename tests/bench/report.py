"""Run inside a place: the PDF of a report of 500 reflections, against WeasyPrint on the report's own web page."""

import json
import sys
import time

import django

REFLECTIONS = 500


def main() -> None:
    import weasyprint

    from funders.reports.document import Document, Item, Meta, Section
    from funders.reports.imprint import Imprint
    from funders.reports.outputs import html, pdf
    from learning.models import Reflection

    said = Reflection.objects.select_related("author").order_by("pk")[:REFLECTIONS]
    items = tuple(
        Item(
            kind=each.kind,
            title=str(each.get_kind_display()),
            text=each.words,
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
    document = Document(meta=meta, sections=(Section(key="noticed", title="What was noticed", items=items),))
    imprint = Imprint(number="", sha256=document.sha256, issued_on="", signatures=())
    ours = []
    for _nth in range(4):
        began = time.perf_counter()
        pdf.render(document, imprint)
        ours.append(time.perf_counter() - began)
    page = html.render(document, imprint).decode()
    began = time.perf_counter()
    weasyprint.HTML(string=page).write_pdf()
    theirs = time.perf_counter() - began
    sys.stdout.write(
        json.dumps({"first": ours[0], "ours": min(ours[1:]), "theirs": theirs, "items": len(items)})
    )


if __name__ == "__main__":
    django.setup()
    main()
