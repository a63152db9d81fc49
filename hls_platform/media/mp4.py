"""AAC in MP4 (ISO/IEC 14496-12 and -14), whole or in fragments as Safari records it; read strictly, written whole."""

import itertools
import struct
from collections.abc import Iterator

from hls_platform.media.clean import Broken
from hls_platform.media.packets import MOST_PACKETS, Aac

TOP = {
    b"ftyp",
    b"styp",
    b"moov",
    b"moof",
    b"mdat",
    b"free",
    b"skip",
    b"wide",
    b"sidx",
    b"mfra",
    b"udta",
    b"meta",
}
MOST_BOXES = 4000
LARGEST_FRAME = 2 * 768
"""Bytes of a frame of two channels (ISO/IEC 14496-3: 6144 bits for each)."""
RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
LOW_COMPLEXITY, WITH_BANDS_COPIED, WITH_BOTH_COPIED = 2, 5, 29
LASTS, SIZE = 0x08, 0x10  # flags of a fragment: how long each of its frames lasts, and how large each is
Box = tuple[bytes, int, int]


def _boxes(data: bytes, at: int, end: int) -> Iterator[Box]:
    """Kind, beginning and end of each box between two places, which they fill to the last byte."""
    for _nth in range(MOST_BOXES):
        if at == end:
            return
        size, kind = struct.unpack_from(">I4s", data, at)
        begins = at + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, begins)
            begins += 8
        ends = end if size == 0 else at + size
        if not begins <= ends <= end:
            raise Broken
        yield kind, begins, ends
        at = ends
    raise Broken


def _find(data: bytes, within: Box, *path: bytes) -> Box:
    """The only box on that path. Raises `Broken` where there is none, or another."""
    for kind in path:
        found = [box for box in _boxes(data, within[1], within[2]) if box[0] == kind]
        if len(found) != 1:
            raise Broken
        within = found[0]
    return within


def read(data: bytes) -> Aac:
    """The only track of an MP4 file, which must be AAC of one or two channels. Raises `Broken`."""
    top = list(_boxes(data, 0, len(data)))
    if not top or top[0][0] != b"ftyp" or any(kind not in TOP for kind, _at, _end in top):
        raise Broken
    movie = _find(data, (b"", 0, len(data)), b"moov")
    track = _find(data, movie, b"trak")
    media = _find(data, track, b"mdia")
    if data[_find(data, media, b"hdlr")[1] + 8 :][:4] != b"soun":
        raise Broken
    header = _find(data, media, b"mdhd")[1]
    (scale,) = struct.unpack_from(">I", data, header + (20 if data[header] == 1 else 12))
    table = _find(data, media, b"minf", b"stbl")
    config, channels, rate = _config(data, _find(data, table, b"stsd"))
    frames = [*_listed(data, table), *_in_fragments(data, movie, [box for box in top if box[0] == b"moof"])]
    if not scale or not frames:
        raise Broken
    return Aac(config, channels, rate, scale, frames)


def _config(data: bytes, described: Box) -> tuple[bytes, int, int]:
    """What a player has to know of the codec, and its channels and rate."""
    (count,) = struct.unpack_from(">I", data, described[1] + 4)
    entries = list(_boxes(data, described[1] + 8, described[2]))
    if count != 1 or len(entries) != 1 or entries[0][0] != b"mp4a":
        raise Broken
    begins, ends = entries[0][1:]
    (version,) = struct.unpack_from(">H", data, begins + 8)
    if version:
        raise Broken
    stream = _find(data, (b"mp4a", begins + 28, ends), b"esds")
    config = _of_stream(data[stream[1] + 4 : stream[2]])
    bits = int.from_bytes(config[:8].ljust(8, b"\0"), "big")
    kind, index, channels = bits >> 59, bits >> 55 & 15, bits >> 51 & 15
    known = kind in (LOW_COMPLEXITY, WITH_BANDS_COPIED, WITH_BOTH_COPIED)
    if not known or index >= len(RATES) or channels not in (1, 2) or len(config) > 16:
        raise Broken
    return config, channels, RATES[index]


