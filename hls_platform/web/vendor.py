"""Finds the few files of browser libraries that pages use, and leaves the rest of each package alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage


class VendorFinder(BaseFinder):
    """The files that `settings.VENDOR_FILES` names, as `vendor/<name of the file>`; those not there are left out."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__()
        self.files: dict[str, Path] = {
            f"vendor/{file.name}": file for file in settings.VENDOR_FILES if file.is_file()
        }

    def find(self, path: str, find_all: bool = False, **options: Any) -> Any:
        """The file's place on the disk (a list of it when all are asked for); an empty list when it is not ours."""
        found = [str(self.files[path])] if path in self.files else []
        return found if find_all or not found else found[0]

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """Each file's name, and the storage of its folder."""
        for file in self.files.values():
            storage = FileSystemStorage(location=file.parent)
            storage.prefix = "vendor"  # type: ignore[attr-defined]  # where collectstatic puts it
            yield file.name, storage
