"""The one-time link with which the first person sets up an empty place."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hls_platform.actions import Refused
from relationships.actions.memberships import make_set_up_link


class Command(BaseCommand):
    help = "Prints a one-time link, good for a day, with which the first person sets up an empty place."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(make_set_up_link())
        except Refused as refused:
            raise CommandError(str(refused)) from refused
