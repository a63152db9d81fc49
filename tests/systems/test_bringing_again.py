"""A file comes in again: what it says otherwise is one change, which can be undone; and a person says what only a person knows."""

import json
import re
import uuid
from io import StringIO

import jsonschema
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from hls_platform.actions import NotFound
from hls_platform.models import AuditEntry
from systems.actions.actors import name_actor
from systems.actions.bringing_again import bring_in_again
from systems.actions.changes import change_map, undo_change
from systems.actions.kept_loops import keep_loop
from systems.actions.maps import CannotImport, import_map
from systems.actions.views import keep_view
from systems.formats import WRITERS, read_files
from systems.formats.apart import read_apart
from systems.formats.drawing import same
from systems.models import Actor, Change, Factor, KeptLoop, Link, SystemMap, View
from systems.queries import drawing_of, whole_drawing_of
from systems.views.files import SCHEMA
from tests.factories import a_circle_with, a_person
from tests.fuzz.files import a_drawing

pytestmark = pytest.mark.django_db

BEFORE = b"id,label,cluster\n1,Rent,Money\n2,Debt,Money\n\n\nid,from,to,polarity\na,1,2,+\n"
AFTER = b"id,label,cluster\n1,Rent and rates,Money\n2,Debt,\n3,Sleep,Body\n\n\nid,from,to,polarity\na,1,2,-\nb,2,3,-\n"


@pytest.fixture
def amina():
    return a_person("Amina")


@pytest.fixture
def drawn(amina):
    _format, drawing = read_files([("map.csv", BEFORE)])
    return import_map(by=amina, circle=a_circle_with(amina), name="Rent", drawing=drawing)


def labels(map):
    return sorted(Factor.objects.live().filter(map=map).values_list("label", flat=True))


def test_a_file_brought_in_again_updates_as_one_change_and_can_be_undone(amina, drawn):
    _format, drawing = read_files([("map.csv", AFTER)])
    bring_in_again(by=amina, map=drawn, drawing=drawing)
    assert labels(drawn) == ["Debt", "Rent and rates", "Sleep"]
    assert Factor.objects.get(map=drawn, label="Debt").cluster == "Money"  # what the file leaves empty stays
    assert sorted(Link.objects.live().filter(map=drawn).values_list("external_id", "polarity")) == [
        ("a", "-"),
        ("b", "-"),
    ]
    assert Change.objects.filter(map=drawn).count() == 2
    bring_in_again(by=amina, map=drawn, drawing=drawing)
    assert Change.objects.filter(map=drawn).count() == 2
    undo_change(by=amina, map=drawn, id=uuid.uuid4(), change=Change.objects.get(map=drawn, number=2))
    assert labels(drawn) == ["Debt", "Rent"]
    assert Link.objects.live().get(map=drawn).polarity == "+"
    bring_in_again(by=amina, map=drawn, drawing=drawing)
    assert labels(drawn) == ["Debt", "Rent and rates", "Sleep"]
    assert Factor.objects.filter(map=drawn).count() == 3


def test_what_was_drawn_here_is_known_by_its_name_and_nothing_is_taken_off(amina, drawn):
    steps = [{"on": "factor", "id": str(uuid.uuid4()), "set": {"label": "Hope", "attributes.ours": 5}}]
    change_map(by=amina, map=drawn, id=uuid.uuid4(), steps=steps, seen=drawn.version)
    _format, drawing = read_files(
        [("x.json", b'{"elements":[{"id":"h","label":"hope","type":"Good"}],"connections":[]}')]
    )
    bring_in_again(by=amina, map=drawn, drawing=drawing)
    assert labels(drawn) == ["Debt", "Rent", "hope"]
    hope = Factor.objects.get(map=drawn, label="hope")
    assert (hope.kind, hope.external_id, hope.attributes) == ("Good", "h", {"ours": 5})


def test_only_the_circle_brings_in_again_and_nothing_that_has_problems(amina, drawn):
    _format, drawing = read_files([("map.csv", AFTER)])
    with pytest.raises(NotFound):
        bring_in_again(by=a_person("Ben"), map=drawn, drawing=drawing)
    _format, broken = read_files([("map.csv", b"from,to\n1,\n")])
    with pytest.raises(CannotImport):
        bring_in_again(by=amina, map=drawn, drawing=broken)


