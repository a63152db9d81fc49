"""Opus in Ogg (RFC 3533, RFC 7845), read strictly: one stream, page after page, to the last byte."""

import struct

from hls_platform.media.clean import Broken
from hls_platform.media.packets import MOST_PACKETS, Opus, opus_head, opus_ms

PAGE = struct.Struct("<4sBBqIIIB")
CONTINUED, FIRST = 1, 2


def read(data: bytes) -> Opus:
    """The only stream of an Ogg file, which must be Opus; when its packets begin follows from how long each lasts.

    Raises `Broken`.
    """
    packets = _packets(data)
    if len(packets) < 3 or packets[1][:8] != b"OpusTags":
        raise Broken
    at, timed = 0.0, []
    for packet in packets[2:]:
        timed.append((round(at), packet))
        at += opus_ms(packet)
    return Opus(*opus_head(packets[0]), timed)


def _packets(data: bytes) -> list[bytes]:
    packets, pending, at, nth, stream = [], b"", 0, 0, None
    while at < len(data):
        mark, version, kind, _until, serial, sequence, _sum, laces = PAGE.unpack_from(data, at)
        stream = serial if stream is None else stream
        if (
            mark != b"OggS"
            or version
            or serial != stream
            or sequence != nth
            or bool(kind & FIRST) != (nth == 0)
        ):
            raise Broken
        if bool(kind & CONTINUED) != bool(pending):
            raise Broken
        at += PAGE.size
        sizes, at = data[at : at + laces], at + laces
        for size in sizes:
            pending += data[at : at + size]
            at += size
            if size < 255:
                packets.append(pending)
                pending = b""
        if at > len(data) or len(packets) > MOST_PACKETS or len(pending) > 1 << 16:
            raise Broken
        nth += 1
    if pending:
        raise Broken
    return packets
