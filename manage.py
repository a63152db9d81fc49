#!/usr/bin/env python
"""Django's command line, with our own PostgreSQL and Valkey when no address of either is given."""

import os
import sys

from hls_platform.embedded import CannotStart, ensure_services


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hls_platform.settings")
    try:
        ensure_services()
    except CannotStart as reason:
        sys.exit(str(reason))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
