"""A first visit is light enough for a phone with a poor signal."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.addresses import NOT_PAGES, addresses
from tests.bench.weight import HEAVIEST, first_visit
from tests.world import a_world

DRAWN = {
    "systems:map", "relationships:community", "relationships:listing", "relationships:start_group",
    "relationships:list_group", "relationships:change_listing",
}  # fmt: skip


@pytest.mark.django_db
def test_the_first_visit_of_any_page_without_a_map_is_at_most_75_kilobytes(
    process_environment: dict[str, str], tmp_path: Path
) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
        check=True,
        cwd=settings.BASE_DIR,
        env=process_environment | {"LOCAL_DIR": str(tmp_path)},
    )
    w = a_world()
    client = Client()
    weights = {}
    for reader in (None, w.lead):
        if reader:
            client.force_login(reader)
        for name, found in addresses(w).items():
            for address in found if name not in NOT_PAGES | DRAWN | {"account_logout"} else ():
                answer = client.get(address)
                if answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]:
                    weights[address] = first_visit(answer.content, tmp_path / "static")
    assert len(weights) > 20
    assert min(weights.values()) > 1000
    assert {address: weight for address, weight in weights.items() if weight > HEAVIEST} == {}
