"""What is inside a sound, whatever file it came in: packets of one codec with their times."""

from dataclasses import dataclass

from hls_platform.media.clean import Broken

MOST_SECONDS = 15 * 60
MOST_PACKETS = MOST_SECONDS * 400
"""An Opus packet lasts 2.5 milliseconds at least."""
OPUS_MS = (10.0, 20.0, 40.0, 60.0) * 3 + (10.0, 20.0) * 2 + (2.5, 5.0, 10.0, 20.0) * 4
"""How long each frame of a packet lasts, by the configuration in its first byte (RFC 6716, 3.1)."""


@dataclass(frozen=True)
class Opus:
    """Packets of Opus; each with the millisecond at which it begins. `ends` is when the last one does."""

    channels: int
    pre_skip: int
    gain: bytes
    packets: list[tuple[int, bytes]]

    @property
    def ends(self) -> int:
        begins, last = self.packets[-1]
        return begins + round(opus_ms(last))


@dataclass(frozen=True)
class Aac:
    """Frames of AAC; each with how long it lasts, in parts of a second of which there are `scale`."""

    config: bytes
    channels: int
    rate: int
    scale: int
    frames: list[tuple[int, bytes]]

    @property
    def ends(self) -> int:
        return sum(lasts for lasts, _frame in self.frames) * 1000 // self.scale


def opus_head(head: bytes) -> tuple[int, int, bytes]:
    """Channels, samples to skip and gain of an `OpusHead` (RFC 7845, 5.1) of one or two channels. Raises `Broken`."""
    if len(head) != 19 or head[:8] != b"OpusHead" or head[8] >> 4 or head[9] not in (1, 2) or head[18]:
        raise Broken
    return head[9], int.from_bytes(head[10:12], "little"), head[16:18]


def opus_ms(packet: bytes) -> float:
    """How many milliseconds a packet of Opus lasts. Raises `Broken` where it breaks the rules of RFC 6716, 3.4."""
    if not packet:
        raise Broken
    code = packet[0] & 3
    if code == 3 and len(packet) < 2:
        raise Broken
    frames = (1, 2, 2, packet[1] & 63 if code == 3 else 0)[code]
    lasts = OPUS_MS[packet[0] >> 3] * frames
    if not 0 < lasts <= 120 or (code == 1 and len(packet) % 2 == 0):
        raise Broken
    return lasts
