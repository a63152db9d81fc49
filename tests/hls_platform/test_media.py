"""Pictures and recordings are written anew: what is in them stays, and nothing else of the file."""

import io
import random
import struct
import zlib

import pytest
from PIL import Image

from hls_platform.media import NotAccepted, mp4, picture, sound, webm
from hls_platform.media.ogg import PAGE
from hls_platform.media.packets import Aac
from tests.brought import SILENT_AAC, SILENT_OPUS, a_picture, a_recording, from_a_telephone

PAGE_INSIDE = b"<script>alert('canary')</script>"


def as_a_browser_streams_it(recording: bytes) -> bytes:
    """The same recording without lengths, as it is written while somebody speaks, and with a tag."""
    sound = webm.read(recording)
    before = recording[: recording.index(b"\x18\x53\x80\x67")]
    inside = recording[len(before) + 12 :]
    start = inside.index(b"\x1c\x53\xbb\x6b")
    clusters = b"".join(
        bytes.fromhex("1f43b67501ffffffffffffff") + cluster[12:] for _begins, cluster in webm._clusters(sound)
    )
    tag = webm._part(0x1254C367, webm._part(0x7373, b"canary-tag"))
    return before + bytes.fromhex("1853806701ffffffffffffff") + inside[:start] + tag + clusters


def in_ogg(recording: bytes, tags: bytes = b"OpusTagscanary-tag") -> bytes:
    head = struct.pack("<8sBBHIhB", b"OpusHead", 1, 1, 312, 48000, 0, 0)
    packets = [packet for _ms, packet in webm.read(recording).packets]
    pages = [[head], [tags], *(packets[at : at + 50] for at in range(0, len(packets), 50))]
    return b"".join(
        PAGE.pack(b"OggS", 0, 2 if nth == 0 else 0, 0, 7, nth, 0, len(page))
        + bytes(map(len, page))
        + b"".join(page)
        for nth, page in enumerate(pages)
    )


def in_fragments() -> bytes:
    """A recording as Safari makes it: the frames in a fragment after an empty movie."""
    empty = mp4.write(Aac(bytes.fromhex("1208"), 1, 44100, 44100, []))
    start = empty.index(b"moov") - 4
    (size,) = struct.unpack_from(">I", empty, start)
    usual = mp4._box(b"mvex", mp4._box(b"trex", struct.pack(">IIIIII", 0, 1, 1, 1024, 0, 0)))
    movie = mp4._box(b"moov", empty[start + 8 : start + size], usual)

    def fragment(after: int) -> bytes:
        sizes = struct.pack(">100I", *[len(SILENT_AAC)] * 100)
        run = mp4._box(b"trun", struct.pack(">IIi", 0x201, 100, after), sizes)
        return mp4._box(b"moof", mp4._box(b"traf", mp4._box(b"tfhd", struct.pack(">II", 0x20000, 1)), run))

    inside = fragment(len(fragment(0)) + 8)
    return empty[:start] + movie + inside + mp4._box(b"mdat", SILENT_AAC * 100)


def test_a_picture_is_turned_shrunk_and_says_nothing_of_where_it_was_taken():
    clean = picture(a_picture(width=3000, height=2000))
    assert (clean.content_type, clean.width, clean.height) == ("image/jpeg", 1067, 1600)
    assert b"canary" not in clean.content
    read = Image.open(io.BytesIO(clean.content))
    assert not read.getexif()
    assert read.size == (1067, 1600)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_other_kinds_become_the_same_kind(kind):
    assert picture(a_picture(kind=kind)).content[:3] == b"\xff\xd8\xff"


def test_what_is_seen_through_is_white_and_a_moving_picture_stands_still():
    frames = [Image.new("RGBA", (10, 10), colour) for colour in ("#00000000", "red")]
    moving = io.BytesIO()
    frames[0].save(moving, "PNG", save_all=True, append_images=frames[1:])
    clean = Image.open(io.BytesIO(picture(moving.getvalue()).content))
    assert clean.getpixel((5, 5)) == (255, 255, 255)
    assert getattr(clean, "n_frames", 1) == 1


def test_what_hides_in_a_picture_is_gone():
    hidden = a_picture() + PAGE_INSIDE + b"PK\x03\x04"
    assert PAGE_INSIDE not in picture(hidden).content


def test_a_picture_that_claims_to_be_immense_is_not_decoded():
    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 40_000, 40_000, 1, 0, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + part(b"IHDR", header)
        + part(b"IDAT", zlib.compress(bytes(9)))
        + part(b"IEND", b"")
    )
    with pytest.raises(NotAccepted, match="pixels"):
        picture(bomb)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"BM" + bytes(60),
        a_picture()[:300],
    ],
)
def test_what_is_no_whole_picture_is_refused_in_words(sent):
    with pytest.raises(NotAccepted, match="no picture that can be read"):
        picture(sent)


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (a_recording(), "audio/webm"),
        (as_a_browser_streams_it(a_recording()), "audio/webm"),
        (in_ogg(a_recording()), "audio/webm"),
        (from_a_telephone(), "audio/mp4"),
        (in_fragments(), "audio/mp4"),
    ],
)
def test_a_recording_keeps_its_packets_and_loses_everything_else(sent, kind):
    clean = sound(sent)
    assert clean.content_type == kind
    assert clean.seconds in (2, 3)
    assert b"canary" not in clean.content
    if kind == "audio/webm":
        assert webm.read(clean.content) == webm.read(a_recording())
    else:
        assert {frame for _lasts, frame in mp4.read(clean.content).frames} == {SILENT_AAC}
    assert sound(clean.content).content == clean.content


@pytest.mark.parametrize("whole", [a_recording(), in_ogg(a_recording()), from_a_telephone(), in_fragments()])
def test_what_hangs_on_a_recording_or_is_missing_from_it_has_it_refused(whole):
    for sent in (
        whole + PAGE_INSIDE,
        whole + b"\0",
        whole[:-1],
        PAGE_INSIDE + whole,
        whole[: len(whole) // 2],
    ):
        with pytest.raises(NotAccepted, match="no recording that can be read"):
            sound(sent)


def test_a_film_is_no_recording():
    film = a_recording().replace(b"\x83\x01\0\0\0\0\0\0\x01\x02", b"\x83\x01\0\0\0\0\0\0\x01\x01")
    for sent in (
        film,
        a_recording().replace(b"A_OPUS", b"V_VP8\0"),
        from_a_telephone().replace(b"soun", b"vide"),
    ):
        with pytest.raises(NotAccepted):
            sound(sent)


def test_a_recording_of_an_hour_is_too_long():
    long = webm.write(webm.Opus(1, 312, b"\0\0", [(0, SILENT_OPUS), (3_600_000, SILENT_OPUS)]))
    with pytest.raises(NotAccepted, match="15 minutes"):
        sound(long)


@pytest.mark.filterwarnings("ignore::UserWarning")  # what Pillow thinks of broken tags
def test_a_broken_file_is_refused_and_never_an_error():
    dice = random.Random(7)
    good = [
        a_recording(1),
        in_ogg(a_recording(1)),
        from_a_telephone(1),
        in_fragments(),
        a_picture(kind="PNG"),
        a_picture(),
    ]
    for _time in range(1500):
        sent = bytearray(dice.choice(good))
        for _twice in range(dice.randint(1, 5)):
            sent[dice.randrange(min(len(sent), 1000))] = dice.randrange(256)
        for clean in (picture, sound):
            try:
                clean(bytes(sent))
            except NotAccepted:
                continue
