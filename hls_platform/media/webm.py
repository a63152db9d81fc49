"""Opus in WebM (RFC 8794, RFC 9559), read strictly and written with its length and its index, so that one can jump in it."""

import struct
from collections.abc import Iterator

from hls_platform.media.clean import Broken
from hls_platform.media.packets import MOST_PACKETS, Opus, opus_head

EBML, DOC_TYPE = 0x1A45DFA3, 0x4282
SEGMENT, INFO, SCALE, DURATION, TRACKS, CLUSTER, CUES = (
    0x18538067, 0x1549A966, 0x2AD7B1, 0x4489, 0x1654AE6B, 0x1F43B675, 0x1C53BB6B,
)  # fmt: skip
TRACK, NUMBER, UID, KIND, CODEC, PRIVATE, ENCODINGS = 0xAE, 0xD7, 0x73C5, 0x83, 0x86, 0x63A2, 0x6D80
DELAY, ROLL, AUDIO, FREQUENCY, CHANNELS = 0x56AA, 0x56BB, 0xE1, 0xB5, 0x9F
TIME, SIMPLE_BLOCK, GROUP, BLOCK = 0xE7, 0xA3, 0xA0, 0xA1
CUE, CUE_TIME, CUE_TRACKS, CUE_TRACK, CUE_AT = 0xBB, 0xB3, 0xB7, 0xF7, 0xF1
DROPPED = {0x114D9B74, CUES, 0x1254C367, 0xEC, 0xBF}
"""An index, tags, padding and a checksum: what a recorder may write beside the sound."""
IN_A_SEGMENT = {INFO, TRACKS, CLUSTER, *DROPPED}
IN_A_CLUSTER = {0xA7, 0xAB}
MOST_PARTS = 4000
CLUSTER_MS = 5000


def _number(data: bytes, at: int, *, marked: bool) -> tuple[int, int]:
    """A number of variable length (its marker left in for an id), and where it ends."""
    if at >= len(data) or not data[at]:
        raise Broken
    length = 9 - data[at].bit_length()
    raw = data[at : at + length]
    if len(raw) < length or (marked and length > 4):
        raise Broken
    value = int.from_bytes(raw, "big")
    return (value if marked else value & ((1 << 7 * length) - 1)), at + length


def _parts(data: bytes, at: int, end: int, inside: set[int] | None = None) -> Iterator[tuple[int, int, int]]:
    """The id, the beginning and the end of each part between two places, which they fill to the last byte.

    The last part may have no length, as recorders write what goes on: a cluster ends where what is not `inside`
    one begins.
    """
    while at < end:
        id, at = _number(data, at, marked=True)
        before = at
        size, at = _number(data, at, marked=False)
        unknown = size == (1 << 7 * (at - before)) - 1
        if unknown and id not in (SEGMENT, CLUSTER):
            raise Broken
        ends = (_open_end(data, at, end) if id == CLUSTER else end) if unknown else at + size
        if ends > end:
            raise Broken
        yield id, at, ends
        at = ends


def _open_end(data: bytes, at: int, end: int) -> int:
    """Where a cluster without a length ends: at the next part of a segment."""
    while at < end:
        id, inner = _number(data, at, marked=True)
        if id in IN_A_SEGMENT - {0xEC, 0xBF}:
            return at
        size, inner = _number(data, inner, marked=False)
        at = inner + size
    if at != end:
        raise Broken
    return end


def _whole(data: bytes, at: int, end: int) -> int:
    return int.from_bytes(data[at:end], "big")


