"""Log lines that hold no private word: JSON for machines, or plain for whoever runs `make run`.

What other people's code logs is not taken on trust: of a message only what its programmer wrote is kept, and of what was
filled in only numbers. Of an exception its types and its way through the code are kept, never what it says: PostgreSQL
quotes rows, forms quote what was typed.
"""

import datetime
import json
import logging
import traceback
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any

import psycopg

HERE = Path(__file__).resolve().parents[2]
OURS = ("hls_platform", "relationships", "systems", "learning", "funders")
"""Our own loggers say what they say: known names, numbers and identifiers."""
FIXED_WORDS = ("celery", "django", "kombu", "psycopg", "uvicorn")
"""Loggers whose messages are fixed sentences with gaps; read in November 2026."""
ANYTHING = ("celery.redirected", "django.security")
"""Among those, the ones that log whatever was printed, or sent by a stranger."""
OF_TASKS = frozenset({"name", "id", "description", "runtime"})
GAP = "…"

where: ContextVar[Mapping[str, str]] = ContextVar("where", default=MappingProxyType({}))
"""Which request, or which task, this is: what each line says beside its own words."""


def _is_of(name: str, loggers: tuple[str, ...]) -> bool:
    return name.startswith(loggers) and any(name == each or name.startswith(f"{each}.") for each in loggers)


def words_of(record: logging.LogRecord) -> str:
    """The message of a record, without what was filled into it by code that is not ours."""
    if _is_of(record.name, OURS):
        return record.getMessage()
    if (
        not isinstance(record.msg, str)
        or not _is_of(record.name, FIXED_WORDS)
        or _is_of(record.name, ANYTHING)
    ):
        return f"{GAP} ({Path(record.pathname).name}:{record.lineno})"
    given = record.args
    safe: Any
    if isinstance(given, Mapping):
        safe = {key: value if key in OF_TASKS else _number_or_gap(value) for key, value in given.items()}
    else:
        safe = tuple(_number_or_gap(value) for value in given or ())
    try:
        return record.msg % safe if safe else record.msg
    except (TypeError, ValueError, KeyError):
        return record.msg


def _number_or_gap(value: object) -> object:
    return value if value is None or isinstance(value, int | float) else GAP


def error_of(error: BaseException, path: TracebackType | None) -> dict[str, object]:
    """What may be told of an exception: its types, from the last to the first cause, and the way to it."""
    told: dict[str, object] = {
        "types": [f"{type(each).__module__}.{type(each).__qualname__}" for each in _causes(error)]
    }
    for each in _causes(error):
        if isinstance(each, psycopg.Error):
            names = {
                "sqlstate": each.sqlstate,
                "constraint": each.diag.constraint_name,
                "table": each.diag.table_name,
            }
            told |= {name: said for name, said in names.items() if said}
    told["stack"] = [
        f"{_short(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(path)
    ]
    return told


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    now: BaseException | None = error
    while now is not None and id(now) not in seen:
        seen.add(id(now))
        yield now
        now = now.__cause__ or (None if now.__suppress_context__ else now.__context__)


def _short(file: str) -> str:
    """A file's name as it is known in the project, or in the package it comes from."""
    return file.partition("site-packages/")[2] or file.removeprefix(f"{HERE}/")


def told(record: logging.LogRecord) -> dict[str, object]:
    """Everything that a line says of a record. `extra={"facts": {…}}` adds facts; they hold no private word."""
    moment = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
    line: dict[str, object] = {
        "time": moment.isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "message": words_of(record),
        **where.get(),
        **getattr(record, "facts", {}),
    }
    if record.exc_info and record.exc_info[1]:
        line["error"] = error_of(record.exc_info[1], record.exc_info[2])
    return line


class JsonLine(logging.Formatter):
    """One line, one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(told(record), default=str)


class PlainLine(logging.Formatter):
    """The same for people: the time of this machine, the words, then the rest."""

    def format(self, record: logging.LogRecord) -> str:
        line = told(record)
        clock = datetime.datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        error: Any = line.pop("error", None)
        for known in ("time", "level", "logger"):
            line.pop(known)
        words = " ".join([str(line.pop("message")), *(f"{name}={value}" for name, value in line.items())])
        words = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in words)
        said = [f"{clock} {record.levelname} {record.name}: {words}"]
        if error:
            said += [f"    {each}" for each in [*error.pop("stack"), error]]
        return "\n".join(said)