def _of_stream(said: bytes) -> bytes:
    """The configuration inside a descriptor of an elementary stream (ISO/IEC 14496-1, 7.2.6)."""
    stream, rest = _descriptor(said, 3)
    flags = stream[2]
    if rest or flags & 0xE0:
        raise Broken
    decoder, _synchrony = _descriptor(stream[3:], 4)
    if decoder[0] != 0x40:  # MPEG-4 audio
        raise Broken
    config, _profile = _descriptor(decoder[13:], 5)
    return config


def _descriptor(data: bytes, tag: int) -> tuple[bytes, bytes]:
    """What a descriptor holds, and what follows it."""
    if data[0] != tag:
        raise Broken
    size, at = 0, 1
    for at in range(1, 5):
        size = size << 7 | data[at] & 0x7F
        if not data[at] & 0x80:
            break
    content = data[at + 1 : at + 1 + size]
    if len(content) != size:
        raise Broken
    return content, data[at + 1 + size :]


def _entries(data: bytes, box: Box, shape: str) -> list[tuple[int, ...]]:
    """The rows of a table of the given shape."""
    (count,) = struct.unpack_from(">I", data, box[1] + 4)
    row = struct.Struct(shape)
    if count > MOST_PACKETS or box[1] + 8 + count * row.size != box[2]:
        raise Broken
    return list(row.iter_unpack(data[box[1] + 8 : box[2]]))


def _listed(data: bytes, table: Box) -> Iterator[tuple[int, bytes]]:
    """How long each frame lasts, and the frame, as the tables of a whole file list them."""
    kinds = {kind for kind, _at, _end in _boxes(data, table[1], table[2])}
    sized = _find(data, table, b"stsz")
    same, count = struct.unpack_from(">II", data, sized[1] + 4)
    if count > MOST_PACKETS:
        raise Broken
    sizes = (
        [same] * count
        if same
        else [size for (size,) in struct.iter_unpack(">I", data[sized[1] + 12 : sized[2]])]
    )
    if len(sizes) != count:
        raise Broken
    wide = b"co64" in kinds
    chunks = [
        at
        for (at,) in _entries(data, _find(data, table, b"co64" if wide else b"stco"), ">Q" if wide else ">I")
    ]
    runs = _entries(data, _find(data, table, b"stsc"), ">III")
    times = _entries(data, _find(data, table, b"stts"), ">II")
    if sum(many for many, _lasts in times) != count:
        raise Broken
    lasting = itertools.chain.from_iterable(itertools.repeat(lasts, many) for many, lasts in times)
    left = iter(sizes)
    for (first, many, _kind), (following, *_rest) in itertools.pairwise([*runs, (len(chunks) + 1, 0, 0)]):
        for chunk in chunks[first - 1 : following - 1]:
            at = chunk
            for size in itertools.islice(left, many):
                yield next(lasting), _frame(data, at, size)
                at += size
    if next(left, None) is not None:
        raise Broken


def _frame(data: bytes, at: int, size: int) -> bytes:
    if not 0 < size <= LARGEST_FRAME or at + size > len(data):
        raise Broken
    return data[at : at + size]


def _in_fragments(data: bytes, movie: Box, fragments: list[Box]) -> Iterator[tuple[int, bytes]]:
    """The same of a file in fragments."""
    if not fragments:
        return
    usual = _find(data, movie, b"mvex", b"trex")[1]
    _track, _kind, usual_lasts, usual_size = struct.unpack_from(">IIII", data, usual + 4)
    frames = 0
    for fragment in fragments:
        run = _find(data, fragment, b"traf")
        flags, at = _flags(data, _find(data, run, b"tfhd")[1])
        at += 4
        base = fragment[1] - 8
        if flags & 0x1:
            (base,) = struct.unpack_from(">Q", data, at)
            at += 8
        at += 4 if flags & 0x2 else 0
        lasts, at = _maybe(data, at, flags & LASTS, usual_lasts)
        size, at = _maybe(data, at, flags & SIZE, usual_size)
        for kind, begins, _ends in _boxes(data, run[1], run[2]):
            if kind == b"trun":
                for frame in _run(data, begins, base, lasts, size):
                    frames += 1
                    if frames > MOST_PACKETS:
                        raise Broken
                    yield frame


