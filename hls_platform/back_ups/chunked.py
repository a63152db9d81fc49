"""Chunks of bytes as the readable file that a storage takes."""

import io
from collections.abc import Iterator
from typing import IO, cast


def as_file(chunks: Iterator[bytes]) -> IO[bytes]:
    """A file to read once, from its beginning to its end."""
    return cast("IO[bytes]", _Chunked(chunks))


class _Chunked(io.RawIOBase):
    """Reads `chunks`, one after the other."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks = chunks
        self.waiting = bytearray()
        self.begun = False

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """To the beginning, while that is where we are: storages ask for it before they read."""
        if (offset, whence) != (0, io.SEEK_SET) or self.begun:
            raise io.UnsupportedOperation("this can be read once, from its beginning")
        return 0

    def read(self, size: int = -1) -> bytes:
        """So many bytes, fewer only at the end: a storage takes a short answer for the end."""
        self.begun = True
        while (size < 0 or len(self.waiting) < size) and (chunk := next(self.chunks, b"")):
            self.waiting += chunk
        end = len(self.waiting) if size < 0 else size
        data = bytes(self.waiting[:end])
        del self.waiting[:end]
        return data
