"""What both kinds of file have in common once they were written anew, and how one is refused."""

from dataclasses import dataclass

from hls_platform.actions import Refused

MOST_BYTES = 16 * 1024 * 1024
"""What a file may weigh as it comes."""


class NotAccepted(Refused):
    """The file is not what it should be, too large, or not whole."""


class Broken(Exception):
    """The bytes do not keep the rules of their format."""


@dataclass(frozen=True)
class Clean:
    """A file as this place wrote it: `width` and `height` in pixels of a picture, `seconds` of a sound, else 0."""

    content: bytes
    content_type: str
    width: int = 0
    height: int = 0
    seconds: int = 0
