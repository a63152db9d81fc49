"""The outside of a back-up's file: one stream, compressed, and cut into pieces that are sealed one by one.

With a key a piece is encrypted and authenticated (AES-256-GCM, a key of its own for each file by scrypt); without one it
carries its SHA-256. Either seal holds the head of the file, the piece's place in the order and whether it is the last,
so that a piece changed, left out, swapped or cut off is found before anything of it is used.
"""

import hashlib
import os
import struct
import zlib
from collections.abc import Iterator
from typing import IO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from hls_platform.actions import Refused

OPENING = b"HLS back-up 1\n"
ENCRYPTED, PLAIN = b"e", b"p"
SALT = 16
PIECE = 1 << 20
LONGEST_SEAL = 32
HEADER = struct.Struct(">?I")  # is it the last, and how many bytes follow


class NotTrusted(Refused):
    """The file of a back-up is not what was written, or cannot be opened with this key."""


class Seal(Protocol):
    def close(self, nonce: bytes, piece: bytes) -> bytes:
        """The piece under its seal."""

    def open(self, nonce: bytes, sealed: bytes) -> bytes:
        """The piece that `close` was given. Raises NotTrusted."""


class ByKey:
    """Encrypts. `head` is the beginning of the file, salt included."""

    def __init__(self, key: str, head: bytes) -> None:
        salt = head[-SALT:]
        self.head = head
        self.cipher = AESGCM(Scrypt(salt=salt, length=32, n=1 << 15, r=8, p=1).derive(key.encode()))

    def close(self, nonce: bytes, piece: bytes) -> bytes:
        return self.cipher.encrypt(nonce, piece, self.head)

    def open(self, nonce: bytes, sealed: bytes) -> bytes:
        try:
            return self.cipher.decrypt(nonce, sealed, self.head)
        except InvalidTag as error:
            raise NotTrusted(
                "The back-up cannot be opened: BACK_UP_KEY is not its key, or the file was changed since."
            ) from error


class ByChecksum:
    """Finds damage; hides nothing, and stops nobody who would change the file on purpose."""

    def __init__(self, head: bytes) -> None:
        self.head = head

    def close(self, nonce: bytes, piece: bytes) -> bytes:
        return piece + hashlib.sha256(self.head + nonce + piece).digest()

    def open(self, nonce: bytes, sealed: bytes) -> bytes:
        piece = sealed[:-LONGEST_SEAL]
        if self.close(nonce, piece) != sealed:
            raise NotTrusted("The back-up was changed, or damaged, since it was written.")
        return piece


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if last else b"\0")


class Writing:
    """`write` bytes to `file`, then `close` (which leaves the file itself open). Encrypted where `key` is not empty."""

    def __init__(self, file: IO[bytes], key: str) -> None:
        head = OPENING + (ENCRYPTED if key else PLAIN) + os.urandom(SALT)
        file.write(head)
        self.file = file
        self.seal: Seal = ByKey(key, head) if key else ByChecksum(head)
        self.compress = zlib.compressobj(6)
        self.waiting = bytearray()
        self.pieces = 0

    def write(self, data: bytes) -> None:
        self.waiting += self.compress.compress(data)
        while len(self.waiting) > PIECE:
            self._put(bytes(self.waiting[:PIECE]), last=False)
            del self.waiting[:PIECE]

    def close(self) -> None:
        self.waiting += self.compress.flush()
        while len(self.waiting) > PIECE:
            self._put(bytes(self.waiting[:PIECE]), last=False)
            del self.waiting[:PIECE]
        self._put(bytes(self.waiting), last=True)

    def _put(self, piece: bytes, *, last: bool) -> None:
        sealed = self.seal.close(_nonce(self.pieces, last), piece)
        self.file.write(HEADER.pack(last, len(sealed)) + sealed)
        self.pieces += 1


class Reading:
    """`read` exactly so many bytes of what was written to `file`. Raises NotTrusted where they are not there, unchanged."""

    def __init__(self, file: IO[bytes], key: str) -> None:
        head = file.read(len(OPENING) + 1 + SALT)
        how = head[len(OPENING) : len(OPENING) + 1]
        if not head.startswith(OPENING) or how not in (ENCRYPTED, PLAIN) or len(head[len(OPENING) :]) <= SALT:
            raise NotTrusted("The file is no back-up of this platform, or was cut short.")
        if how == ENCRYPTED and not key:
            raise NotTrusted("The back-up is encrypted: give its key in BACK_UP_KEY.")
        if how == PLAIN and key:  # or anybody could put a file of their own in the place of ours
            raise NotTrusted("The back-up is not encrypted: if that is meant, ask again without BACK_UP_KEY.")
        self.file = file
        self.seal: Seal = ByKey(key, head) if how == ENCRYPTED else ByChecksum(head)
        self.stream = self._opened()
        self.waiting = bytearray()

    def read(self, size: int) -> bytes:
        while len(self.waiting) < size:
            self._more()
        data = bytes(self.waiting[:size])
        del self.waiting[:size]
        return data

    def line(self, longest: int = PIECE) -> bytes:
        """Up to and with the next line's end."""
        while (end := self.waiting.find(b"\n")) < 0:
            if len(self.waiting) > longest:
                raise NotTrusted("The back-up does not hold what it should.")
            self._more()
        return self.read(end + 1)

    def finish(self) -> None:
        """See that nothing follows, and that the last piece was there."""
        if self.waiting or next(self.stream, None) is not None or self.file.read(1):
            raise NotTrusted("The back-up has more at its end than was written.")

    def _more(self) -> None:
        found = next(self.stream, None)
        if found is None:
            raise NotTrusted("The back-up was cut short since it was written.")
        self.waiting += found

    def _opened(self) -> Iterator[bytes]:
        """What the pieces hold, at most `PIECE` bytes at once however well it was compressed."""
        inflate = zlib.decompressobj()
        number, last = 0, False
        while not last:
            header = self.file.read(HEADER.size)
            if len(header) < HEADER.size:
                raise NotTrusted("The back-up was cut short since it was written.")
            last, size = HEADER.unpack(header)
            if size > PIECE + LONGEST_SEAL:
                raise NotTrusted("The back-up was changed, or damaged, since it was written.")
            piece = self.seal.open(_nonce(number, last), self.file.read(size))
            number += 1
            while piece:
                try:
                    out = inflate.decompress(piece, PIECE)
                except zlib.error as error:
                    raise NotTrusted("The back-up does not hold what it should.") from error
                piece = inflate.unconsumed_tail
                if out:
                    yield out
        if rest := inflate.flush():
            yield rest
        if not inflate.eof:
            raise NotTrusted("The back-up was cut short since it was written.")
