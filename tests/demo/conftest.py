"""The demo place, loaded once for all tests of a file that look at it; what a test changes is undone after it."""

import io
import json
from typing import Any

import pytest
from django.core.management import call_command


def load_demo() -> dict[str, Any]:
    """Load it as `make run` does; what the command says."""
    said = io.StringIO()
    call_command("load_demo", stdout=said)
    return json.loads(said.getvalue().splitlines()[-1])


@pytest.fixture(scope="module")
def loaded(for_the_file: None) -> dict[str, Any]:
    return load_demo()


@pytest.fixture
def place(loaded: dict[str, Any], db: None) -> dict[str, Any]:
    """What `load_demo` said; the place is in the database for all tests of a file."""
    return loaded
