"""No mark is found where its reader may not see it; and a leak that is planted is found."""

import pytest

from tests.canaries import ADMINISTRATION, MarkedWorld, walk

pytestmark = pytest.mark.django_db


def test_nothing_that_leaves_the_place_shows_what_its_reader_may_not_see():
    found = walk(MarkedWorld(), passes=1, people=2)  # `crawl_canaries` goes through all of it
    assert found.leaks == []
    assert found.addresses > 100
    assert {name for name in ADMINISTRATION if found.read[name]} == ADMINISTRATION
