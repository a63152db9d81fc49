"""What a first visit of a page brings over the wire: the page itself and every file it asks for, compressed as WhiteNoise serves it."""

import gzip
import re
from pathlib import Path

HEAVIEST = 75_000
"""Bytes that a first visit of a page without a map may bring, all included."""
_ASKED_FOR = re.compile(r"""(?:<link[^>]+?href|<script[^>]+?src|<img[^>]+?src)=["'](/static/[^"']+)["']""")
_BY_FILES = {
    ".css": re.compile(r"""(?:url\(|@import\s)["']?(?!data:)([^"')#?]+)"""),
    ".js": re.compile(r"""\b(?:import|from)\s*["'](\.{1,2}/[^"']+)["']"""),
}


_OTHER_SCRIPTS = re.compile(r"@font-face\s*\{[^}]*unicode-range:\s*(?!U\+0000)[^}]*\}")
"""Fonts that a browser fetches only for letters beyond those of English."""


def first_visit(page: bytes, static_root: Path, *, only: str = "") -> int:
    """The bytes of the page and of all its files under `static_root`, where `collectstatic` has put them.

    With `only`, of its files whose names end so.
    """
    wanted = [static_root / address.removeprefix("/static/") for address in _ASKED_FOR.findall(page.decode())]
    seen: set[Path] = set()
    while wanted:
        file = wanted.pop().resolve()
        if file in seen:
            continue
        seen.add(file)
        if asked := _BY_FILES.get(file.suffix):
            asked_for = _OTHER_SCRIPTS.sub("", file.read_text())
            wanted += [file.parent / name for name in asked.findall(asked_for)]
    if only:
        return sum(_on_the_wire(file) for file in seen if file.suffix == only)
    return len(gzip.compress(page)) + sum(_on_the_wire(file) for file in seen)


def _on_the_wire(file: Path) -> int:
    compressed = file.with_name(f"{file.name}.br")
    return (compressed if compressed.exists() else file).stat().st_size
