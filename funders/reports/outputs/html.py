"""A report as one web page that stands alone: no script, no picture, no other address."""

from django.template.loader import render_to_string
from django.utils.translation import override

from funders.reports.document import Document
from funders.reports.imprint import Imprint


def render(document: Document, imprint: Imprint) -> bytes:
    """The whole page in UTF-8. A withdrawn item shows only in the count of its section."""
    said = {"document": document, "imprint": imprint}
    with override(document.meta.language):
        return render_to_string("funders/report_standalone.html", said).encode()
