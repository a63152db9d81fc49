"""Where words look like a target: a number to be reached, a KPI, money that hangs on a result. English, by a few plain patterns.

It does not understand anything and does not claim to. What it finds is given back to whoever wrote it with the way that is
open to it, the target challenge. docs/decisions/0039-agreements.md lists what is looked for, in words.
"""

import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import ngettext

from hls_platform.actions import Refused

NUMBER = (
    r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|"
    r"seventy|eighty|ninety|(?:a |one )?hundred|half|a third|a quarter|two[- ]thirds|three[- ]quarters|all)"
)
PERCENT = r"\s*(?:%|per\s?cents?\b|percentage points?\b)"
OF_TIME = (
    r"(?:minutes?|hours?|days?|weeks?|weekdays?|months?|quarters?|years?|times?|occasions?|conversations?|meetings?|visits?|"
    r"walks?|calls?|people from|of us|person from|each|every|other)"
)
"""What “at least two …” may count: time and talking are a rhythm, and no target."""
MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
MONEY = r"(?:the |its |our |this |that )?(?:\w+ )?(?:money|budget|amount|fund|funds|grant|cost|costs|salary|salaries|rent|total)\b"

NAMES = (
    r"\bK\.?P\.?I\.?s?\b",
    r"\b(?:key )?performance (?:indicator|measure|metric|target|threshold|standard)s?\b",
    r"\btargets?\b(?! (?:group|audience|population)s?\b)",
    r"\bthresholds?\b",
    r"\bquotas?\b",
    r"\bleague tables?\b",
    r"\bRAG[- ](?:rat|stat)\w*",
    r"\b(?:milestone|outcome|output|results?)[- ](?:based )?payments?\b",
    r"\bpa(?:id|yment|yments|y) (?:by|on|upon|for) (?:\w+ )?(?:results?|outcomes?|outputs?|performance)\b",
    r"\bsuccess rates?\b",
)
"""Things that have a name. Where somebody says that there is none, nothing is found."""
NUMBERS = (
    rf"\b(?:at least|at most|no (?:more|fewer|less|lower|higher) than|(?:a )?(?:minimum|maximum) of|more than|fewer than|less than|"
    rf"lower than|higher than|up to|exceed\w*|over|under|above|below)\s+{NUMBER}(?:{PERCENT}|\s+(?:in|out of)\s+(?:every\s+)?{NUMBER})",
    rf"\b(?:at least|no (?:fewer|less) than|(?:a )?minimum of)\s+{NUMBER}\s+(?!{OF_TIME}\b)(?:\w+[- ]){{0,2}}?"
    rf"(?:people|persons|clients|tenants|families|households|homes|tenancies|cases|users|participants|children|young|adults|"
    rf"referrals|placements|jobs|sessions|beds|units|completions|outcomes|outputs|beneficiaries)\b",
    rf"\b(?:reduc|increas|improv|cut|rais|lower|decreas|grow|boost|rise|fall|drop)\w*\b[^.;:\n]{{0,50}}?\bby\s+"
    rf"(?:at least\s+|up to\s+)?(?!(?:19|20)\d\d\b(?!\s*%))(?!\d+\s+{MONTH}){NUMBER}\b(?:{PERCENT})?",
    r"\b(?:halv(?:e|es|ing)|doubl(?:e|es|ing)|tripl(?:e|es|ing))\s+(?:the\s+)?(?:number|rate|proportion|share)\b",
    r"\b(?:number|percentage|proportion|rate|share) of\b[^.;:\n]{0,80}?\b(?:to (?:be )?(?:reach|achiev|hit|meet|deliver)\w*|"
    r"(?:must|will|shall|should|has to|is to) (?:be|reach|rise|fall|exceed|not exceed|achieve))\b",
    rf"\b(?:achiev|reach|hit|meet|deliver|attain|secur)\w*\s+(?:\w+\s+){{0,4}}?{NUMBER}{PERCENT}",
    rf"\b{NUMBER}{PERCENT}\s+of\s+(?!{MONEY})\w+",
    rf"\b{NUMBER}\s+(?:in|out of)\s+(?:every\s+)?{NUMBER}\s+(?!{OF_TIME}\b)(?:\w+\s+){{1,4}}?(?:must|will|shall|should|are to|is to)\b",
    rf"(?:[≥≤]|[<>]=?)\s*{NUMBER}",
    rf"\b(?:scor\w+|rat(?:ed|ing))\s+(?:of\s+)?(?:at least\s+)?{NUMBER}\b",
)
"""Numbers that are to be reached. That there are words of denial before them makes no difference."""
NAMED, NUMBERED = ([re.compile(each, re.IGNORECASE) for each in patterns] for patterns in (NAMES, NUMBERS))
DENIED = re.compile(
    r"\b(?:no|not|never|without|nor|neither|instead of|in place of|rather than|free of|free from|nobody|nothing|none|"
    r"(?:does|do|is|are|was|were)n[’']t)\b(?:[\s,]+[\w’'-]+){0,4}[\s,]*$",
    re.IGNORECASE,
)
"""A denial that ends where the name begins: "There is no", "without any", "in place of"."""
SENTENCE = re.compile(r"(?:[^.!?\n]|[.](?=\d))+[.!?\n]?|[.!?\n]")


class LooksLikeATarget(Refused):
    """Words of an agreement look like a target. `found` are the wordings, as they were written."""

    def __init__(self, found: list[str]) -> None:
        said = ngettext(
            "This looks like a target: %(found)s. An agreement here has none. Say it in other words, or ask for it openly: "
            "three questions come with it, and the others read your answers.",
            "These look like targets: %(found)s. An agreement here has none. Say it in other words, or ask for them openly: "
            "three questions come with each, and the others read your answers.",
            len(found),
        )
        super().__init__(said % {"found": ", ".join(f"“{each}”" for each in found)})
        self.found = found


def target_words(text: str) -> list[str]:
    """The wordings in `text` that look like a target, in their order; those that lie within another are told with it."""
    plain = _plain(text)
    spans = [match.span() for pattern in NUMBERED for match in pattern.finditer(plain)]
    for pattern in NAMED:
        for match in pattern.finditer(plain):
            clause = re.split(r"[.:;!?\n]", plain[: match.start()])[-1]
            if not DENIED.search(clause):
                spans.append(match.span())
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return [" ".join(plain[start:end].split()) for start, end in found]


def must_hold_no_target(*texts: str) -> None:
    """Raise LooksLikeATarget where words of an agreement look like one."""
    if found := _each_once(wording for text in texts for wording in target_words(text)):
        raise LooksLikeATarget(found)


def parted(text: str) -> tuple[str, list[str]]:
    """`text` without the sentences in which a target seems to stand, and those sentences."""
    kept: list[str] = []
    out: list[str] = []
    for sentence in SENTENCE.findall(text):
        (out if target_words(sentence) else kept).append(sentence)
    return "".join(kept).strip(), [sentence.strip() for sentence in out]


def _plain(text: str) -> str:
    """The text in one form of each letter, without signs that cannot be seen."""
    return "".join(each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf")


def _each_once(wordings: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(wordings))