def _flags(data: bytes, at: int) -> tuple[int, int]:
    return struct.unpack_from(">I", data, at)[0] & 0xFFFFFF, at + 4


def _maybe(data: bytes, at: int, there: int, usual: int) -> tuple[int, int]:
    return (struct.unpack_from(">I", data, at)[0], at + 4) if there else (usual, at)


def _run(data: bytes, at: int, base: int, usual_lasts: int, usual_size: int) -> Iterator[tuple[int, bytes]]:
    flags, at = _flags(data, at)
    (count,) = struct.unpack_from(">I", data, at)
    after, at = _maybe(data, at + 4, flags & 0x1, -1)
    if after < 0 or count > MOST_PACKETS:
        raise Broken
    at += 4 if flags & 0x4 else 0
    place = base + after
    for _nth in range(count):
        lasts, at = _maybe(data, at, flags & 0x100, usual_lasts)
        size, at = _maybe(data, at, flags & 0x200, usual_size)
        at += (4 if flags & 0x400 else 0) + (4 if flags & 0x800 else 0)
        yield lasts, _frame(data, place, size)
        place += size


def _box(kind: bytes, *content: bytes) -> bytes:
    inside = b"".join(content)
    return struct.pack(">I4s", 8 + len(inside), kind) + inside


def _told(tag: int, content: bytes) -> bytes:
    return bytes([tag, len(content)]) + content


MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


def write(sound: Aac) -> bytes:
    """An MP4 file of these frames, and of nothing else, that can be played from its first bytes on."""
    lasts = sum(each for each, _frame in sound.frames)
    times = [
        (len(list(same)), each) for each, same in itertools.groupby(each for each, _frame in sound.frames)
    ]
    decoder = _told(4, struct.pack(">BBBHII", 0x40, 0x15, 0, 0, 0, 0) + _told(5, sound.config))
    stream = _told(3, struct.pack(">HB", 1, 0) + decoder + _told(6, b"\2"))
    entry = _box(
        b"mp4a", bytes(6), struct.pack(">H8xHHIHH", 1, sound.channels, 16, 0, sound.rate & 0xFFFF, 0),
        _box(b"esds", bytes(4), stream),
    )  # fmt: skip

    def header(at: int) -> bytes:
        table = _box(
            b"stbl",
            _box(b"stsd", struct.pack(">II", 0, 1), entry),
            _box(b"stts", struct.pack(">II", 0, len(times)), *(struct.pack(">II", *each) for each in times)),
            _box(b"stsc", struct.pack(">IIIII", 0, 1, 1, len(sound.frames), 1)),
            _box(b"stsz", struct.pack(">III", 0, 0, len(sound.frames)), *(struct.pack(">I", len(frame)) for _lasts, frame in sound.frames)),
            _box(b"stco", struct.pack(">III", 0, 1, at)),
        )  # fmt: skip
        information = _box(
            b"minf",
            _box(b"smhd", bytes(8)),
            _box(b"dinf", _box(b"dref", struct.pack(">II", 0, 1), _box(b"url ", struct.pack(">I", 1)))),
            table,
        )
        media = _box(
            b"mdia",
            _box(b"mdhd", struct.pack(">IIIIIHH", 0, 0, 0, sound.scale, lasts, 0x55C4, 0)),
            _box(b"hdlr", struct.pack(">II4s12x", 0, 0, b"soun"), b"\0"),
            information,
        )
        track = _box(
            b"trak",
            _box(
                b"tkhd", struct.pack(">IIIIII8xHHHH", 7, 0, 0, 1, 0, lasts, 0, 0, 0x100, 0), MATRIX, bytes(8)
            ),
            media,
        )
        movie = struct.pack(">IIIIIIH10x", 0, 0, 0, sound.scale, lasts, 0x10000, 0x100)
        return _box(b"ftyp", b"M4A \0\0\2\0M4A mp42isom") + _box(
            b"moov", _box(b"mvhd", movie, MATRIX, bytes(24), struct.pack(">I", 2)), track
        )

    before = len(header(0)) + 8
    return header(before) + _box(b"mdat", *(frame for _lasts, frame in sound.frames))
