"""With a replica: pages are read from it, and nobody misses what they wrote themselves."""

import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse

from hls_platform import replica
from hls_platform.embedded import ROOT, Services
from hls_platform.identifiers import uuid7
from hls_platform.urls import urlpatterns as pages
from learning import actions
from learning.models import Draft
from relationships.access import signed_in
from relationships.models import Person
from tests.factories import a_circle_with, a_person
from tests.hls_platform.standby import Standby

NEW = "The new words, just now."


def writes_when_read(request: HttpRequest) -> HttpResponse:
    """A page that notes something although it is only asked to show."""
    actions.save_draft(by=signed_in(request), id=uuid.UUID(request.GET["id"]), words={"text": NEW})
    return HttpResponse("noted")


urlpatterns = [path("writes-when-read/", writes_when_read, name="writes_when_read"), *pages]


@pytest.fixture
def standby(services: Services, transactional_db: None, tmp_path: Path, settings: Any) -> Iterator[Standby]:
    """The replica, in use; every process has forgotten what it knew of an earlier one."""
    made = Standby(services, tmp_path / "standby")
    there = connections.settings["default"] | {"HOST": str(made.folder)}
    connections.settings["replica"] = there
    connections["replica"] = DatabaseWrapper(there, "default")  # a name under which tests may ask
    settings.DATABASE_ROUTERS = ["hls_platform.replica.ReadsWhereTheRequestReads"]
    replica._rest_until = 0.0
    replica._write_when_read.clear()
    yield made
    connections["replica"].close()
    del connections["replica"]
    del connections.settings["replica"]
    made.stop()


def a_browser_of(person: Person) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


@pytest.mark.processes
@pytest.mark.urls(__name__)
def test_pages_are_read_from_the_replica_and_everybody_sees_what_they_wrote(standby: Standby):
    amina, ben = a_person("Amina"), a_person("Ben")
    circle = a_circle_with(amina, ben)
    hers, his = a_browser_of(amina), a_browser_of(ben)
    standby.catch_up()
    page = reverse("learning:circle", args=[circle.slug])
    with CaptureQueriesContext(connections["default"]) as primary:
        assert his.get(page).status_code == 200
    assert [
        asked["sql"] for asked in primary if "learning_" in asked["sql"] or "relationships_" in asked["sql"]
    ] == []

    standby.hold()
    sent = {"id": str(uuid7()), "text": NEW, "share_with": [circle.pk]}
    assert hers.post(reverse("learning:reflect"), sent).status_code == 302
    assert NEW in hers.get(page).content.decode()  # hers has come from where she wrote it
    assert NEW not in his.get(page).content.decode()  # his has come from the replica, which has not heard yet
    standby.let_go()
    assert NEW in his.get(page).content.decode()
    with CaptureQueriesContext(connections["default"]) as primary:
        assert NEW in hers.get(page).content.decode()
    assert not [asked for asked in primary if "learning_" in asked["sql"]]  # she reads from the replica again

    # Who has only just come in is known, too.
    standby.hold()
    newcomer = Person.objects.create_user("new@example.org", "tide comes in twice", name="Newcomer")
    theirs = Client()
    signing_in = {"login": newcomer.email, "password": "tide comes in twice"}
    assert theirs.post(reverse("account_login"), signing_in).status_code == 302
    assert theirs.get(reverse("learning:today")).status_code == 200
    standby.let_go()

    # What writes although it was only asked to show something is done once, on the primary; the next time at once.
    his.raise_request_exception = False  # the replica's refusal, which nobody sees
    for _time in range(2):
        noted = uuid7()
        assert his.get(reverse("writes_when_read"), {"id": noted}).content == b"noted"
        assert Draft.objects.get(pk=noted).author == ben
    assert replica._write_when_read == {"writes_when_read"}

    # Without the replica, or with one that does not answer, pages are as before.
    standby.stop()
    assert NEW in his.get(page).content.decode()
    assert NEW in hers.get(page).content.decode()


WRITES_ANYWAY = {
    "funders/actions/grants.py": "keeps many grants at once",
    "funders/actions/openings.py": "forgets first words whose time is over, in a worker",
    "learning/actions/pieces.py": "asks whether anybody is still to answer, before it changes a piece",
    "funders/actions/reports.py": "gives a report its number",
    "hls_platform/actions.py": "waits its turn to change something",
    "hls_platform/errands.py": "takes an errand, in a worker",
    "hls_platform/signs.py": "tells how busy the primary is, to whoever runs the place",
    "hls_platform/security/audit.py": "writes many entries at once",
    "hls_platform/security/sealing.py": "seals the trail, in a worker",
    "hls_platform/web/health.py": "asks whether the primary answers",
    "learning/actions/bringing_in.py": "keeps many notes at once",
    "learning/actions/notes.py": "takes back what somebody wrote in sessions",
    "learning/actions/returning.py": "lets words go back to their authors, in a worker",
    "learning/demo/load.py": "fills an empty place",
    "learning/digests/collect.py": "builds digests, in a worker",
    "learning/digests/copies.py": "writes digests out for each person, in a worker",
    "relationships/actions/ending.py": "ends a circle",
    "relationships/actions/letters.py": "writes letters to the people of a circle",
    "relationships/actions/subscriptions.py": "notes what webhooks wait for",
}
"""Modules that ask the primary directly, and why no page that is only read needs them."""


def test_whatever_asks_the_database_directly_asks_the_one_that_the_request_reads():
    """`connection` is the primary's, where nobody has been told to ask while the replica is: it would see nothing."""
    direct = {
        str(module.relative_to(ROOT))
        for app in ("hls_platform", "relationships", "systems", "learning", "funders")
        for module in (ROOT / app).rglob("*.py")
        if re.search(r"^from django\.db import (?:.*, )?connection\b", module.read_text(), re.MULTILINE)
    }
    assert direct == set(WRITES_ANYWAY)
