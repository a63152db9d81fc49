"""The report as a web page that somebody was sent: opened as a file, without a place behind it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from funders.reports.outputs import OUTPUTS
from tests.browser.conftest import AXE, axe
from tests.funders.a_whole_report import a_whole_report, an_imprint

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    document = a_whole_report(
        "We rang too late.",
        "مرحبا بالعالم",
        "x" * 400,
        "<script>document.title = 'mine'</script>",
        "two\n\nlines",
    )
    path = tmp_path_factory.mktemp("sent") / "report.html"
    path.write_bytes(OUTPUTS["html"][1](document, an_imprint(document)))
    return path


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_opened_as_a_file_asks_nobody_and_can_be_read_by_everybody(
    chromium: Browser, file: Path, width: int
):
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme="dark")
    context.add_init_script(path=AXE)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.split(":")[0]))
    page.goto(file.as_uri())
    try:
        assert set(asked) <= {"file", "data"}
        assert page.title() == "Accountability for learning: Alliance"
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.locator("svg[role=img]").count() == 3
        assert page.locator("h1").count() == 1
        page.screenshot(path=file.with_name(f"{width}.png"), full_page=True)
    finally:
        context.close()
