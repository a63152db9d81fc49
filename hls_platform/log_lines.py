"""How an entry of the log is written. Read by the settings, so it knows nothing of Django."""

import datetime
import logging


class Line(logging.Formatter):
    """One entry, one line: the moment in UTC, how grave, where from, what. A line break in it is written as its sign."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - its name in logging
        return datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(
            timespec="milliseconds"
        )

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - its name in logging
        said = super().formatMessage(record)
        return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in said)
