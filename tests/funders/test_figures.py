"""The pictures of a report: what is drawn and told, what vanishes with the words it came from, and no target in any."""

import dataclasses
import datetime
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from funders.models import Report
from funders.reports.compose import compose
from funders.reports.document import Document, Item, Section
from funders.reports.figures.map import map_figure
from funders.reports.figures.places import WIDE, placed
from funders.reports.figures.timeline import timeline
from funders.reports.outputs import data
from hls_platform.identifiers import uuid7
from learning.models import Measure, Observation
from systems.actions.snapshots import keep_snapshot
from systems.formats.drawing import DrawnFactor
from systems.models import Factor, Link, SystemMap
from tests.funders.a_whole_report import NOW, a_drawing, a_map, a_measure, a_whole_report, an_imprint
from tests.funders.test_reports import JULY, OCTOBER, a_world, at

SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - our own, just drawn


def words_of(svg: str) -> list[str]:
    return [each.text or "" for each in parsed(svg).iter(f"{SVG}text")]


def test_a_map_tells_what_came_went_and_changed_by_word_and_by_kind_of_line():
    figure = a_map()
    assert ("Debt letters", "", "", "Went") in figure.rows
    assert ("Trust in our services", "", "", "Has another name") in figure.rows
    assert ("Somebody <b>who</b> answers & stays", "", "", "Came") in figure.rows
    assert ("Rent", "more leads to more", "Trust in our services", "Acts in another direction") in figure.rows
    assert ("Debt letters", "more leads to more", "Rent", "Went") in figure.rows
    boxes = [each for each in parsed(figure.svg).iter(f"{SVG}rect") if each.get("rx")]
    assert len({(each.get("stroke"), each.get("stroke-dasharray")) for each in boxes}) == 4
    assert "3 factors and 3 links" in figure.words


def test_a_map_of_which_no_version_was_kept_is_drawn_without_changes():
    figure = map_figure("M", None, NOW, "")
    assert {row[3] for row in figure.rows} == {""}
    assert "thick" not in figure.words
    assert map_figure("M", None, a_drawing({}, ""), "") is None


def test_of_a_very_large_map_only_what_changed_is_drawn():
    names = {f"f{n}": f"Factor {n}" for n in range(400)}
    links = " ".join(f"f{n}+f{n + 1}" for n in range(399))
    before = a_drawing(names, "")
    for each in links.split():
        source, target = each.split("+")
        before.links.append(dataclasses.replace(NOW.links[0], source=source, target=target))
    after = a_drawing({**names, "new": "A new one"}, "")
    after.links = list(before.links)
    figure = map_figure("M", before, after, "")
    assert set(" ".join(words_of(figure.svg)).split()) == {"A", "new", "one"}
    assert [row[0] for row in figure.rows] == ["A new one"]
    assert map_figure("M", before, before, "") is None


