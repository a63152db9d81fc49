"""The door for scripts: a command whose last line on stdout is one JSON value."""

import json
import sys
from argparse import ArgumentError, Namespace
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser, handle_default_options
from django.db import ProgrammingError, connections
from psycopg.errors import UndefinedTable

from hls_platform.actions import Refused

BAD_INPUT = 2


class _Parser(CommandParser):
    def error(self, message: str) -> NoReturn:
        sentence = f"{message[:1].upper()}{message[1:].rstrip('.')}."
        raise CommandError(sentence, returncode=BAD_INPUT)


class ScriptDoor(BaseCommand):
    """Subclasses write `answer`, which returns what is printed as JSON; everything else they say goes to stderr.

    Bad input (`CommandError`, `Refused`) ends with exit code 2 and one sentence on stderr.
    """

    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.__class__ = _Parser
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        """As Django's own, but what is wrong is one sentence, and nothing of its name stands before it."""
        try:
            options = vars(self.create_parser(argv[0], argv[1]).parse_args(argv[2:]))
            handle_default_options(Namespace(**options))
            self.execute(*options.pop("args", ()), **options)
        except (CommandError, ArgumentError) as problem:
            sys.stderr.write(f"{problem}\n")
            sys.exit(getattr(problem, "returncode", BAD_INPUT))
        finally:
            connections.close_all()

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            said = self.answer(**options)
        except Refused as refused:
            raise CommandError(str(refused), returncode=BAD_INPUT) from refused
        except ProgrammingError as error:
            if not isinstance(error.__cause__, UndefinedTable):
                raise
            raise CommandError(
                "The database has no tables yet: make them with manage.py migrate --database owner.",
                returncode=1,
            ) from error
        self.stdout.write(json.dumps(said, ensure_ascii=False))

    def answer(self, **options: Any) -> object:
        """What the command has to say, as a value that JSON can hold. Raises CommandError for bad input."""
        raise NotImplementedError

    def wrong(self, sentence: str) -> CommandError:
        """The error that says what is wrong with the input."""
        return CommandError(sentence, returncode=BAD_INPUT)

    def must_be_writable(self, file: Path) -> None:
        """Raise the error that says so where `file` cannot be written, before any work is done for it."""
        if file.is_dir() or not file.resolve().parent.is_dir():
            raise self.wrong(f"{file} cannot be written: there is no such folder, or it is one.")
