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
    schema = grant_schema()
    fields = _check({**schema, "oneOf": []}, schema, "")
    either = [frozenset(each["required"]) for each in schema["oneOf"]]
    titles = {name: _title(each, schema, name) for name, each in schema["properties"].items()}
    both = frozenset[str]().union(*either)

    def check(value: Any, wrong: list[str]) -> None:
        if isinstance(value, dict):
            if not any(each <= value.keys() for each in either):
                for name in min((sorted(each - value.keys()) for each in either), key=len):
                    wrong.append(_("“%(field)s” is missing.") % {"field": titles[name]})
            if both <= value.keys():
                wrong.append(_("It names both an organisation and a person as the one who receives it."))
        fields(value, wrong)

    return check


def at(schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    """What a part of the schema says, wherever it points."""
    ref = schema.get("$ref", "")
    return {**root["$defs"][ref.rpartition("/")[2]], **schema} if ref else schema


def _title(schema: dict[str, Any], root: dict[str, Any], name: str) -> str:
    return at(schema, root).get("title") or name


def _check(schema: dict[str, Any], root: dict[str, Any], field: str) -> Check:
    """The check of one part of the schema; `field` is what people call it."""
    schema = at(schema, root)
    if unknown := schema.keys() - KNOWN:
        raise UnknownSchema(", ".join(unknown))
    named = schema.get("type", [])
    kinds = [named] if isinstance(named, str) else named
    types = tuple(each for kind in kinds for each in TYPES[kind])
    inner = _inside(schema, root, field)
    not_that = _kind_words(kinds, field)

    def check(value: Any, wrong: list[str]) -> None:
        if types and (not isinstance(value, types) or isinstance(value, bool)):
            wrong.append(not_that(value))
        elif inner is not None and value is not None:
            inner(value, wrong)

    return check


def _inside(schema: dict[str, Any], root: dict[str, Any], field: str) -> Check | None:
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


def _plain_type(schema: dict[str, Any]) -> type | None:
    """The type that most values of this part have, for which nothing but what is inside has to be looked at."""
    named = schema.get("type", "")
    kinds = TYPES.get(named if isinstance(named, str) else named[0], ())
    return kinds[0] if kinds else None


def _object(schema: dict[str, Any], root: dict[str, Any], field: str) -> Check:
    before = f"{field}: " if field else ""
    titles = {name: before + _title(each, root, name) for name, each in schema["properties"].items()}
    checks = {
        name: (
            _plain_type(at(each, root)),
            _inside(at(each, root), root, titles[name]),
            _check(each, root, titles[name]),
        )
        for name, each in schema["properties"].items()
    }
    required = frozenset(schema.get("required", ()))

    def check(value: Any, wrong: list[str]) -> None:
        for name in required - value.keys():
            wrong.append(_("“%(field)s” is missing.") % {"field": titles[name]})
        for name, each in value.items():
            if name in checks:
                plain, inner, whole = checks[name]
                if type(each) is not plain:
                    whole(each, wrong)
                elif inner is not None:
                    inner(each, wrong)

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

    def check(value: Any, wrong: list[str]) -> None:
        if not is_day(value, patterns):
            said = (
                _("“%(field)s” says “%(said)s”, which is no day: write it as 2026-05-03.")
                if patterns
                else _("“%(field)s” says “%(said)s”, which is no moment: write it as 2026-05-03T09:00:00Z.")
            )
            wrong.append(said % {"field": field, "said": short(value)})

    return check


@lru_cache(maxsize=8192)
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
