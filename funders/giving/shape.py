"""What the official schema asks of a grant, made ready once, so that a hundred thousand can be looked at in seconds.

Only the words that the 360Giving schema uses are known here; another schema that uses more is refused when it is read.
Web addresses are a matter of quality (`quality.py`), as JSON Schema leaves `format` to whoever reads; days are not.
"""

import datetime
import json
import re
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

SCHEMA = Path(__file__).parent / "schema" / "360-giving-schema.json"
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
KNOWN = {
    "$id", "$schema", "$defs", "$ref", "title", "description", "type", "properties", "required", "items", "minItems",
    "enum", "oneOf", "pattern", "format", "minimum", "weight", "rollUp", "codelist", "openCodelist",
}  # fmt: skip
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "object": (dict,),
    "array": (list,),
    "null": (type(None),),
}
LONGEST_SAID = 40
MOST_SHAPES = 256
"""So many ways in which objects of one kind are right are known again."""

Check = Callable[[Any, list[str]], None]
"""Takes a value, and adds a sentence to the list for each thing that is wrong with it."""


class UnknownSchema(Exception):
    """The schema uses a word that nothing here checks."""


@cache
def grant_schema() -> dict[str, Any]:
    """The official schema of one grant."""
    schema: dict[str, Any] = json.loads(SCHEMA.read_text())
    return schema


@cache
def grant_check() -> Check:
    """What is wrong with one grant, by the official schema."""
    return _check(grant_schema(), grant_schema(), "")


