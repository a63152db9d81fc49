"""Chunks of bytes as the readable file that a storage takes."""

import io
from collections.abc import Iterator
from typing import IO, Any, cast


def as_file(chunks: Iterator[bytes]) -> IO[bytes]:
    """A file to read once, from its beginning to its end."""
    return cast("IO[bytes]", _Chunked(chunks))


class _Chunked(io.RawIOBase):
    """Reads `chunks`, one after the other."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks = chunks
        self.waiting = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill as much of `buffer` as one chunk does; 0 at the end."""
        self.waiting = self.waiting or next(self.chunks, b"")
        size = min(len(buffer), len(self.waiting))
        buffer[:size], self.waiting = self.waiting[:size], self.waiting[size:]
        return size
