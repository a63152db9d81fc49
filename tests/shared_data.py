"""Where the files made by others are, for the tests that read them."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("HLS_SHARED", Path(__file__).resolve().parent.parent.parent / "shared"))


def shared_file(name: str) -> Path:
    """The file `name` of the shared data; skips the test, saying so, where it is absent."""
    path = SHARED / "data" / name
    if not path.exists():
        pytest.skip(f"{path} is not here: the shared data lies beside the repository, and is not part of it")
    return path
