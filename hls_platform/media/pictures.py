"""A picture, decoded and painted anew: turned as it was taken, small enough, and with nothing beside its pixels."""

import io
import struct
import zlib

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from hls_platform.media.clean import MOST_BYTES, Clean, NotAccepted

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1600
QUALITY = 82
BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError, struct.error, zlib.error,
)  # fmt: skip
"""What the readers of those formats raise about bytes that break their rules."""


def picture(sent: bytes, longest: int = LONGEST_SIDE) -> Clean:
    """A JPEG of the first frame of the picture in `sent`, its longest side `longest` pixels at most.

    The size that its header claims is looked at before a pixel is decoded. Raises `NotAccepted`.
    """
    if len(sent) > MOST_BYTES:
        raise NotAccepted(_("This picture is too large. Up to 16 megabytes can be kept."))
    try:
        with Image.open(io.BytesIO(sent), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Image.DecompressionBombError
            opened.draft("RGB", (longest, longest))
            small = ImageOps.exif_transpose(opened)
            small.thumbnail((longest, longest), reducing_gap=2.0)
            painted = _on_white(small)
    except Image.DecompressionBombError:  # Pillow itself raises it of the most immense
        raise NotAccepted(_("This picture has too many pixels. Take a smaller one.")) from None
    except BROKEN:
        raise NotAccepted(
            _("This is no picture that can be read. JPEG, PNG, WebP and GIF can be kept.")
        ) from None
    written = io.BytesIO()
    painted.save(written, "JPEG", quality=QUALITY, optimize=True)
    return Clean(written.getvalue(), "image/jpeg", width=painted.width, height=painted.height)


def _on_white(image: Image.Image) -> Image.Image:
    """The pixels alone, on white where they were see-through."""
    canvas = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        seen = image.convert("RGBA")
        canvas.paste(seen, mask=seen.getchannel("A"))
    else:
        canvas.paste(image.convert("RGB"))
    return canvas
