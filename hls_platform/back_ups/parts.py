"""The inside of a back-up's file: a manifest, then a part for each table and each file, then the sums of all of them."""

import hashlib
import json
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from hls_platform.back_ups.sealed import NotTrusted, Reading, Writing

CHUNK = 1 << 16
LENGTH = struct.Struct(">I")
MANIFEST, TABLE, FILE, SUMS = "manifest", "table", "file", "sums"


@dataclass
class Sum:
    """What a part amounts to. `rows` are its lines, which in PostgreSQL's text format are a table's rows."""

    rows: int = 0
    size: int = 0
    hash: Any = field(default_factory=hashlib.sha256, repr=False)

    def add(self, data: bytes) -> None:
        self.rows += data.count(b"\n")
        self.size += len(data)
        self.hash.update(data)

    def said(self) -> dict[str, object]:
        """As it is written in the back-up."""
        return {"rows": self.rows, "bytes": self.size, "sha256": self.hash.hexdigest()}


Sums = dict[str, dict[str, Any]]
"""What each part amounts to, by "table learning_share" or "file a/b.pdf"."""


@dataclass(frozen=True)
class Part:
    """One part as it is read. Its `chunks` can be read once, and must be before the next part is asked for."""

    kind: str
    name: str
    columns: tuple[str, ...]
    chunks: Iterator[bytes]

    def whole(self) -> Any:
        """The JSON value of a small part."""
        return json.loads(b"".join(self.chunks))


class PartsWriting:
    """Writes parts one after the other; `finish` adds their sums, and returns them."""

    def __init__(self, stream: Writing) -> None:
        self.stream = stream
        self.sums: Sums = {}

    def put(self, kind: str, name: str, chunks: Iterable[bytes], columns: Iterable[str] = ()) -> None:
        """Write a part, in memory no more of it than a chunk."""
        header = {"kind": kind, "name": name, "columns": list(columns)}
        self.stream.write(json.dumps(header).encode() + b"\n")
        total, waiting = Sum(), bytearray()
        for chunk in chunks:
            total.add(chunk)
            waiting += chunk
            while len(waiting) >= CHUNK:
                self._chunk(waiting)
        if waiting:
            self._chunk(waiting)
        self.stream.write(LENGTH.pack(0))
        if kind in (TABLE, FILE):
            self.sums[f"{kind} {name}"] = total.said()

    def put_whole(self, kind: str, value: object) -> None:
        """Write a small part: one JSON value."""
        self.put(kind, "", [json.dumps(value).encode()])

    def finish(self) -> Sums:
        self.put_whole(SUMS, self.sums)
        self.stream.close()
        return self.sums

    def _chunk(self, waiting: bytearray) -> None:
        data = bytes(waiting[:CHUNK])
        self.stream.write(LENGTH.pack(len(data)) + data)
        del waiting[:CHUNK]


def parts(stream: Reading) -> Iterator[Part]:
    """Each part of a back-up up to and with its sums, which must be what was read. Raises NotTrusted."""
    read: dict[str, Sum] = {}
    kind = ""
    while kind != SUMS:
        try:
            header = json.loads(stream.line())
            kind, name, columns = header["kind"], header["name"], tuple(header["columns"])
        except (ValueError, KeyError, TypeError) as error:
            raise NotTrusted("The back-up does not hold what it should.") from error
        total = read.setdefault(f"{kind} {name}", Sum())
        part = Part(kind, name, columns, _chunks(stream, total))
        if kind == SUMS:
            written = part.whole()
            found = {name: total.said() for name, total in read.items() if name.startswith((TABLE, FILE))}
            if written != found:
                raise NotTrusted("The back-up does not hold what it says it holds.")
            part = Part(kind, name, (), iter([json.dumps(written).encode()]))
        yield part
        for _left in part.chunks:
            pass
    stream.finish()


def _chunks(stream: Reading, total: Sum) -> Iterator[bytes]:
    while size := LENGTH.unpack(stream.read(LENGTH.size))[0]:
        if size > CHUNK:
            raise NotTrusted("The back-up does not hold what it should.")
        data = stream.read(size)
        total.add(data)
        yield data
