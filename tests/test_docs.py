"""The guides are true where a machine can tell: links lead somewhere, commands and files that they name are there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from hls_platform.embedded import ROOT
from hls_platform.management.script_door import ScriptDoor

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = ROOT / "docs" / "decisions"
LINK = re.compile(r"\]\(([^)\s]+)\)|\bsrc=\"([^\"]+)\"")
SPAN = re.compile(r"`([^`\n]+)`")
SOURCE = re.compile(r"[\w./-]+/[\w.-]+\.(?:py|html|sql|js|css|toml|typ|txt|csv)\b")


def code(page: Path) -> Iterator[str]:
    """What stands in code on a page: each span, and each line of an indented or fenced block."""
    fenced = False
    for line in page.read_text().splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield line.strip()
        else:
            yield from SPAN.findall(line)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as they are made where the repository is read."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_something_that_is_there(page):
    lost = []
    for link in (one or other for one, other in LINK.findall(page.read_text())):
        if re.match(r"[a-z]+:", link):
            continue
        name, _sharp, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert not lost


def test_there_are_pictures_and_guides_to_follow():
    readme = (ROOT / "README.md").read_text()
    linked = {one or other for one, other in LINK.findall(readme)}
    assert {f"docs/{guide}.md" for guide in ("use", "run", "extend")} <= linked
    assert len([link for link in linked if link.endswith(".png")]) >= 6
    assert not re.findall(r"!\[\s*\]|alt=\"\s*\"", readme), "a picture without words"


def test_every_command_that_the_guides_name_is_there():
    named = {
        command
        for page in PAGES
        for line in code(page)
        for command in re.findall(r"manage\.py ([a-z][\w]*)", line)
    }
    assert named
    assert named <= set(get_commands())


def test_the_doors_for_scripts_are_all_explained_and_all_there():
    table = (ROOT / "docs" / "extend.md").read_text().split("## Doors for scripts")[1].split("\n## ")[0]
    explained = set(re.findall(r"^\| `(\w+)", table, re.MULTILINE))
    ours = ("hls_platform", "relationships", "systems", "learning", "funders")
    doors = {
        name
        for name, app in get_commands().items()
        if app in ours and isinstance(load_command_class(app, name), ScriptDoor)
    }
    assert explained == doors


def test_every_make_target_that_the_guides_name_is_there():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        target for page in PAGES for line in code(page) for target in re.findall(r"\bmake ([a-z]+)", line)
    }
    assert {"run", "test", "lint"} <= named
    assert named <= targets


def test_every_file_that_the_guides_name_is_there():
    named = {(page, found) for page in PAGES for line in code(page) for found in SOURCE.findall(line)}
    assert named
    rooms = (ROOT, ROOT / "docs")
    lost = {
        f"{page.name}: {name}"
        for page, name in named
        if not name.startswith(("/", ".venv", ".local")) and not any((room / name).exists() for room in rooms)
    }
    assert not lost


def test_every_guide_that_the_code_names_is_there():
    rooms = ("hls_platform", "relationships", "systems", "learning", "funders", "templates", "static")
    files = [
        path
        for room in rooms
        for path in (ROOT / room).rglob("*")
        if path.suffix in {".py", ".html", ".js", ".css", ".sql"}
    ]
    named = {
        name for path in files for name in re.findall(r"docs/[\w/-]+\.md", path.read_text(errors="replace"))
    }
    assert "docs/decisions/0005-digests.md" in named
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_decisions_are_numbered_once_and_stand_in_the_index():
    pages = sorted(path.name for path in DECISIONS.glob("[0-9]*.md"))
    numbers = [name[:4] for name in pages]
    assert numbers == [f"{n:04}" for n in range(1, len(pages) + 1)]
    index = re.findall(
        r"^- \[(\d{4}) [^\]]+\]\(([^)]+)\)", (DECISIONS / "README.md").read_text(), re.MULTILINE
    )
    assert [file for _number, file in index] == pages
    for number, file in index:
        assert file.startswith(number)
        assert (DECISIONS / file).read_text().startswith(f"# {number}")