@pytest.mark.parametrize("many", [3, 14, 60])
@pytest.mark.parametrize("with_places", [True, False])
def test_no_box_of_a_map_lies_on_another(many, with_places):
    places = [{"x": n % 8 * 60.0, "y": n // 8 * 25.0} if with_places else {} for n in range(many)]
    factors = {
        str(n): DrawnFactor(key=str(n), label=f"Factor {n} " * 3, **place) for n, place in enumerate(places)
    }
    boxes = list(placed(factors).values())
    on_another = [
        1
        for nth, one in enumerate(boxes)
        for other in boxes[:nth]
        if abs(one.x - other.x) < WIDE and abs(one.y - other.y) < (one.tall + other.tall) / 2
    ]
    assert not on_another


def test_a_measure_is_a_line_with_its_stories_numbered_and_nothing_to_reach():
    figure = a_measure()
    assert figure.columns == ("Day", "days", "Story")
    assert figure.rows == (("1 July 2026", "9", ""), ("10 July 2026", "7", "1"), ("19 July 2026", "8", "2"))
    drawn = [each.tag.removeprefix(SVG) for each in parsed(figure.svg).iter()]
    assert drawn.count("circle") == 3
    assert drawn.count("polyline") == 1
    assert "line" not in drawn


def test_labels_are_words_and_never_markup():
    figure = map_figure(
        "M", None, a_drawing({"a": "<script>alert(1)</script>\x00", "b": '" onload="x'}, "a+b"), ""
    )
    found = {each.tag.removeprefix(SVG) for each in parsed(figure.svg).iter()}
    assert found <= {"svg", "rect", "text", "line", "polygon", "circle"}
    assert "script" in "".join(words_of(figure.svg))
    assert "onload" not in {name for each in parsed(figure.svg).iter() for name in each.attrib}


def test_the_period_at_a_glance_holds_what_happened_together_within_it_and_nothing_that_one_person_shared():
    document = a_whole_report("«We rang too late.»")
    figure = timeline(document)
    assert [row[2] for row in figure.rows] == [
        "About rent",
        "7 days",
        "Paid: «£12,345.67»",
        "Due: «£1»",
        "A promise, kept: «We pay in time.»",
    ]
    outside = dataclasses.replace(document.meta, period_start="2027-01-01", period_end="2027-02-01")
    assert timeline(dataclasses.replace(document, meta=outside)) is None


def test_what_somebody_takes_along_is_gone_from_the_pictures_too_and_the_hash_holds():
    kept_by, told_by = str(uuid7()), str(uuid7())
    measured = Item(kind="measure", title="Secret measure", text="Why.", person_id=kept_by)
    told = Item(kind="observation", title="7 days", text="It rang.", date="2026-07-10", person_id=told_by)
    section = Section(
        key="measures", title="Measures", items=(measured, told), figures=(a_measure(measured.id),)
    )
    document = Document(meta=a_whole_report().meta, sections=(section,))
    gone = document.without(person_id=kept_by).without(person_id=told_by)
    assert gone.sha256 == document.sha256
    assert Document.from_json(gone.as_json()).sha256 == document.sha256
    assert timeline(gone) is None
    said = data.render(gone, an_imprint(gone)).decode()
    assert "Days until" in data.render(document, an_imprint(document)).decode()
    assert "Days until" not in said
    assert "Secret measure" not in said


@pytest.mark.django_db
def test_a_composed_report_has_the_pictures_of_its_map_and_its_measures():
    world = a_world()
    drawn = SystemMap.objects.create(
        circle_id=world.place.pk, slug="m", name="M", created_at=at("2026-07-01T09:00")
    )
    rent = Factor.objects.create(map=drawn, label="Rent")
    keep_snapshot(by=world.owen, map=drawn, name="First")
    drawn.snapshots.update(taken_at=at("2026-07-02T09:00"))
    Link.objects.create(map=drawn, source=rent, target=Factor.objects.create(map=drawn, label="Trust"))
    measure = Measure.objects.create(
        circle_id=world.place.pk, name="Calls", why="W", collected_by="Us", cost="Time", kept_by=world.owen, created_at=at("2026-07-01T09:00"),
    )  # fmt: skip
    for day, story in ((1, ""), (9, "The phone was off.")):
        Observation.objects.create(
            measure=measure,
            day=datetime.date(2026, 8, day),
            value=Decimal(day),
            story=story,
            written_by=world.owen,
        )
    document = compose(Report(partnership=world.place, period_start=JULY, period_end=OCTOBER))
    sections = {section.key: section for section in document.sections}
    (on_map,), (on_measure,) = sections["map"].pictures, sections["measures"].pictures
    assert ("Trust", "", "", "Came") in on_map.rows
    assert on_measure.rows == (("1 August 2026", "1", ""), ("9 August 2026", "9", "1"))
    assert [form for form, _things in sections["map"].parts][:2] == ["said", "figure"]
    assert Document.from_json(document.as_json()) == document
