"""Reads the demo's reflections: plain text that anybody can write and extend.

    # author | days ago | kind | circles, comma separated | factors
    What happened, in one line.
    So what: …                      (if you like, with the next one)
    Now what: …
    = person 98                     this resonates, 98 days ago
    ? person 97: An open question
    > 96: The author's answer to the question or offer above it
    + person 95: An offer

A tilde before a circle shares without the name. A blank line ends a reflection; `//` begins a comment.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "reflections"
KINDS = {"=": "resonates", "?": "question", "+": "offer"}


@dataclass
class Answer:
    kind: str
    author: str
    days: int
    text: str = ""
    reply: str = ""
    reply_days: int = 0


@dataclass
class Told:
    """One reflection of the demo, under the keys of its people, circles and factors."""

    place: str
    author: str
    days: int
    kind: str
    circles: list[tuple[str, bool]]
    factors: list[str]
    text: list[str] = field(default_factory=list)
    so_what: str = ""
    now_what: str = ""
    answers: list[Answer] = field(default_factory=list)

    @property
    def words(self) -> dict[str, str]:
        """The fields of the reflection: the one free box, or the three."""
        told = "\n\n".join(self.text)
        if not self.so_what and not self.now_what:
            return {"text": told}
        return {"what": told, "so_what": self.so_what, "now_what": self.now_what}


def read_all() -> list[Told]:
    """Every reflection of every file, the earliest first. ValueError names the file and line that is wrong."""
    told = [each for path in sorted(FOLDER.glob("*.txt")) for each in read(path)]
    return sorted(told, key=lambda each: -each.days)


def read(path: Path) -> list[Told]:
    """The reflections of one file, as they stand there."""
    found: list[Told] = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        try:
            _take(line.strip(), found, f"{path.name}:{number}")
        except (ValueError, IndexError) as error:
            raise ValueError(f"{path.name}, line {number}: {error}") from error
    return found


def _take(line: str, found: list[Told], place: str) -> None:
    if not line or line.startswith("//"):
        return
    if line.startswith("# "):
        found.append(_heading(line[2:], place))
    elif line.startswith("So what:"):
        found[-1].so_what = line.removeprefix("So what:").strip()
    elif line.startswith("Now what:"):
        found[-1].now_what = line.removeprefix("Now what:").strip()
    elif match := re.fullmatch(r"([=?+]) (\w+) (\d+)(?:: (.+))?", line):
        sign, author, days, text = match.groups()
        found[-1].answers.append(Answer(KINDS[sign], author, int(days), text or ""))
    elif match := re.fullmatch(r"> (\d+): (.+)", line):
        found[-1].answers[-1].reply_days, found[-1].answers[-1].reply = int(match[1]), match[2]
    elif found[-1].answers:
        raise ValueError("words after the answers: is a sign missing?")
    else:
        found[-1].text.append(line)


def _heading(line: str, place: str) -> Told:
    author, days, kind, circles, *factors = (part.strip() for part in line.split("|"))
    return Told(
        place,
        author,
        int(days),
        kind,
        [
            (each.strip().lstrip("~"), each.strip().startswith("~"))
            for each in circles.split(",")
            if each.strip()
        ],
        [each.strip() for each in factors[0].split(",") if each.strip()] if factors else [],
    )
