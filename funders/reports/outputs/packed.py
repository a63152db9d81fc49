"""Zip files that are the same bytes for the same content, whenever they are made."""

import io
import zipfile
from collections.abc import Mapping

THE_SAME = (1980, 1, 1, 0, 0, 0)


def packed(files: Mapping[str, bytes]) -> bytes:
    """A zip of files by their names, in that order, without a time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as together:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, THE_SAME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            together.writestr(entry, content)
    return out.getvalue()


def packed_the_same(made: bytes) -> bytes:
    """The zip `made`, in its order, without the times at which its files were made."""
    with zipfile.ZipFile(io.BytesIO(made)) as opened:
        return packed({name: opened.read(name) for name in opened.namelist()})