def read(data: bytes) -> Opus:
    """The only track of a WebM or Matroska file, which must be Opus. Raises `Broken`."""
    top = list(_parts(data, 0, len(data)))
    if [id for id, _at, _end in top] != [EBML, SEGMENT]:
        raise Broken
    doc_type = {id: data[at:end].rstrip(b"\0") for id, at, end in _parts(data, *top[0][1:])}.get(DOC_TYPE)
    if doc_type not in (b"webm", b"matroska"):
        raise Broken
    scale, head, packets = 1_000_000, None, []
    for nth, (id, at, end) in enumerate(_parts(data, *top[1][1:])):
        if nth > MOST_PARTS or id not in IN_A_SEGMENT:
            raise Broken
        if id == INFO:
            found = {id: _whole(data, *where) for id, *where in _parts(data, at, end)}
            scale = found.get(SCALE, scale)
        elif id == TRACKS:
            if head is not None:
                raise Broken
            number, head = _track(data, at, end)
        elif id == CLUSTER:
            if head is None:
                raise Broken
            for begins, packet in _blocks(data, at, end, number):
                packets.append((begins * scale // 1_000_000, packet))
                if len(packets) > MOST_PACKETS:
                    raise Broken
    if head is None:
        raise Broken
    return Opus(*opus_head(head), packets)


def _track(data: bytes, at: int, end: int) -> tuple[int, bytes]:
    """The number of the only track, and its head."""
    tracks = [part for part in _parts(data, at, end) if part[0] not in DROPPED]
    if [id for id, _at, _end in tracks] != [TRACK]:
        raise Broken
    said = {id: data[begins:ends] for id, begins, ends in _parts(data, *tracks[0][1:])}
    kind = int.from_bytes(said.get(KIND, b""), "big")
    if kind != 2 or said.get(CODEC, b"").rstrip(b"\0") != b"A_OPUS" or ENCODINGS in said:
        raise Broken
    return int.from_bytes(said.get(NUMBER, b""), "big"), said.get(PRIVATE, b"")


def _blocks(data: bytes, at: int, end: int, number: int) -> Iterator[tuple[int, bytes]]:
    """Each packet of a cluster with its time, in the file's own unit."""
    time = None
    for id, begins, ends in _parts(data, at, end):
        if id == TIME:
            time = _whole(data, begins, ends)
        elif id == SIMPLE_BLOCK and time is not None:
            yield _block(data, begins, ends, time, number)
        elif id == GROUP and time is not None:
            for inner, inner_begins, inner_ends in _parts(data, begins, ends):
                if inner == BLOCK:
                    yield _block(data, inner_begins, inner_ends, time, number)
        elif id not in IN_A_CLUSTER | DROPPED:
            raise Broken


def _block(data: bytes, at: int, end: int, time: int, number: int) -> tuple[int, bytes]:
    track, at = _number(data, at, marked=False)
    after, flags = struct.unpack_from(">hB", data, at)
    if (
        track != number or flags & 0x06 or at + 3 > end
    ):  # packets laced together: no recorder does that to Opus
        raise Broken
    return max(time + after, 0), data[at + 3 : end]


def _part(id: int, content: bytes) -> bytes:
    name = id.to_bytes((id.bit_length() + 7) // 8, "big")
    return name + (len(content) | 1 << 56).to_bytes(8, "big") + content


def _uint(id: int, value: int, length: int = 0) -> bytes:
    return _part(id, value.to_bytes(length or max((value.bit_length() + 7) // 8, 1), "big"))


def write(sound: Opus) -> bytes:
    """A WebM file of these packets, and of nothing else."""
    head = struct.pack("<8sBBHI2sB", b"OpusHead", 1, sound.channels, sound.pre_skip, 48000, sound.gain, 0)
    track = _part(
        TRACK,
        _uint(NUMBER, 1) + _uint(UID, 1) + _uint(KIND, 2) + _part(CODEC, b"A_OPUS") + _part(PRIVATE, head)
        + _uint(DELAY, sound.pre_skip * 1_000_000_000 // 48000) + _uint(ROLL, 80_000_000)
        + _part(AUDIO, _part(FREQUENCY, struct.pack(">d", 48000.0)) + _uint(CHANNELS, sound.channels)),
    )  # fmt: skip
    info = _part(INFO, _uint(SCALE, 1_000_000) + _part(DURATION, struct.pack(">d", float(sound.ends))))
    before = info + _part(TRACKS, track)
    clusters = list(_clusters(sound))
    index = len(_cues([(begins, 0) for begins, _cluster in clusters]))
    places, at = [], len(before) + index
    for begins, cluster in clusters:
        places.append((begins, at))
        at += len(cluster)
    kind = _part(EBML, _uint(0x4286, 1) + _uint(0x42F7, 1) + _uint(0x42F2, 4) + _uint(0x42F3, 8)
                 + _part(DOC_TYPE, b"webm") + _uint(0x4287, 4) + _uint(0x4285, 2))  # fmt: skip
    return kind + _part(SEGMENT, before + _cues(places) + b"".join(cluster for _begins, cluster in clusters))


def _cues(places: list[tuple[int, int]]) -> bytes:
    """The index: where the cluster of each time begins, counted from where the segment does."""
    return _part(CUES, b"".join(
        _part(CUE, _uint(CUE_TIME, begins, 8) + _part(CUE_TRACKS, _uint(CUE_TRACK, 1) + _uint(CUE_AT, at, 8)))
        for begins, at in places
    ))  # fmt: skip


def _clusters(sound: Opus) -> Iterator[tuple[int, bytes]]:
    begins = sound.packets[0][0]
    blocks: list[bytes] = []
    for time, packet in sound.packets:
        if time - begins >= CLUSTER_MS:
            yield begins, _part(CLUSTER, _uint(TIME, begins) + b"".join(blocks))
            begins, blocks = time, []
        blocks.append(_part(SIMPLE_BLOCK, b"\x81" + struct.pack(">hB", time - begins, 0x80) + packet))
    yield begins, _part(CLUSTER, _uint(TIME, begins) + b"".join(blocks))
