"""Finds words in templates that cannot be translated: text outside the translation tags. Run by `make lint`."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REMOVED = [
    re.compile(pattern, re.DOTALL)
    for pattern in (
        r"\{#.*?#\}",
        r"\{%\s*comment.*?endcomment\s*%\}",
        r"\{%\s*blocktranslate\b.*?endblocktranslate\s*%\}",
        r"<(script|style)\b.*?</\1>",
        r"\{%.*?%\}",
        r"\{\{.*?\}\}",
        r"<!--.*?-->",
        r"&\w+;",
    )
]
SPOKEN = re.compile(r"""\b(?:alt|title|placeholder|aria-label)=["']([^"'{]*[^\W\d_][^"'{]*)["']""")
WORD = re.compile(r"[^\W\d_]{2,}")


def untranslated(text: str) -> list[tuple[int, str]]:
    """Each line of the template `text` with words outside the translation tags: its number and the words."""
    for pattern in REMOVED:
        text = pattern.sub(lambda found: "\n" * found.group().count("\n"), text)
    spoken = SPOKEN.findall(text)
    bare = re.sub(r"<[^>]*>", lambda found: "\n" * found.group().count("\n"), text)
    found = [(n, line.strip()) for n, line in enumerate(bare.splitlines(), 1) if WORD.search(line)]
    return found + [(0, words) for words in spoken]


def main() -> int:
    bad = [
        f"{path.relative_to(ROOT)}:{number}: {words}"
        for path in sorted((ROOT / "templates").rglob("*"))
        if path.suffix in {".html", ".txt"}
        for number, words in untranslated(path.read_text())
    ]
    print("\n".join(bad) or "Every template can be translated.")  # noqa: T201
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
