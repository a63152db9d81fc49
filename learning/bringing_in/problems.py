"""What can be wrong with a file of notes: the whole of it, or one row."""

from dataclasses import dataclass

from hls_platform.actions import Refused
from learning.actions.drafts import LONGEST

__all__ = ["LONGEST", "Problem", "Unreadable"]


class Unreadable(Refused):
    """The file cannot be read at all. The message is a sentence that says why."""


@dataclass(frozen=True)
class Problem:
    """What is wrong with one row, by the number that a spreadsheet gives it; 0 is the whole file."""

    row: int
    problem: str
