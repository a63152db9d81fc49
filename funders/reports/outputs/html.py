"""A report as one web page that stands alone: no script, no font, no other address; pictures are part of it."""

import base64

from django.template.loader import render_to_string
from django.utils.translation import override

from funders.reports.document import Document
from funders.reports.front import front_of
from funders.reports.imprint import Imprint


def render(document: Document, imprint: Imprint) -> bytes:
    """The whole page in UTF-8. A withdrawn item shows only in the count of its section."""
    logo = f"data:image/jpeg;base64,{base64.b64encode(imprint.dress.logo).decode()}"
    with override(document.meta.language):
        said = {"document": document, "imprint": imprint, "front": front_of(document, imprint), "logo": logo}
        return render_to_string("funders/outputs/page.html", said).encode()
