"""The page of a partnership is printed on two sheets, however much was written down."""

import io

import pypdf
import pytest

from tests.browser.conftest import axe
from tests.funders.test_partnership_page import a_full_partnership

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_full_partnership_is_printed_on_two_pages_of_a4(open_as):
    w = a_full_partnership()
    page = open_as(w.fay)
    page.goto(w.place.get_absolute_url())
    page.locator("#our-maps .map-part").wait_for()
    assert axe(page) == []
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    assert len(printed.pages) <= 2
    text = " ".join(" ".join(each.extract_text() for each in printed.pages).split())
    for said in (
        "Harbour and Quay",
        "Who we are",
        "Promises, both ways",
        "What was shared",
        "Our map",
        "It was first drawn",
        "£60,000",
    ):
        assert said in text
    assert "Plan a conversation" not in text