def at(schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    """What a part of the schema says, wherever it points."""
    ref = schema.get("$ref", "")
    return {**root["$defs"][ref.rpartition("/")[2]], **schema} if ref else schema


def _title(schema: dict[str, Any], root: dict[str, Any], name: str) -> str:
    return at(schema, root).get("title") or name


def _check(schema: dict[str, Any], root: dict[str, Any], field: str) -> Check:
    """The check of one part of the schema; `field` is what people call it."""
    schema = at(schema, root)
    return _of_kind(schema, field, _inside(schema, root, field))


def _of_kind(schema: dict[str, Any], field: str, inner: Check | None) -> Check:
    """Whether a value is of the right kind; if it is, `inner` looks at what it holds."""
    named = schema.get("type", [])
    kinds = [named] if isinstance(named, str) else named
    types = tuple(each for kind in kinds for each in TYPES[kind])
    not_that = _kind_words(kinds, field)

    def check(value: Any, wrong: list[str]) -> None:
        if types and (not isinstance(value, types) or isinstance(value, bool)):
            wrong.append(not_that(value))
        elif inner is not None and value is not None:
            inner(value, wrong)

    return check


def _inside(schema: dict[str, Any], root: dict[str, Any], field: str) -> Check | None:
    """The check of what a value of the right kind holds, where there is anything to check."""
    if unknown := schema.keys() - KNOWN:
        raise UnknownSchema(", ".join(unknown))
    if "properties" in schema:
        return _object(schema, root, field)
    if "items" in schema:
        return _array(schema, root, field)
    if "enum" in schema:
        return _one_of(frozenset(schema["enum"]), field)
    if "oneOf" in schema or schema.get("format") == "date-time":
        return _day(schema, field)
    if "minimum" in schema:
        return _at_least(schema["minimum"], field)
    return None


def _object(schema: dict[str, Any], root: dict[str, Any], field: str) -> Check:
    """The check of a part with fields of its own.

    Most objects of a file have the same fields with the same types of values as one before: so they are right in that too,
    and only what is inside is left to look at.
    """
    before = f"{field}: " if field else ""
    titles = {name: before + _title(each, root, name) for name, each in schema["properties"].items()}
    parts = {name: at(each, root) for name, each in schema["properties"].items()}
    inner = {name: _inside(each, root, titles[name]) for name, each in parts.items()}
    checks = {name: _of_kind(each, titles[name], inner[name]) for name, each in parts.items()}
    fields_there = _fields_there(schema, titles)
    right: dict[tuple[str | type, ...], tuple[tuple[str, Check], ...]] = {}

    def check(value: Any, wrong: list[str]) -> None:
        shape = (*value, *map(type, value.values()))
        inside = right.get(shape)
        if inside is None:
            so_far = len(wrong)
            fields_there(value, wrong)
            for name, each in value.items():
                if name in checks:
                    checks[name](each, wrong)
            if len(wrong) == so_far and len(right) < MOST_SHAPES and value.keys() <= checks.keys():
                right[shape] = tuple(
                    (name, look) for name, each in value.items() if each is not None and (look := inner[name])
                )
        else:
            for name, look in inside:
                look(value[name], wrong)

    return check


def _fields_there(schema: dict[str, Any], titles: dict[str, str]) -> Check:
    """Whether an object has the fields that it must have, and not more than one of those that it may have either of."""
    required = frozenset(schema.get("required", ()))
    either = [frozenset(each["required"]) for each in schema.get("oneOf", ())]

    def check(value: Any, wrong: list[str]) -> None:
        missing = [required - value.keys()]
        if either and not any(each <= value.keys() for each in either):
            missing.append(min((each - value.keys() for each in either), key=len))
        for names in missing:
            for name in sorted(names):
                wrong.append(_("“%(field)s” is missing.") % {"field": titles[name]})
        if sum(each <= value.keys() for each in either) > 1:
            wrong.append(_("It names both an organisation and a person as the one who receives it."))

    return check


def _array(schema: dict[str, Any], root: dict[str, Any], field: str) -> Check:
    each, least = _check(schema["items"], root, field), schema.get("minItems", 0)

    def check(value: Any, wrong: list[str]) -> None:
        if len(value) < least:
            wrong.append(_("“%(field)s” is empty.") % {"field": field})
        for one in value:
            each(one, wrong)

    return check


def _one_of(known: frozenset[str], field: str) -> Check:
    def check(value: Any, wrong: list[str]) -> None:
        if value not in known:
            wrong.append(
                _("“%(field)s” says “%(said)s”, which is not on its list of codes.")
                % {"field": field, "said": short(value)}
            )

    return check


def _at_least(least: float, field: str) -> Check:
    def check(value: Any, wrong: list[str]) -> None:
        if value < least:
            wrong.append(_("“%(field)s” is less than %(n)s.") % {"field": field, "n": least})

    return check


def _day(schema: dict[str, Any], field: str) -> Check:
    """A day or a moment, whichever of them the schema allows, and one that the calendar has."""
    ways = schema.get("oneOf") or [schema]
    patterns = tuple(each["pattern"] for each in ways if "pattern" in each)

    @lru_cache(maxsize=8192)
    def right(said: str) -> bool:
        return is_day(said, patterns)

    def check(value: Any, wrong: list[str]) -> None:
        if not right(value):
            said = (
                _("“%(field)s” says “%(said)s”, which is no day: write it as 2026-05-03.")
                if patterns
                else _("“%(field)s” says “%(said)s”, which is no moment: write it as 2026-05-03T09:00:00Z.")
            )
            wrong.append(said % {"field": field, "said": short(value)})

    return check


def is_day(said: str, patterns: tuple[str, ...]) -> bool:
    """Whether `said` is a moment, or matches one of `patterns`, and is in the calendar."""
    moment = MOMENT.fullmatch(said)
    if moment is None and not any(re.search(each, said, re.ASCII) for each in patterns):
        return False
    try:
        if moment is None:
            datetime.date.fromisoformat(f"{said}-01-01"[:10])
        else:
            datetime.datetime.fromisoformat(f"{moment[1]}T{said[11:19]}{moment[3].upper()}")
    except ValueError:
        return False
    return True


def _kind_words(kinds: list[str], field: str) -> Callable[[Any], str]:
    def words(value: Any) -> str:
        said = {
            "number": _("“%(field)s” says “%(said)s”, which is no number: write it as 1500 or 1500.50."),
            "string": _("“%(field)s” says “%(said)s”, which is no text."),
            "array": _("“%(field)s” says “%(said)s”, which is no list."),
            "object": _("“%(field)s” says “%(said)s” where several fields belong."),
        }[kinds[0]]
        return said % {"field": field or _("The grant"), "said": short(value)}

    return words


def short(value: Any) -> str:
    """The beginning of what stands there."""
    return (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))[:LONGEST_SAID]
