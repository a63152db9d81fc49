"""Files as people bring them: pictures from a camera, recordings from a browser and a telephone."""

import io

from PIL import Image

from hls_platform.media import mp4, webm
from hls_platform.media.packets import Aac, Opus

SILENT_AAC = bytes.fromhex("00c800802380")
SILENT_OPUS = b"\xf8\xff\xfe"


def a_picture(*, width: int = 60, height: int = 40, colour: str = "teal", kind: str = "JPEG") -> bytes:
    """A picture as a camera keeps it: lying on its side, and telling where and with what it was taken."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "canary-camera"
    exif.get_ifd(0x8825)[2] = (50.0, 22.0, 7.0)
    written = io.BytesIO()
    more = {"exif": exif, "comment": b"canary-comment"} if kind == "JPEG" else {}
    Image.new("RGB", (width, height), colour).save(written, kind, **more)
    return written.getvalue()


def a_recording(seconds: int = 3, *, pitch: int = 0) -> bytes:
    """A recording in WebM; another `pitch` is other content."""
    packets = [(ms, SILENT_OPUS + bytes([pitch])) for ms in range(0, seconds * 1000, 20)]
    return webm.write(Opus(1, 312, b"\0\0", packets))


def from_a_telephone(seconds: int = 3) -> bytes:
    """A recording in MP4, as a telephone keeps it."""
    return mp4.write(Aac(bytes.fromhex("1208"), 1, 44100, 44100, [(1024, SILENT_AAC)] * (seconds * 43)))
