#!/usr/bin/env python
"""Django's command line, with our own PostgreSQL and Valkey when no address of either is given."""

import os
import signal
import sys
from types import FrameType

from hls_platform.embedded import CannotStart, ensure_services


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hls_platform.settings")
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, _leave)  # through `SystemExit`, so that the servers we started are stopped
    try:
        ensure_services()
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
    except CannotStart as reason:
        sys.exit(str(reason))
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