def test_every_field_goes_through_the_map_and_comes_back_from_our_own_format(amina):
    drawing = a_drawing()
    drawn = import_map(
        by=amina,
        circle=a_circle_with(amina),
        name=drawing.name,
        description=drawing.description,
        drawing=drawing,
    )
    stored = drawing_of(drawn)
    assert same(stored, drawing)
    assert (stored.look, stored.extra) == (drawing.look, drawing.extra)
    _format, again = read_files([("map.json", WRITERS["json"](stored))])
    assert same(again, drawing)
    bring_in_again(by=amina, map=drawn, drawing=again)
    assert Change.objects.filter(map=drawn).count() == 1
    again.factors["1"].tags, again.factors["1"].attributes = [], {"budget": 4}
    bring_in_again(by=amina, map=drawn, drawing=again)
    assert drawing_of(drawn).factors["1"].attributes == {"budget": 4}
    assert drawing_of(drawn).factors["1"].tags == []


def test_loops_with_names_actors_and_views_go_out_and_come_in_with_our_own_format(amina):
    circle = a_circle_with(amina)
    _format, ring = read_files([("x.csv", b"from,to,sign\nRent,Debt,+\nDebt,Rent,-\n")])
    drawn = import_map(by=amina, circle=circle, name="Ring", drawing=ring)
    rent, debt = Factor.objects.filter(map=drawn).order_by("-label")
    keep_loop(by=amina, map=drawn, factors=[debt.pk, rent.pk], name="The debt spiral", words="It turns.")
    name_actor(by=amina, map=drawn, name="Council", description="They bill.", acts_on=[debt])
    keep_view(by=amina, map=drawn, name="Near rent", focus=rent, steps=2, shows={"text": "e"}, story="Winter")
    written = WRITERS["json"](whole_drawing_of(drawn))
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(json.loads(written))
    _format, again = read_apart([("map.json", written)])
    other = import_map(by=amina, circle=circle, name="Another", drawing=again)
    assert whole_drawing_of(other).loops == whole_drawing_of(drawn).loops
    assert WRITERS["json"](whole_drawing_of(other)) == written.replace(b'"Ring"', b'"Another"')
    again.factors["Rent"].description = "Monthly."
    bring_in_again(by=amina, map=other, drawing=again)  # what is there stays, and is there once
    counted = [noun.objects.filter(map=other).count() for noun in (KeptLoop, Actor, View)]
    assert counted == [1, 1, 1]
    assert import_map(by=amina, circle=circle, name="Ring", drawing=again_as_it_was(written)) == drawn
    astray = json.loads(written)
    astray["loops"][0]["factors"] = ["Rent", "nowhere"]
    astray["views"][0]["name"] = ""
    _format, refused = read_files([("x", json.dumps(astray).encode())])
    assert [str(remark) for remark in refused.problems] == [
        "x, loops 1, factors: There is no factor “nowhere”.",
        "x, views 1: It needs a name of at most 160 characters.",
    ]


def again_as_it_was(written):
    return read_apart([("map.json", written)])[1]


def test_only_a_view_or_an_actor_more_is_kept_too_and_told_of_before(client, amina):
    circle = a_circle_with(amina)
    _format, drawing = read_files([("map.csv", BEFORE)])
    map = import_map(by=amina, circle=circle, name="Rent", drawing=drawing)
    written = json.loads(WRITERS["json"](whole_drawing_of(map)))
    more = json.dumps({**written, "views": [{"name": "Near rent"}], "actors": [{"name": "Council"}]}).encode()
    client.force_login(amina)
    sent = {"circle": circle.pk, "into": map.pk, "links": SimpleUploadedFile("x", more)}
    assert "1 new actor, 1 new view" in client.post(reverse("systems:import"), sent).content.decode()

    for _twice in range(2):
        assert bring_in_again(by=amina, map=map, drawing=again_as_it_was(more)).number == 1
        assert (View.objects.get(map=map).name, Actor.objects.get(map=map).name) == ("Near rent", "Council")
        assert AuditEntry.objects.filter(verb="map.added_to").count() == 1
    another = json.dumps({**written, "views": [{"name": "Another"}]}).encode()
    kept = import_map(by=amina, circle=circle, name="Rent", drawing=again_as_it_was(another))
    assert kept != map  # nothing of it is lost
    assert View.objects.get(map=kept).name == "Another"


