"""Documents that people bring along: PDF, OpenDocument text and Word. They are handed on as they came, to be saved and never
shown; so what is looked at is that a file is what it says, holds no program, and unpacks to nothing immense."""

import io
import re
import zipfile
import zlib
from xml.parsers import expat

from django.utils.translation import gettext as _

from hls_platform.media.clean import Clean, NotAccepted

MOST_BYTES_OF_A_DOCUMENT = 5 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_PARTS = 2000
PDF = "application/pdf"
ODT = "application/vnd.oasis.opendocument.text"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENDINGS = {PDF: "pdf", ODT: "odt", DOCX: "docx", "image/jpeg": "jpg"}
"""By kind of file, how its name ends when it is saved."""
PACKED = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
DOES_SOMETHING = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)\b")
"""What a PDF that does something when it is opened says, where it can be read without unpacking."""
PROGRAMS = re.compile(r"(^|/)(vba|macros?|basic|scripts?|activex|embeddings|object \d)", re.IGNORECASE)


def document(sent: bytes) -> Clean:
    """The document, as it came, with the kind it is in truth. Raises `NotAccepted`."""
    if len(sent) > MOST_BYTES_OF_A_DOCUMENT:
        raise NotAccepted(_("This file is too large. Up to 5 megabytes can be kept."))
    if sent.startswith(b"%PDF-"):
        return Clean(_sound_pdf(sent), PDF)
    if sent.startswith(b"PK\x03\x04"):
        return Clean(sent, _kind_of_package(sent))
    raise NotAccepted(
        _("This is no document that can be read. PDF, OpenDocument text and Word (.docx) can be kept.")
    )


def _sound_pdf(sent: bytes) -> bytes:
    if b"%%EOF" not in sent[-2048:]:
        raise NotAccepted(_("This PDF is not whole. Save it again, then choose it once more."))
    if DOES_SOMETHING.search(PACKED.sub(b"", sent)):
        raise NotAccepted(
            _("This PDF does something when it is opened. Print it into a new PDF, and choose that.")
        )
    return sent


def _kind_of_package(sent: bytes) -> str:
    """Which of the two it is. Raises `NotAccepted`."""
    try:
        with zipfile.ZipFile(io.BytesIO(sent)) as package:
            parts = package.infolist()
            names = {each.filename for each in parts}
            if len(parts) > MOST_PARTS or sum(each.file_size for each in parts) > MOST_UNPACKED:
                raise NotAccepted(_("This document unpacks to more than can be kept."))
            if any(each.flag_bits & 1 for each in parts):
                raise NotAccepted(_("This document has a password. Save it without one."))
            if any(PROGRAMS.search(name) or name.startswith("/") or ".." in name for name in names):
                raise NotAccepted(
                    _("This document holds a program or another file. Save it as PDF, and choose that.")
                )
            if "word/document.xml" in names and "[Content_Types].xml" in names:
                types = _read(package, "[Content_Types].xml")
                if b"macroEnabled" in types:
                    raise NotAccepted(
                        _("This document holds a program or another file. Save it as PDF, and choose that.")
                    )
                _must_be_xml(_read(package, "word/document.xml"))
                return DOCX
            if (
                "content.xml" in names
                and "mimetype" in names
                and _read(package, "mimetype").strip() == ODT.encode()
            ):
                _must_be_xml(_read(package, "content.xml"))
                return ODT
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        expat.ExpatError,
    ):
        pass  # what the readers raise about bytes that break the rules of their format
    raise NotAccepted(
        _("This is no document that can be read. PDF, OpenDocument text and Word (.docx) can be kept.")
    )


def _read(package: zipfile.ZipFile, name: str) -> bytes:
    """A part, of which never more is unpacked than may be."""
    with package.open(name) as part:
        read = part.read(MOST_UNPACKED + 1)
    if len(read) > MOST_UNPACKED:
        raise NotAccepted(_("This document unpacks to more than can be kept."))
    return read


def _must_be_xml(text: bytes) -> None:
    """Raises ExpatError, or NotAccepted for one that defines words of its own."""
    reader = expat.ParserCreate()

    def refuse(*_said: object) -> None:
        raise NotAccepted(
            _("This is no document that can be read. PDF, OpenDocument text and Word (.docx) can be kept.")
        )

    reader.StartDoctypeDeclHandler = refuse
    reader.Parse(text, True)
