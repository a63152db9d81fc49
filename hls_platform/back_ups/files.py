"""The files of the default storage, wherever it keeps them."""

from collections.abc import Iterator

from django.core.files.storage import default_storage

CHUNK = 1 << 16


def names(folder: str = "") -> Iterator[str]:
    """The name of each file, folder by folder in the order of their names."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever kept
        return
    before = f"{folder}/" if folder else ""
    for name in sorted(files):
        yield f"{before}{name}"
    for name in sorted(folders):
        yield from names(f"{before}{name}")


def chunks(name: str) -> Iterator[bytes]:
    """What a file holds."""
    with default_storage.open(name) as file:
        yield from file.chunks(CHUNK)