def test_the_page_asks_which_style_means_minus_and_holds_the_file_meanwhile(client, amina):
    circle = a_circle_with(amina)
    client.force_login(amina)
    file = {
        "mapTitle": "Winter", "styles": {"nodes": {}, "edges": {"edge1": {"groupLabel": "slows"}}},
        "nodes": [{"id": "1", "label": "Rent"}, {"id": "2", "label": "Sleep"}], "edges": [{"id": "e", "from": "1", "to": "2", "grp": "edge1"}],
    }  # fmt: skip
    sent = {"circle": circle.pk, "links": SimpleUploadedFile("x", json.dumps(file).encode())}
    page = client.post(reverse("systems:import"), sent).content.decode()
    assert "PRSM: 2 factors and 1 link" in page
    assert "“slows” (1)" in page
    assert not SystemMap.objects.exists()
    held = re.search(r'name="held" value="([^"]+)"', page)[1]
    words = {"circle": circle.pk, "held": held, "sign-of-0": "slows", "sign-0": "-", "keep": ""}
    ben = a_person("Ben")
    a_circle_with(ben)
    other = client.__class__()
    other.force_login(ben)
    assert other.post(reverse("systems:import"), words).status_code == 422
    answer = client.post(reverse("systems:import"), words)
    assert answer.status_code == 302
    drawn = SystemMap.objects.get()
    assert (drawn.name, Link.objects.get(map=drawn).polarity) == ("Winter", "-")
    assert client.post(reverse("systems:import"), words).status_code == 422  # the file is gone


def test_the_page_says_what_would_change_on_a_map_that_is_there(client, amina, drawn):
    client.force_login(amina)
    sent = {"circle": drawn.circle_id, "into": drawn.pk, "links": SimpleUploadedFile("x", AFTER)}
    page = client.post(reverse("systems:import"), sent).content.decode()
    assert "1 new factor, 1 new link, 1 factor changed, 1 link changed" in page
    held = re.search(r'name="held" value="([^"]+)"', page)[1]
    client.post(
        reverse("systems:import"), {"circle": drawn.circle_id, "into": drawn.pk, "held": held, "keep": ""}
    )
    assert labels(drawn) == ["Debt", "Rent and rates", "Sleep"]
    assert SystemMap.objects.count() == 1


def answer(*words):
    out = StringIO()
    call_command(*map(str, words), stdout=out, stderr=StringIO())
    return json.loads(out.getvalue().splitlines()[-1])


def test_commands_take_every_format_and_tell_two_maps_apart(amina, drawn, tmp_path):
    there = ("--circle", drawn.circle.slug)
    for name in WRITERS:
        file = tmp_path / f"map.{name}"
        assert answer("export_map", drawn.slug, "--format", name, "--output", file) == {
            "map": drawn.slug,
            "factors": 2,
            "links": 1,
        }
    for name in ("graphml", "prsm-compressed", "kumu-xlsx"):
        looked = answer("import_map", tmp_path / f"map.{name}", *there, "--dry-run")
        assert (looked["factors"], looked["links"]) == (2, 1)
    assert answer("export_map", drawn.slug, "--output", tmp_path / "map.gexf")["links"] == 1
    after = tmp_path / "after.csv"
    after.write_bytes(AFTER)
    other = answer("import_map", after, *there, "--name", "After")["map"]
    assert answer("compare_maps", drawn.slug, other) == {
        "added": [{"factor": "Sleep"}, {"from": "Debt", "to": "Sleep", "polarity": "-"}],
        "removed": [],
        "changed": [
            {"factor": "Debt", "was": {"cluster": "Money"}, "now": {"cluster": ""}},
            {"factor": "Rent", "was": {"label": "Rent"}, "now": {"label": "Rent and rates"}},
            {
                "from": "Rent",
                "to": "Debt",
                "polarity": "-",
                "was": {"polarity": "+"},
                "now": {"polarity": "-"},
            },
        ],
        "loops_gained": [],
        "loops_lost": [],
    }
    closed = tmp_path / "closed.csv"
    closed.write_bytes(BEFORE + b"b,2,1,-\n")
    assert answer("compare_maps", drawn.slug, closed)["loops_gained"] == [
        {"kind": "balancing", "factors": ["Rent", "Debt"]}
    ]
    assert answer("import_map", closed, *there, "--into", drawn.slug)["map"] == drawn.slug
    assert answer("map_loops", drawn.slug, "--max-length", 4, "--limit", 5, "--seconds", 5) == {
        "total": 1, "reinforcing": 0, "balancing": 1, "unknown": 0,
    }  # fmt: skip
    with pytest.raises(CommandError):
        answer("import_map", after, *there, "--format", "pdf")
    with pytest.raises(CommandError):
        answer("compare_maps", drawn.slug, tmp_path / "nowhere")


def test_the_schema_stands_at_its_address_for_everybody(client):
    said = client.get("/schemas/hls-map-2.json")
    assert said.status_code == 200
    assert json.loads(said.content)["properties"]["format"] == {"const": "hls-map/2"}
    assert said.headers["Access-Control-Allow-Origin"] == "*"
