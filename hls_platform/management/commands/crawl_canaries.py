"""Searches everything that leaves a place for words that its reader may not see."""

from typing import Any

from hls_platform.management.outside_door import OutsideDoor


class Command(OutsideDoor):
    help = "Walks every address as every kind of person, in a world where each text is a mark, and counts the leaks."

    def answer(self, **options: Any) -> object:
        return self.throw("crawl_canaries")
