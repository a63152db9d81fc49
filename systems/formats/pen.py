"""The pen that readers draw with: it holds every limit a map has, and says of each fault where it stands."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from systems.formats.drawing import MOST_FACTORS, MOST_LINKS, Drawing, DrawnFactor, DrawnLink, Remark

MOST_REMARKS = 200
MOST_LETTERS = 10_000
MOST_ATTRIBUTES = 200
NO_TEXT = re.compile("[\0\ud800-\udfff]")
FACTOR_LENGTHS = {"key": 200, "label": 300, "description": MOST_LETTERS, "cluster": 160, "kind": 120}
LINK_LENGTHS = {
    "key": 200,
    "label": 300,
    "description": MOST_LETTERS,
    "kind": 120,
    "strength": 40,
    "confidence": 40,
    "evidence": MOST_LETTERS,
}
SIGNS = {
    **dict.fromkeys(("+", "1", "+1", "++", "--", "+ve", "positive", "pos", "same", "s", "more"), "+"),
    **dict.fromkeys(
        ("-", "−", "–", "-1", "+-", "-+", "-ve", "−ve", "negative", "neg", "opposite", "o", "less"), "-"
    ),
}
"""What files write for the two directions of change. The pairs are how causal maps in Kumu say "up leads to up"."""
UNSIGNED = {"", "?", "0", "unknown", "not known"}


class Unreadable(Exception):
    """The file cannot be read at all; says why, and where."""

    def __init__(self, said: str, at: str = "", file: str = "") -> None:
        super().__init__(said)
        self.said, self.at, self.file = said, at, file


class Pen:
    """Draws what one file says. Places are words for people: "line 12", "elements 3", "sheet “Factors”, row 4"."""

    def __init__(self, file: str, *, make_missing: bool = False) -> None:
        """`make_missing` adds the factors that only links name."""
        self.file, self.make_missing = file, make_missing
        self.drawing = Drawing()
        self._waiting: list[tuple[str, DrawnLink, str]] = []
        self._once: Counter[str] = Counter()

    def problem(self, at: str, said: str) -> None:
        """Note what prevents keeping the map; after very many, stop reading."""
        self.drawing.problems.append(Remark(self.file, 0, said, at))
        if len(self.drawing.problems) >= MOST_REMARKS:
            raise Unreadable(_("There are too many problems to list them all."))

    def warning(self, at: str, said: str) -> None:
        if len(self.drawing.warnings) < MOST_REMARKS:
            self.drawing.warnings.append(Remark(self.file, 0, said, at))

    def once(self, said: str) -> None:
        """A warning about many places, said once with their number: `said` has one %(n)s."""
        self._once[said] += 1

    def called(self, label: Any, key: Any) -> Any:
        """The label; where there is none the id, which is said once for all."""
        if joined(text_of(label)) or not text_of(key):
            return label
        self.once(_("Factors without a label, which are called by their ids: %(n)s."))
        return key

    def named(self, name: Any, description: Any = "") -> None:
        """What the map is called, and about, where the file says so."""
        self.drawing.name = text_of(name)[:160].strip() if tidy(name) else ""
        self.drawing.description = text_of(description)[:MOST_LETTERS].strip() if tidy(description) else ""

    def factor(
        self, at: str, *, key: Any, label: Any, extra: dict[str, Any] | None = None, **said: Any
    ) -> None:
        """Draw one factor; what is not as it should be is a problem at its place."""
        key, label = text_of(key), text_of(label)
        words = {name: text_of(said.get(name)) for name in ("description", "cluster", "kind")}
        if not label.strip():
            self.problem(at, _("The factor has no label."))
        elif not key:
            self.problem(at, _("The factor has no id."))
        elif key in self.drawing.factors and key == label:
            self.problem(
                at, _("Another factor is called “%(key)s” already: give each an id.") % {"key": key[:80]}
            )
        elif key in self.drawing.factors:
            self.problem(at, _("Another factor has the id “%(key)s” already.") % {"key": key[:80]})
        elif self._fits(at, FACTOR_LENGTHS, key=key, label=label, **words):
            if len(self.drawing.factors) >= MOST_FACTORS:
                raise Unreadable(too_many())
            self.drawing.factors[key] = DrawnFactor(
                key=key,
                label=label,
                tags=self._tags(at, said.get("tags")),
                attributes=self._attributes(at, said.get("attributes") or {}),
                x=self._place(at, said.get("x")),
                y=self._place(at, said.get("y")),
                pinned=said.get("pinned") is True,
                extra=self._kept(at, extra),
                **words,
            )

    def link(
        self,
        at: str,
        *,
        source: Any,
        target: Any,
        extra: dict[str, Any] | None = None,
        by: str = "key",
        **said: Any,
    ) -> None:
        """Draw one link between two factors, whose keys (or, `by` "label", names) may be told later in the file."""
        ends = text_of(source), text_of(target)
        words = {name: text_of(said.get(name)) for name in LINK_LENGTHS}
        if not all(ends):
            self.problem(at, _("The link needs both a “from” and a “to”."))
            return
        if any(len(end) > 300 for end in ends) or not all(map(tidy, ends)):
            self.problem(at, _("It leads to no factor of this file."))
            return
        if not self._fits(at, LINK_LENGTHS, **words):
            return
        if len(self._waiting) >= MOST_LINKS:
            raise Unreadable(too_many())
        link = DrawnLink(
            source=ends[0],
            target=ends[1],
            polarity=said.get("polarity") or "",
            delay=said.get("delay") is True,
            direction=said.get("direction") or "directed",
            extra=self._kept(at, extra),
            **words,
        )
        self._waiting.append((at, link, by))

    def done(self) -> Drawing:
        """The drawing with its links tied to their factors, and what was said of many places."""
        names: dict[str, list[str]] = {}
        for key, factor in self.drawing.factors.items():
            names.setdefault(joined(factor.label).casefold(), []).append(key)
        for at, link, by in self._waiting:
            ends = [self._end(at, end, by, names) for end in (link.source, link.target)]
            if None not in ends:
                self.drawing.links.append(replace(link, source=str(ends[0]), target=str(ends[1])))
        self._waiting.clear()
        if not self.drawing.factors and not self.drawing.problems:
            self.problem("", _("There is no factor in the file."))
        undirected = sum(link.direction != "directed" for link in self.drawing.links)
        if undirected:
            self.warning("", ngettext(
                "%(n)s link has no direction of its own or goes both ways: it counts as leading from its first end to its second.",
                "%(n)s links have no direction of their own or go both ways: they count as leading from their first end to their second.",
                undirected,
            ) % {"n": undirected})  # fmt: skip
        for said, number in self._once.items():
            self.warning("", said % {"n": number})
        self._once.clear()
        return self.drawing

    def _end(self, at: str, said: str, by: str, names: dict[str, list[str]]) -> str | None:
        if said in self.drawing.factors:
            return said
        found = names.get(joined(said).casefold(), []) if by == "label" else []
        if len(found) == 1:
            return found[0]
        if found:
            self.problem(
                at, _("Several factors are called “%(said)s”: name it by its id.") % {"said": said[:80]}
            )
        elif self.make_missing and len(said) <= FACTOR_LENGTHS["key"]:
            self.drawing.factors[said] = DrawnFactor(key=said, label=said)
            names.setdefault(joined(said).casefold(), []).append(said)
            return said
        else:
            self.problem(at, _("There is no factor “%(said)s”.") % {"said": said[:80]})
        return None

    def _fits(self, at: str, lengths: dict[str, int], **said: str) -> bool:
        before = len(self.drawing.problems)
        for name, words in said.items():
            if len(words) > lengths[name]:
                self.problem(at, _("The %(name)s is longer than %(n)s characters.") % {"name": name, "n": lengths[name]})  # fmt: skip
            elif not tidy(words):
                self.problem(at, _("It holds a control character, which is no text."))
        return len(self.drawing.problems) == before

    def _place(self, at: str, said: Any) -> float | None:
        if said is None or said == "":
            return None
        value = number_of(said)
        if value is None or abs(value) > 1e7:
            self.problem(at, _("“%(said)s” is not a number.") % {"said": shown(said)})
            return None
        return value

    def _tags(self, at: str, said: Any) -> list[str]:
        if said is None or said == "":
            return []
        several = said.split("|") if isinstance(said, str) else said
        if not isinstance(several, list) or not all(
            isinstance(each, str | int | float) and tidy(each) for each in several
        ):
            self.problem(at, _("Tags are a list of words."))
            return []
        tags = list(dict.fromkeys(filter(None, (text_of(each).strip() for each in several))))
        if len(tags) > 50 or any(len(tag) > 120 for tag in tags):
            self.problem(at, _("It has more than 50 tags, or one that is longer than 120 characters."))
            return []
        return tags

    def _attributes(self, at: str, said: dict[str, Any]) -> dict[str, Any]:
        if len(said) > MOST_ATTRIBUTES:
            self.problem(at, _("It has more than %(n)s attributes.") % {"n": MOST_ATTRIBUTES})
            return {}
        kept = {}
        for name, value in said.items():
            if value is None or value == "" or not name.strip():
                continue
            if isinstance(value, list | dict):
                value = "|".join(map(text_of, value)) if isinstance(value, list) else None
            if value is None or not tidy(name) or (isinstance(value, float) and not math.isfinite(value)):
                self.problem(at, _("What is said as “%(name)s” is neither text, nor a number, nor yes or no.") % {"name": shown(name)})  # fmt: skip
            elif isinstance(value, int) and abs(value) > 10**15:
                kept[name.strip()[:120]] = str(value)[:400]
            elif isinstance(value, str) and (len(value) > MOST_LETTERS or not tidy(value)):
                self.problem(at, _("The %(name)s is longer than %(n)s characters.") % {"name": shown(name), "n": MOST_LETTERS})  # fmt: skip
            else:
                kept[name.strip()[:120]] = value
        return kept

    def _kept(self, at: str, extra: dict[str, Any] | None) -> dict[str, Any]:
        """What is kept to be given back, where a database can keep it."""
        if extra and not storable(extra):
            self.problem(at, _("It holds a control character, or a number that is none."))
            return {}
        return extra or {}


def too_many() -> str:
    return _("A map holds at most %(factors)s factors and %(links)s links.") % {
        "factors": MOST_FACTORS,
        "links": MOST_LINKS,
    }


def tidy(said: Any) -> bool:
    """Whether a text can be kept: without a NUL, or half of a sign."""
    return not (isinstance(said, str) and NO_TEXT.search(said))


def storable(said: Any) -> bool:
    """Whether a parsed value can be kept as JSON and given back: every text is text and every number a number."""
    waiting = [said]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(value.keys())
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
        elif not tidy(value) or (isinstance(value, float) and not math.isfinite(value)):
            return False
    return True


def text_of(said: Any) -> str:
    """A value as a text: nothing for None, a number as one writes it, nothing for what has parts."""
    if isinstance(said, str):
        return said
    if isinstance(said, bool):
        return "yes" if said else "no"
    if isinstance(said, int):
        return str(said) if abs(said) < 10**40 else ""
    if isinstance(said, float):
        return f"{said:.15g}" if math.isfinite(said) else ""
    return ""


def shown(said: Any) -> str:
    """The beginning of a wrong value, for a sentence about it."""
    return (said if isinstance(said, str) else text_of(said) or type(said).__name__)[:80]


def number_of(said: Any) -> float | None:
    """A finite number, written in whatever way; None for anything else."""
    try:
        value = (
            float(said) if isinstance(said, str | int | float) and not isinstance(said, bool) else math.nan
        )
    except (ValueError, OverflowError):
        return None
    return value if math.isfinite(value) else None


def joined(label: str) -> str:
    """A label without the line breaks that a drawing tool put in to wrap it."""
    return " ".join(label.split())


def sign_of(said: Any) -> str | None:
    """ "+" or "-" for what files write for it, "" for what says that it is not known; None for anything else."""
    written = text_of(said).strip().lower()
    return "" if written in UNSIGNED else SIGNS.get(written)


SPELT = {
    "+",
    "++",
    "--",
    "+ve",
    "-ve",
    "−ve",
    "positive",
    "same",
    "-",
    "−",
    "–",
    "+-",
    "-+",
    "negative",
    "opposite",
}


def spelt_sign(said: str) -> str:
    """The sign that a kind or a name of a link spells without a doubt; else ""."""
    written = said.strip().lower()
    return SIGNS[written] if written in SPELT else ""


def entries(said: Any, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects in a JSON list, each with the place it stands at. Raises Unreadable where it is no list of them."""
    if said is None:
        return
    if not isinstance(said, list):
        raise Unreadable(_("It should be a list."), name)
    for nth, each in enumerate(said, 1):
        if not isinstance(each, dict):
            raise Unreadable(_("It should be an object with names and values."), f"{name} {nth}")
        yield f"{name} {nth}", each


def beside(said: dict[str, Any], known: Iterable[str]) -> dict[str, Any]:
    """What an object holds besides what we have a word for."""
    return {name: value for name, value in said.items() if name not in known}
