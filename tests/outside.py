"""What `manage.py check_walls` and `manage.py crawl_canaries` run: the nets of the tests, thrown from outside.

On a throw-away place of its own; the last line printed is one JSON object.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")


def check_walls(worlds: int) -> dict[str, object]:
    """Compare both walls and the plain rule in so many random worlds."""
    from django.db import transaction
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st

    from relationships.models import Person
    from tests.walls_compared import compare
    from tests.worlds import PEOPLE, World
    from tests.worlds import worlds as random_worlds

    seen, compared, differences = 0, 0, set()

    @settings(max_examples=worlds, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(world=random_worlds(on_the_edge=False), number=st.integers(0, PEOPLE - 1))
    def in_one_world(world: World, number: int) -> None:
        nonlocal seen, compared
        with transaction.atomic():
            world.insert()
            found = compare(world, world.rows[Person][number])
            transaction.set_rollback(True)
        seen, compared = seen + 1, compared + found.compared
        differences.update(found.differences)
        if seen % 100 == 0:
            sys.stderr.write(f"{seen} worlds\n")

    in_one_world()
    for difference in sorted(differences):
        sys.stderr.write(f"{difference}\n")
    return {"worlds": seen, "comparisons": compared, "differences": len(differences)}


def crawl_canaries() -> dict[str, object]:
    """Look for marks where they must not be."""
    from django.db import transaction
    from django.test.utils import setup_test_environment

    from tests.canaries import MarkedWorld, walk

    setup_test_environment()  # letters stay in this process
    with transaction.atomic():
        found = walk(MarkedWorld())
        transaction.set_rollback(True)
    for leak in sorted(set(found.leaks)):
        sys.stderr.write(f"{leak}\n")
    return {"people": found.people, "addresses": found.addresses, "leaks": len(found.leaks)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.outside")
    nets = parser.add_subparsers(dest="net", required=True)
    nets.add_parser("check_walls").add_argument("--worlds", type=int, default=200)
    nets.add_parser("crawl_canaries")
    asked = vars(parser.parse_args())
    django.setup()
    from hls_platform.embedded import Services
    from tests.database import prepare

    prepare(Services(Path(os.environ["HLS_TEST_FOLDER"]), durable=False))
    throw: dict[str, Callable[..., object]] = {"check_walls": check_walls, "crawl_canaries": crawl_canaries}
    said = throw[asked.pop("net")](**asked)
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main()
