"""Two versions of a partnership's map held against each other in its report, with the insight that led from the one to the other."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from funders.actions import composing
from funders.models import Report
from funders.reports.compose import compose
from funders.reports.document import Document, Section
from funders.reports.outputs import OUTPUTS
from hls_platform.identifiers import uuid7
from learning.actions import say_reason, write_insight
from systems.actions.changes import change_map
from systems.actions.kept_loops import keep_loop
from systems.actions.snapshots import keep_snapshot
from systems.models import SystemMap
from tests.factories import a_circle_with
from tests.funders.a_whole_report import an_imprint
from tests.funders.test_all_outputs_say_the_same import READERS, bare
from tests.funders.test_reports import JULY, OCTOBER, a_world, at, composed

pytestmark = pytest.mark.django_db
THOUGHT = "Most of what people wait for lies between us, & not within <any> of us."


def _on(day: str) -> time_machine.travel:
    return time_machine.travel(datetime.datetime.fromisoformat(day).replace(tzinfo=ZoneInfo("Europe/London")))


@pytest.fixture
def world():
    """A map kept in July and in September: between them a factor came, one moved to another cluster, and a loop with a name was born."""
    world = a_world()
    with _on("2026-06-02T10:00"):
        world.map = SystemMap.objects.create(circle_id=world.place.pk, slug="wait", name="Why people wait")
        world.ids = {name: uuid7() for name in ("Waiting", "Calls", "Being passed on")}
        first = change(
            world,
            *(("factor", world.ids[name], {"label": name, "cluster": "Us"}) for name in ("Waiting", "Calls")),
            ("link", uuid7(), {"source": str(world.ids["Waiting"]), "target": str(world.ids["Calls"]), "polarity": "+"}),
        )  # fmt: skip
        world.first = first
    keep_snapshot(by=world.owen, map=world.map, name="As we left it", at=at("2026-06-30"))
    with _on("2026-08-04T10:00"):
        world.insight = write_insight(by=world.fatima, circle=world.place, text=THOUGHT)
        passed = world.ids["Being passed on"]
        world.change = change(
            world,
            ("factor", passed, {"label": "Being passed on", "cluster": "Us"}),
            ("factor", world.ids["Waiting"], {"cluster": "Them"}),
            ("link", uuid7(), {"source": str(world.ids["Calls"]), "target": str(passed), "polarity": "+"}),
            ("link", uuid7(), {"source": str(passed), "target": str(world.ids["Waiting"]), "polarity": "+"}),
        )
        keep_loop(by=world.owen, map=world.map, factors=list(world.ids.values()), name="The revolving door")
        world.reason = say_reason(by=world.owen, change=world.change, insight=world.insight)
    keep_snapshot(by=world.owen, map=world.map, name="After the wallpaper", at=at("2026-09-30"))
    return world


def change(world, *sets):
    world.map.refresh_from_db()
    steps = [{"on": on, "id": str(id), "set": values} for on, id, values in sets]
    return change_map(by=world.owen, map=world.map, id=uuid7(), steps=steps, seen=world.map.version)


def the_map(document: Document) -> Section:
    return next(section for section in document.sections if section.key == "map")


def document_of(world) -> Document:
    return compose(Report(partnership=world.place, period_start=JULY, period_end=OCTOBER))


def test_it_is_told_in_words_with_the_insight_drawn_and_as_a_table(world):
    section = the_map(document_of(world))
    assert [(item.title, item.text) for item in section.present if item.kind == "change"] == [
        ("What changed", "From the version “As we left it” of 30 June 2026 to the version “After the wallpaper” of 30 September 2026."),
        ("Factor added", "Being passed on"),
        ("Factor in another cluster", "Waiting: was “Us”, is “Them”"),
        ("Link added", "Being passed on → Waiting\nCalls → Being passed on"),
        ("Loop born", "“The revolving door”: Waiting → Calls → Being passed on → Waiting (reinforcing)"),
    ]  # fmt: skip
    (led,) = (item for item in section.present if item.kind == "led")
    assert led.title == "What led to a change of 4 August 2026"
    assert led.text.startswith("Put “Being passed on” on the map; changed “Waiting”: cluster; put “Calls → ")
    assert led.text.endswith(THOUGHT)
    assert (led.attribution, led.rests_on) == ("Fatima", (f"insight:{world.insight.pk}",))
    (figure,) = section.pictures
    assert ("Being passed on", "", "", "Came") in figure.rows
    assert ("Waiting", "", "", "Is in another cluster") in figure.rows
    assert "Being passed on" in figure.svg


def test_every_output_says_all_of_it(world):
    document = document_of(world)
    imprint = an_imprint(document)
    said = ["As we left it", "Being passed on", "Is in another cluster", "The revolving door", THOUGHT]
    for kind, read in READERS.items():
        words = bare("".join(read(OUTPUTS[kind][1](document, imprint))))
        assert [each for each in said if bare(each) not in words] == [], kind


def test_an_insight_of_another_circle_and_a_change_outside_the_time_are_not_told(world):
    other = a_circle_with(world.owen)
    elsewhere = write_insight(by=world.owen, circle=other, text="Told elsewhere.")
    say_reason(by=world.owen, change=world.change, insight=elsewhere)
    say_reason(by=world.owen, change=world.first, insight=world.insight)
    led = [item for item in the_map(document_of(world)).present if item.kind == "led"]
    assert [item.key for item in led] == [f"led:{world.reason.pk}"]


def test_who_leaves_an_insight_out_leaves_it_out_beside_the_map_too_and_its_writer_can_be_forgotten(world):
    report = composed(world)
    report = composing.leave_out(report=report, key=f"insight:{world.insight.pk}", by=world.owen)
    assert THOUGHT not in str(report.content)
    gone = document_of(world).without(person_id=str(world.fatima.pk))
    assert THOUGHT not in str(gone.as_json())
