"""A recording, taken out of its file packet by packet and put into one of our own: tags, pictures and padding stay behind."""

import struct

from django.utils.translation import gettext as _

from hls_platform.media import mp4, ogg, webm
from hls_platform.media.clean import MOST_BYTES, Broken, Clean, NotAccepted
from hls_platform.media.packets import MOST_SECONDS, Aac, Opus, opus_ms


def sound(sent: bytes) -> Clean:
    """The recording in `sent`: Opus out of WebM or Ogg becomes WebM, AAC out of MP4 becomes MP4. Raises `NotAccepted`."""
    if len(sent) > MOST_BYTES:
        raise NotAccepted(_("This recording is too large. Up to 16 megabytes can be kept."))
    try:
        found = _read(sent)
        seconds = max(round(found.ends / 1000), 1)
        if 0 < seconds <= MOST_SECONDS:
            return _written(found, seconds)
    except (Broken, struct.error, IndexError, OverflowError):
        raise NotAccepted(
            _("This is no recording that can be read whole. WebM and Ogg with Opus, and M4A, can be kept.")
        ) from None
    raise NotAccepted(_("This recording is too long. Up to 15 minutes can be kept."))


def begins_as_sound(sent: bytes) -> bool:
    """Whether the first bytes are those of a kind of recording that may be kept; nothing more is known by that."""
    return sent[:4] in (b"\x1aE\xdf\xa3", b"OggS") or sent[4:10] in (b"ftypM4", b"ftypis", b"ftypmp")


def _read(sent: bytes) -> Opus | Aac:
    if sent[:4] == b"\x1aE\xdf\xa3":
        return _in_order(webm.read(sent))
    if sent[:4] == b"OggS":
        return _in_order(ogg.read(sent))
    if sent[4:8] == b"ftyp":
        return mp4.read(sent)
    raise Broken


def _in_order(found: Opus) -> Opus:
    """The same, where every packet is one of Opus and none begins before the one that it follows."""
    before = 0
    for begins, packet in found.packets:
        opus_ms(packet)
        if begins < before:
            raise Broken
        before = begins
    if not found.packets:
        raise Broken
    return found


def _written(found: Opus | Aac, seconds: int) -> Clean:
    if isinstance(found, Opus):
        return Clean(webm.write(found), "audio/webm", seconds=seconds)
    return Clean(mp4.write(found), "audio/mp4", seconds=seconds)
